import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EMBEDDING_MODEL } from './embedding-model.js';

/**
 * Tests only: the folder of the models, or undefined when there is none (the reason is printed). In CI they must be
 * there: a suite that skips itself proves nothing.
 */
export function testModels(): string | undefined {
  const models = join(process.env['DOCUGENIE_TOOLS'] ?? join('.docugenie', 'tools'), 'models');
  if (existsSync(join(models, EMBEDDING_MODEL, 'onnx', 'model_quantized.onnx'))) return models;
  const reason = `no ${EMBEDDING_MODEL} weights in ${models}: run node scripts/setup.mjs, or set DOCUGENIE_TOOLS`;
  if (process.env['CI'] === 'true') throw new Error(reason);
  console.warn(`skipped: ${reason}`);
  return undefined;
}
