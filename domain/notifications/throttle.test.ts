import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freeFrom } from './throttle.js';
import { HOUR, MINUTE } from './zoned-time.js';

const minutes = fc.integer({ min: 0, max: 30 }).map((tens) => tens * 10 * MINUTE); // often an hour apart, to the minute
const times = fc.array(minutes, { maxLength: 12 }).map((list) => list.sort((a, b) => a - b));
const rates = fc.integer({ min: 1, max: 4 });

/** Whether some hour, of which the first instant does not count, has more than `rate` of these times and holds `at`. */
const crowded = (sent: readonly number[], rate: number, at: number): boolean =>
  [...sent, at].some(
    (end) => end - HOUR < at && at <= end && 1 + sent.filter((time) => end - HOUR < time && time <= end).length > rate,
  );

describe('one message more', () => {
  it('is sent at the first minute at which no hour has more than there may be', () => {
    fc.assert(
      fc.property(times, rates, minutes, (sent, rate, now) => {
        let at = now;
        while (crowded(sent, rate, at)) at += MINUTE;
        expect(freeFrom(sent, rate, now)).toBe(at);
      }),
      { numRuns: 1_000 },
    );
  });

  it('leaves room for the next: many at once are spread over as many hours as they need', () => {
    fc.assert(
      fc.property(rates, fc.array(minutes, { minLength: 1, maxLength: 30 }), (rate, arrivals) => {
        const sent: number[] = [];
        for (const now of arrivals.sort((a, b) => a - b)) sent.push(freeFrom(sent, rate, now));
        expect(sent).toEqual([...sent].sort((a, b) => a - b));
        for (const [index, time] of sent.entries())
          expect((sent[index + rate] ?? Infinity) - time).toBeGreaterThanOrEqual(HOUR);
      }),
    );
  });

  it('waits until the oldest of a full hour leaves it', () => {
    expect(freeFrom([0, 10, 20], 3, 30)).toBe(HOUR);
    expect(freeFrom([0, 10, 20], 4, 30)).toBe(30);
    expect(freeFrom([0, 10, 20], 3, HOUR)).toBe(HOUR);
    expect(freeFrom([], 1, 30)).toBe(30);
  });

  it('waits for several to leave where the bound was lowered meanwhile', () => {
    expect(freeFrom([0, 10, 20, 30], 2, 40)).toBe(HOUR + 20);
  });

  it('does not wait for what is only to be sent tomorrow', () => {
    expect(freeFrom([24 * HOUR, 24 * HOUR], 2, 0)).toBe(0);
  });
});
