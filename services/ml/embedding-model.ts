import * as tokenizers from '@huggingface/tokenizers';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { batches } from './embedding-batches.js';

/** The folder of the model under the models path, and the length of its vectors. */
export const EMBEDDING_MODEL = 'all-MiniLM-L6-v2';
export const EMBEDDING_DIMENSIONS = 384;
/** Tokens of a text that count, with the two marks around it; the model was trained on no more. */
export const MAX_TOKENS = 256;

/**
 * Tokens of one run of the session. Measured on an AVX2 core: a batch of 4 saves half the time of texts of 8 tokens, a
 * tenth at 32, nothing from 64 on, and larger batches even lose (cache misses). Small runs also answer sooner.
 */
const BATCH_TOKENS = 128;

/**
 * The part of the tokenizer that is used. Its published types import without extensions, which this module resolution
 * cannot follow, so what it is has to be said here.
 */
const { Tokenizer } = tokenizers as unknown as {
  Tokenizer: new (tokenizer: object, config: object) => { encode(text: string): { ids: number[] } };
};

export interface EmbeddingModel {
  /** Names weights, tokenizer, pooling and length: vectors of different versions cannot be compared. */
  readonly version: string;
  /** Unit vectors of `texts`, handed over run by run (shortest first): the places in `texts` and their vectors, one after the other. */
  embed(texts: readonly string[]): AsyncGenerator<{ places: number[]; vectors: Float32Array }>;
  release(): Promise<void>;
}

/**
 * Opens all-MiniLM-L6-v2 (int8 weights) on one ONNX thread. Several sessions of one thread each beat one session of
 * several threads by a third.
 *
 * Works on onnxruntime and the tokenizer themselves; the vectors equal those of transformers.js
 * (`pooling: 'mean', normalize: true`) to 1e-7. `run` blocks its thread, so this belongs into a worker thread.
 *
 * @throws what the file system, the tokenizer or the runtime say about missing or damaged files
 */
export async function openEmbeddingModel(modelsPath: string): Promise<EmbeddingModel> {
  const folder = join(modelsPath, EMBEDDING_MODEL);
  const weightsPath = join(folder, 'onnx', 'model_quantized.onnx');
  const [weights, tokenizerJson, tokenizerConfig] = await Promise.all([
    readFile(weightsPath),
    readFile(join(folder, 'tokenizer.json'), 'utf8'),
    readFile(join(folder, 'tokenizer_config.json'), 'utf8'),
  ]);
  const digest = createHash('sha256').update(weights).update(tokenizerJson).digest('hex').slice(0, 12);
  const tokenizer = new Tokenizer(parseObject(tokenizerJson), parseObject(tokenizerConfig));
  // By path: from a buffer the runtime keeps a second copy.
  const session = await InferenceSession.create(weightsPath, { intraOpNumThreads: 1, interOpNumThreads: 1 });

  const tokens = (text: string): number[] => {
    const ids = tokenizer.encode(text).ids;
    // The cut keeps the closing mark, as the model learned it.
    return ids.length <= MAX_TOKENS ? ids : [...ids.slice(0, MAX_TOKENS - 1), ...ids.slice(-1)];
  };

  return {
    version: `${EMBEDDING_MODEL}.q8.mean.${MAX_TOKENS}.${digest}`,
    async *embed(texts) {
      const ids = texts.map(tokens);
      const lengths = ids.map((list) => list.length);
      for (const places of batches(lengths, BATCH_TOKENS)) {
        yield {
          places,
          vectors: await run(
            session,
            places.map((place) => ids[place] ?? []),
          ),
        };
      }
    },
    release: () => session.release(),
  };
}

/** One run: pads to the longest, feeds, averages over the tokens of each text and scales to length 1. */
async function run(session: InferenceSession, rows: readonly (readonly number[])[]): Promise<Float32Array> {
  const width = Math.max(...rows.map((row) => row.length));
  const ids = new BigInt64Array(rows.length * width);
  const mask = new BigInt64Array(rows.length * width);
  rows.forEach((row, r) => {
    row.forEach((id, t) => {
      ids[r * width + t] = BigInt(id);
      mask[r * width + t] = 1n;
    });
  });
  const shape = [rows.length, width];
  const output = await session.run({
    input_ids: new Tensor('int64', ids, shape),
    attention_mask: new Tensor('int64', mask, shape),
    token_type_ids: new Tensor('int64', new BigInt64Array(ids.length), shape),
  });
  const states = output['last_hidden_state']?.data;
  if (!(states instanceof Float32Array) || states.length !== ids.length * EMBEDDING_DIMENSIONS) {
    throw new Error(`The model does not answer ${EMBEDDING_DIMENSIONS} numbers a token`);
  }
  return pool(states, rows, width);
}

function pool(states: Float32Array, rows: readonly (readonly number[])[], width: number): Float32Array {
  const pooled = new Float32Array(rows.length * EMBEDDING_DIMENSIONS);
  rows.forEach((row, r) => {
    const vector = pooled.subarray(r * EMBEDDING_DIMENSIONS, (r + 1) * EMBEDDING_DIMENSIONS);
    for (let t = 0; t < row.length; t++) {
      const offset = (r * width + t) * EMBEDDING_DIMENSIONS;
      for (let d = 0; d < EMBEDDING_DIMENSIONS; d++) vector[d] = (vector[d] ?? 0) + (states[offset + d] ?? 0);
    }
    let squares = 0;
    for (const value of vector) squares += value * value;
    const length = Math.sqrt(squares);
    if (length > 0) for (let d = 0; d < EMBEDDING_DIMENSIONS; d++) vector[d] = (vector[d] ?? 0) / length;
  });
  return pooled;
}

function parseObject(json: string): object {
  const value: unknown = JSON.parse(json);
  if (typeof value !== 'object' || value === null) throw new Error('The tokenizer file is not a JSON object');
  return value;
}
