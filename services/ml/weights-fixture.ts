import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EMBEDDING_MODEL } from './embedding-model.js';

/**
 * Tests only: the folder of the models, or undefined when there is none (the reason is printed). In CI they must be
 * there: a suite that skips itself proves nothing.
 */
export function testModels(): string | undefined {
  const places = [process.env['DOCUGENIE_TEST_MODELS'], '.docugenie/tools/models', '/tmp/models'];
  const found = places.find(
    (place) => place !== undefined && existsSync(join(place, EMBEDDING_MODEL, 'onnx', 'model_quantized.onnx')),
  );
  if (found === undefined) {
    const reason = `no ${EMBEDDING_MODEL} weights in DOCUGENIE_TEST_MODELS or .docugenie/tools/models`;
    if (process.env['CI'] === 'true') throw new Error(reason);
    console.warn(`skipped: ${reason}`);
  }
  return found;
}
