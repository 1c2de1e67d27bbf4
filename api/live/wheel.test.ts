import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createWheel } from './wheel.js';

describe('the wheel of timers', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('calls everyone once, never early and at most two ticks late, also beyond one turn', () => {
    const wheel = createWheel();
    wheel.start();
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 90_000 }), { maxLength: 50 }), (times) => {
        const begun = Date.now();
        const late: number[] = [];
        for (const ms of times) wheel.after(ms, () => late.push(Date.now() - begun - ms));
        vi.advanceTimersByTime(91_000);
        expect(late).toHaveLength(times.length);
        for (const ms of late) expect(ms).toBeGreaterThanOrEqual(0);
        for (const ms of late) expect(ms).toBeLessThanOrEqual(500);
      }),
      { numRuns: 30 },
    );
    wheel.stop();
  });

  it('does not call who cancelled, and calls who is added by another of the same tick', () => {
    const wheel = createWheel();
    wheel.start();
    const called: string[] = [];
    const cancel = wheel.after(1_000, () => called.push('cancelled'));
    wheel.after(500, () => wheel.after(0, () => called.push('added')));
    cancel();
    vi.advanceTimersByTime(2_000);
    expect(called).toEqual(['added']);
    wheel.stop();
    wheel.after(0, () => called.push('stopped'));
    vi.advanceTimersByTime(2_000);
    expect(called).toEqual(['added']);
  });
});
