import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEmbeddingQueue, estimateTokens, type EmbeddingRequest } from './embedding-queue.js';

const MAX = 256;
const request = (texts: string[]): EmbeddingRequest => ({
  texts,
  vectors: texts.map(() => undefined),
  missing: texts.length,
  next: 0,
  resolve: () => undefined,
  reject: () => undefined,
});

describe('the embedding queue', () => {
  it('hands out one text of each caller in turn', () => {
    const queue = createEmbeddingQueue(MAX);
    queue.add(request(['a1', 'a2', 'a3', 'a4']));
    queue.add(request(['b1']));
    queue.add(request(['c1', 'c2']));
    expect(queue.take(1_000).map((task) => task.text)).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3', 'a4']);
  });

  it('hands out everything once, within the budget except for one text alone, and keeps count of the tokens', () => {
    const texts = fc.array(fc.string({ maxLength: 1_500 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(texts, { maxLength: 6 }), fc.integer({ min: 1, max: 400 }), (callers, budget) => {
        const queue = createEmbeddingQueue(MAX);
        for (const list of callers) queue.add(request(list));
        const cost = (text: string): number => estimateTokens(text, MAX);
        let left = callers.flat().reduce((sum, text) => sum + cost(text), 0);
        const seen: string[] = [];
        while (left > 0) {
          expect(queue.tokens).toBe(left);
          const slice = queue.take(budget);
          const size = slice.reduce((sum, task) => sum + cost(task.text), 0);
          expect(slice.length).toBeGreaterThan(0);
          expect(slice.length === 1 || size <= budget).toBe(true);
          seen.push(...slice.map((task) => task.text));
          left -= size;
        }
        expect(queue.take(budget)).toEqual([]);
        expect(seen.toSorted()).toEqual(callers.flat().toSorted());
      }),
    );
  });

  it('forgets what still waits of a removed request', () => {
    const queue = createEmbeddingQueue(MAX);
    const aborted = request(['a1', 'a2', 'a3']);
    queue.add(aborted);
    queue.add(request(['b1']));
    queue.take(1);
    queue.remove(aborted);
    queue.remove(aborted);
    expect(queue.take(1_000).map((task) => task.text)).toEqual(['b1']);
    expect(queue.tokens).toBe(0);
  });

  it('copies no more of a text than can count', () => {
    const queue = createEmbeddingQueue(MAX);
    queue.add(request(['x'.repeat(1_000_000)]));
    expect(queue.take(1)[0]?.text.length).toBe(8192);
  });
});
