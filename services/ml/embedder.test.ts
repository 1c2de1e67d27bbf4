import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Failure } from '../../domain/errors.js';
import { createEmbedder, type EmbedderOptions } from './embedder.js';
import { testModels } from './weights-fixture.js';

const modelsPath = testModels();
const dot = (a: Float32Array | undefined, b: Float32Array | undefined): number =>
  [...(a ?? [])].reduce((sum, value, n) => sum + value * (b?.[n] ?? Number.NaN), 0);

describe.skipIf(modelsPath === undefined)('the embedder with its real weights', () => {
  const embedder = createEmbedder({ modelsPath: modelsPath ?? '', threads: 2 });
  beforeAll(() => embedder.start());
  afterAll(() => embedder.stop());

  it('makes unit vectors that are close for sentences that mean the same', async () => {
    const [eating, bread, invoice] = await embedder.embed([
      'A man is eating food.',
      'A man is eating a piece of bread.',
      'The invoice is due in thirty days.',
    ]);
    expect(eating).toHaveLength(embedder.dimensions);
    expect(dot(eating, eating)).toBeCloseTo(1, 5);
    // The reference value of transformers.js with the same weights.
    expect(dot(eating, bread)).toBeCloseTo(0.753, 2);
    expect(dot(eating, invoice)).toBeLessThan(0.2);
  });

  it('answers the same vectors alone, in company, and again', async () => {
    const texts = ['Invoice', 'Kontoauszug für März', 'x'.repeat(20_000), '', 'word '.repeat(900), 'Total due: 300 €'];
    const together = await embedder.embed(texts);
    for (const [n, text] of texts.entries()) {
      const [alone] = await embedder.embed([text]);
      expect(dot(alone, together[n])).toBeCloseTo(1, 5);
    }
  });

  it('answers a short query while a long request is at work', async () => {
    const order: string[] = [];
    const bulk = embedder.embed(Array.from({ length: 12 }, (_, n) => `${n} ${'paragraph '.repeat(150)}`));
    const done = bulk.then(() => order.push('bulk'));
    await embedder.embed(['a query']).then(() => order.push('query'));
    await done;
    expect(order).toEqual(['query', 'bulk']);
  });

  it('names weights, pooling and length in its version', () => {
    expect(embedder.version).toMatch(/^all-MiniLM-L6-v2\.q8\.mean\.256\.[0-9a-f]{12}$/);
  });

  it('gives up what was aborted, with the reason of the signal, and goes on', async () => {
    const controller = new AbortController();
    const long = embedder.embed(
      Array.from({ length: 40 }, () => 'paragraph '.repeat(150)),
      controller.signal,
    );
    controller.abort(new Error('the caller left'));
    await expect(long).rejects.toThrow('the caller left');
    await expect(embedder.embed(['late'], controller.signal)).rejects.toThrow('the caller left');
    expect(await embedder.embed(['next'])).toHaveLength(1);
  });
});

describe('the embedder around its threads', () => {
  /** A thread that speaks the protocol without a model: "die" ends it, "hang" keeps it busy, "fail" is an error. */
  const folder = mkdtempSync(join(tmpdir(), 'docugenie-embedder-'));
  const entry = pathToFileURL(join(folder, 'thread.mjs'));
  writeFileSync(
    entry,
    `import { parentPort, workerData } from 'node:worker_threads';
    if (workerData.modelsPath === 'broken') parentPort.postMessage({ type: 'failed', message: 'no such weights' });
    else parentPort.postMessage({ type: 'ready', version: 'echo' });
    parentPort.on('message', ({ type, texts }) => {
      if (type === 'stop') return parentPort.close();
      if (texts.includes('die')) process.exit(1);
      if (texts.includes('hang')) return;
      if (texts.includes('fail')) return parentPort.postMessage({ type: 'failed', message: 'odd text' });
      texts.forEach((text, place) =>
        parentPort.postMessage({ type: 'vectors', places: [place], vectors: new Float32Array(384).fill(text.length) }));
      parentPort.postMessage({ type: 'done' });
    });`,
  );
  afterAll(() => rmSync(folder, { recursive: true }));

  const started = async (options: Partial<EmbedderOptions> = {}) => {
    const embedder = createEmbedder({ modelsPath: 'echo', threads: 1, entry, ...options });
    await embedder.start();
    return embedder;
  };
  const unavailable = async (promise: Promise<unknown>): Promise<Failure> => {
    const reason: unknown = await promise.then(
      () => undefined,
      (error: unknown) => error,
    );
    if (!(reason instanceof Failure)) throw new Error(`expected a Failure, got ${String(reason)}`);
    expect([reason.code, reason.retryable]).toEqual(['unavailable', true]);
    return reason;
  };

  it('rejects what a dying thread held, retryable, and computes the rest with its successor', async () => {
    const losses: string[] = [];
    const embedder = await started({ log: (message) => losses.push(message) });
    const held = embedder.embed(['die']);
    const waiting = embedder.embed(['still here']);
    await unavailable(held);
    expect((await waiting)[0]?.[0]).toBe('still here'.length);
    expect(losses).toHaveLength(1);
    await embedder.stop();
  });

  it('rejects what the model failed on and keeps the thread', async () => {
    const embedder = await started();
    expect((await unavailable(embedder.embed(['fail']))).message).toContain('odd text');
    expect(await embedder.embed(['next'])).toHaveLength(1);
    await embedder.stop();
  });

  it('keeps the order of the texts over several threads', async () => {
    const embedder = await started({ threads: 3 });
    const texts = Array.from({ length: 500 }, (_, n) => 'x'.repeat(n));
    const vectors = await embedder.embed(texts);
    expect(vectors.map((vector) => vector[0])).toEqual(texts.map((text) => text.length));
    expect(await embedder.embed([])).toEqual([]);
    await embedder.stop();
  });

  it('says what is wrong with the weights when it cannot start', async () => {
    const embedder = createEmbedder({ modelsPath: 'broken', threads: 2, entry });
    expect((await unavailable(embedder.start())).message).toContain('no such weights');
    await unavailable(embedder.embed(['x']));
  });

  it('rejects what waits and what is at work when it stops, and everything after', async () => {
    const embedder = await started();
    const atWork = embedder.embed(['hang']);
    const waits = embedder.embed(['waits']);
    const rejected = Promise.all([unavailable(atWork), unavailable(waits)]);
    await embedder.stop();
    await rejected;
    await unavailable(embedder.embed(['late']));
  });

  it('is not usable before it was started', async () => {
    const embedder = createEmbedder({ modelsPath: 'echo', threads: 1, entry });
    await unavailable(embedder.embed(['early']));
    expect(() => embedder.version).toThrow(Failure);
  });
});
