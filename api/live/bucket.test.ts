import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBucket } from './bucket.js';

describe('a token bucket', () => {
  it('gives its burst at once and then its rate, whatever the pauses', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2_000), { maxLength: 300 }), (pauses) => {
        let now = 0;
        const bucket = createBucket(10, 4, () => now);
        let given = 0;
        for (const pause of pauses) {
          now += pause;
          if (bucket.take()) given++;
          expect(given).toBeLessThanOrEqual(10 + (now * 4) / 1_000);
        }
      }),
    );
    let now = 0;
    const bucket = createBucket(2, 1, () => now);
    expect([bucket.take(), bucket.take(), bucket.take()]).toEqual([true, true, false]);
    now = 1_000;
    expect([bucket.take(), bucket.take()]).toEqual([true, false]);
  });
});
