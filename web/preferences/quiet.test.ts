import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QuietWindow } from '../../domain/notifications/preferences.js';
import { DAY_MIN, daysWords, nowWords, onDay, quietSentence, quietWeek, refusalOf, WEEKDAYS } from './quiet.js';

const time = fc
  .integer({ min: 0, max: DAY_MIN - 1 })
  .map((at) => `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`);
const windows: fc.Arbitrary<QuietWindow[]> = fc.array(
  fc.record({ days: fc.uniqueArray(fc.constantFrom(...WEEKDAYS), { minLength: 1 }), from: time, to: time }),
  { maxLength: 4 },
);
const NIGHTS: QuietWindow[] = [{ days: [1, 2, 3, 4, 5], from: '22:00', to: '07:00' }];
const minute = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

/** By hand: is it quiet in the minute? */
function isQuiet(list: readonly QuietWindow[], day: number, at: number): boolean {
  return list.some(({ days, from, to }) => {
    const [begin, end] = [minute(from), minute(to)];
    const yesterday = ((day + 5) % 7) + 1;
    const begins = (which: number) => days.some((each) => each === which);
    if (end > begin) return begins(day) && at >= begin && at < end;
    return (begins(day) && at >= begin) || (begins(yesterday) && at < end);
  });
}

describe('the picture of the quiet week', () => {
  it('is what the windows say, minute by minute', () => {
    fc.assert(
      fc.property(windows, (list) => {
        const week = quietWeek(list);
        for (const day of WEEKDAYS) {
          const bars = onDay(week, day);
          const times = Array.from({ length: 200 }, (_, n) => n * 7);
          const drawn = times.map((at) => bars.some(({ from, to }) => at >= from && at < to));
          expect(drawn).toEqual(times.map((at) => isQuiet(list, day, at)));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('has bars that do not touch', () => {
    fc.assert(
      fc.property(windows, (list) => {
        quietWeek(list).reduce((end, { from, to }) => {
          expect(from).toBeGreaterThan(end);
          return to;
        }, -1);
      }),
    );
  });
});

describe('quiet hours in words', () => {
  it.each([
    [[1, 2, 3, 4, 5], 'Mon–Fri'],
    [[6, 7], 'Sat, Sun'],
    [[1, 3], 'Mon, Wed'],
    [[1, 2, 3, 6], 'Mon–Wed, Sat'],
    [[7, 6, 5, 4, 3, 2, 1], 'every day'],
  ] as const)('names the days %j: %s', (days, words) => {
    expect(daysWords(days)).toBe(words);
  });

  it('says all of it in one sentence, by the clock of the zone', () => {
    const noon = Date.parse('2026-11-23T12:00:00Z'); // a Monday
    expect(quietSentence(NIGHTS, 'Europe/London', noon)).toBe(
      'Quiet Mon–Fri 22:00–07:00, Europe/London; now: not quiet, next at 22:00.',
    );
    expect(quietSentence(NIGHTS, 'Asia/Tokyo', Date.parse('2026-11-23T14:00:00Z'))).toContain(
      'now: quiet until 07:00.',
    );
    expect(quietSentence([], 'Europe/London', noon)).toBe('No quiet hours: e-mail comes at any time.');
    expect(quietSentence(NIGHTS, 'Europe/Lundon', noon)).toContain('There is no time zone Europe/Lundon.');
  });

  it('says the day of what is further away, and goes over the end of the week', () => {
    const saturday = 5 * DAY_MIN + 12 * 60;
    expect(nowWords(quietWeek(NIGHTS), saturday)).toBe('not quiet, next on Mon at 22:00');
    const sundays = quietWeek([{ days: [7], from: '22:00', to: '07:00' }]);
    expect(nowWords(sundays, 6 * DAY_MIN + 23 * 60)).toBe('quiet until 07:00');
    expect(nowWords(sundays, 60)).toBe('quiet until 07:00');
  });

  it('refuses what could not be kept', () => {
    expect(refusalOf(NIGHTS)).toBeNull();
    expect(refusalOf([{ days: [], from: '22:00', to: '07:00' }])).toContain('at least one day');
    expect(refusalOf([{ days: [1], from: '', to: '07:00' }])).toContain('a time to begin');
    expect(refusalOf([{ days: WEEKDAYS, from: '08:00', to: '08:00' }])).toContain('the whole week');
  });
});
