import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextAttempt } from './retry.js';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
/** 5 s, 5 m, 30 m, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h */
const PAUSES = [5 * SECOND, HOUR / 12, HOUR / 2, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];

const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const attempt = fc.integer({ min: 1, max: PAUSES.length });
const failing = fc.integer({ min: 100, max: 599 }).filter((status) => Math.floor(status / 100) !== 2 && status !== 410);
const answered = (status: number, retryAfterS: number | null = null) => ({ status, retryAfterS });

describe('what follows an attempt', () => {
  it.each([200, 201, 204, 299])('is nothing after %i', (status) =>
    expect(nextAttempt(1, answered(status), Math.random)).toEqual({ kind: 'done' }),
  );
  it('is the end of all of them after 410', () =>
    expect(nextAttempt(1, answered(410), Math.random)).toEqual({ kind: 'disable', reason: 'gone' }));
  it('is nothing when nothing may be sent there', () =>
    expect(nextAttempt(1, { error: 'address_refused' }, Math.random)).toEqual({ kind: 'give_up', reason: 'refused' }));

  it('is another attempt on the schedule, by a tenth sooner or later, also after a redirect or a 4xx', () => {
    const result = fc.oneof(
      failing.map((status) => answered(status)),
      fc.constantFrom({ error: 'receiver_unreachable' } as const, { error: 'receiver_timeout' } as const),
    );
    fc.assert(
      fc.property(attempt, result, chance, (number, failed, random) => {
        const next = nextAttempt(number, failed, () => random);
        const pause = PAUSES[number - 1] ?? 0;
        if (next.kind !== 'retry') return expect.fail(next.kind);
        expect(next.afterMs).toBeGreaterThanOrEqual(Math.floor(0.9 * pause));
        expect(next.afterMs).toBeLessThanOrEqual(Math.ceil(1.1 * pause));
      }),
    );
  });

  it('is never earlier than Retry-After says, up to a day, and never later than a tenth more', () => {
    fc.assert(
      fc.property(attempt, failing, fc.nat(200_000), chance, (number, status, wish, random) => {
        const next = nextAttempt(number, answered(status, wish), () => random);
        const wished = Math.min(wish * SECOND, 24 * HOUR);
        if (next.kind !== 'retry') return expect.fail(next.kind);
        expect(next.afterMs).toBeGreaterThanOrEqual(wished);
        expect(next.afterMs).toBeLessThanOrEqual(Math.ceil(1.1 * Math.max(wished, PAUSES[number - 1] ?? 0)));
      }),
    );
  });

  it('is the end after the tenth, 76 hours later', () => {
    expect(nextAttempt(PAUSES.length + 1, answered(500), Math.random)).toEqual({
      kind: 'give_up',
      reason: 'exhausted',
    });
    expect(Math.round(PAUSES.reduce((sum, pause) => sum + pause) / HOUR)).toBe(76);
  });
});
