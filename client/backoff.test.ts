import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoff, FIRST_MS, LONGEST_MS } from './backoff.js';

describe('backoff', () => {
  it('waits somewhere between nothing and the doubled bound, never longer than the longest', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (attempt, random) => {
        let bound = FIRST_MS;
        for (let i = 0; i < attempt && bound < LONGEST_MS; i += 1) bound *= 2;
        const wait = backoff(attempt, () => random);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(Math.min(bound, LONGEST_MS));
      }),
    );
  });

  it('uses the whole range: 0.25 s after the first loss, 30 s in the end', () => {
    expect(backoff(0, () => 0.999999)).toBe(250);
    expect(backoff(7, () => 0.999999)).toBe(30_000);
    expect(backoff(1_000_000, () => 0.5)).toBe(15_000);
    expect(backoff(5, () => 0)).toBe(0);
  });
});
