import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ago, duration, exact, until } from './time.js';

const now = new Date(2026, 10, 2, 12, 0, 0).getTime();
const SECOND = 1000;
const HOUR = 3600 * SECOND;

describe('how long ago', () => {
  it.each([
    [0, 'now'],
    [-5 * SECOND, 'now'],
    [1.9 * SECOND, 'now'],
    [2 * SECOND, '2 s ago'],
    [59.9 * SECOND, '59 s ago'],
    [60 * SECOND, '1 min ago'],
    [HOUR - 1, '59 min ago'],
    [HOUR, '1 h ago'],
    [24 * HOUR, '1 d ago'],
    [7 * 24 * HOUR - 1, '6 d ago'],
    [8 * 24 * HOUR, '25 Oct'],
    [400 * 24 * HOUR, '28 Sep 2025'],
  ])('says for %d ms: %s', (past, words) => {
    // Whole days may begin at another hour where clocks change; the dates above do not depend on it.
    expect(ago(now - past, now)).toBe(words);
  });

  it('never says that less time has passed when more has', () => {
    const rank = (words: string): number => {
      const [count, unit] = words === 'now' ? ['0', 's'] : words.split(' ');
      const units = ['s', 'min', 'h', 'd'].indexOf(unit ?? '');
      return units === -1 ? Number.POSITIVE_INFINITY : units * 1000 + Number(count);
    };
    const past = fc.integer({ min: 0, max: 10 * 24 * HOUR });
    fc.assert(
      fc.property(past, past, (a, b) => {
        const [less, more] = a < b ? [a, b] : [b, a];
        expect(rank(ago(now - less, now))).toBeLessThanOrEqual(rank(ago(now - more, now)));
      }),
    );
  });
});

describe('how long until', () => {
  it('is never sooner than said, and less than a unit later', () => {
    const size: Record<string, number> = { s: SECOND, min: 60 * SECOND, h: HOUR, d: 24 * HOUR };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 * 24 * HOUR }), (left) => {
        const [, count = '', unit = ''] = /^in (\d+) (\w+)$/.exec(until(now + left, now)) ?? [];
        const said = Number(count) * (size[unit] ?? 0);
        expect(said).toBeGreaterThanOrEqual(left);
        expect(said - left).toBeLessThan(size[unit] ?? 0);
      }),
    );
  });

  it('is now once it is there, and nothing for no time', () => {
    expect([until(now, now), until(now - HOUR, now), until(Number.NaN, now)]).toEqual(['now', 'now', '']);
  });
});

describe('durations and exact times', () => {
  it.each([
    [0, '0 ms'],
    [35, '35 ms'],
    [94.6, '0.1 s'],
    [412, '0.4 s'],
    [9_949, '9.9 s'],
    [9_960, '10 s'],
    [59_400, '59 s'],
    [59_600, '1 min'],
    [80_000, '1 min 20 s'],
    [7_500_000, '2 h 5 min'],
  ])('writes %d ms as %s', (ms, words) => {
    expect(duration(ms)).toBe(words);
  });

  it('writes the exact time in the reader’s zone, and nothing for no time', () => {
    expect(exact(new Date(now).toISOString())).toBe('2026-11-02 12:00:00');
    expect(exact(null)).toBe('');
    expect(exact('yesterday')).toBe('');
  });
});
