import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batches } from './embedding-batches.js';

const lengths = fc.array(fc.integer({ min: 2, max: 256 }), { maxLength: 80 });
const budget = fc.integer({ min: 2, max: 512 });

describe('batches', () => {
  it('runs every text exactly once', () => {
    fc.assert(
      fc.property(lengths, budget, (list, limit) => {
        const places = batches(list, limit).flat();
        expect(places.toSorted((a, b) => a - b)).toEqual(list.map((_, place) => place));
      }),
    );
  });

  it('keeps a run within the budget, padding included, unless it is one text alone', () => {
    fc.assert(
      fc.property(lengths, budget, (list, limit) => {
        for (const run of batches(list, limit)) {
          const width = Math.max(...run.map((place) => list[place] ?? 0));
          expect(run.length === 1 || run.length * width <= limit).toBe(true);
        }
      }),
    );
  });

  it('computes at most twice the tokens there are, and short texts first', () => {
    fc.assert(
      fc.property(lengths, budget, (list, limit) => {
        const runs = batches(list, limit);
        const widths = runs.map((run) => Math.max(...run.map((place) => list[place] ?? 0)));
        expect(widths).toEqual(widths.toSorted((a, b) => a - b));
        const computed = runs.reduce((sum, run, n) => sum + run.length * (widths[n] ?? 0), 0);
        const real = list.reduce((sum, length) => sum + Math.max(8, length), 0);
        expect(computed).toBeLessThanOrEqual(2 * real);
      }),
    );
  });

  it('puts short texts of one bucket together', () => {
    expect(batches([12, 200, 9, 16, 40], 128)).toEqual([[2, 0, 3], [4], [1]]);
  });
});
