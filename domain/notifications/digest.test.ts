import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dueAt, pastQuiet, releaseOf } from './digest.js';
import type { Quiet } from './effective.js';
import type { DigestRule } from './preferences.js';
import { NIGHTS, quietEnds } from './testing/quiet-week.js';
import { APIA_2011, MINUTE_MS, YEARS, yearOf, type Year } from './testing/year.js';

const utc = (time: string) => Date.parse(`${time}Z`);
const at = (instant: number) => new Date(instant).toISOString().slice(0, 16);
const each = (minutes: number): DigestRule => ({ every: 'window', minutes, max_items: 20 });
const daily = (time: string): DigestRule => ({ every: 'day', at: time, max_items: 20 });
const nightly = (timeZone: string): Quiet => ({ windows: NIGHTS, timeZone });

/** For each minute of a year the next one in which the clock shows a time of the day, or leaps over it, for the first time. */
function nextTimes({ from, walls }: Year, time: string): Float64Array {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const days = (wall: number) => Math.floor((wall - hours * 60 - minutes) / (24 * 60));
  const first = new Uint8Array(walls.length);
  let shown = walls[0] ?? 0;
  for (const [index, wall] of walls.entries()) {
    if (days(wall) > days(shown)) first[index] = 1;
    shown = Math.max(shown, wall);
  }
  const next = new Float64Array(walls.length);
  for (let index = walls.length - 2; index >= 0; index -= 1)
    next[index] = first[index + 1] === 1 ? from + (index + 1) * MINUTE_MS : (next[index + 1] ?? 0);
  return next;
}

describe('a digest', () => {
  it.each(YEARS)('of a window is released when an oracle says, in every minute in %s, %i', (zone, year) => {
    const days = yearOf(zone, year);
    const ends = quietEnds(days, NIGHTS);
    const quiet = nightly(zone);
    const wrong: number[] = [];
    for (let index = 0; index < days.minutes; index += 1) {
      const since = days.from + index * MINUTE_MS;
      const ready = since + 45 * MINUTE_MS;
      const end = ends[index + 45] ?? -1;
      const release = releaseOf(each(45), { since, items: 1 }, quiet, since);
      if (release.ready !== ready || release.at !== (end === -1 ? ready : end)) wrong.push(index);
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    ...YEARS.map(([zone, year]) => [zone, year, '07:45'] as const),
    ['Europe/London', 2026, '01:30'] as const, // left out in March, shown twice in October
    [...APIA_2011, '00:00'] as const,
  ])('of a day is due when an oracle says, in every minute in %s, %i: at %s', (zone, year, time) => {
    const days = yearOf(zone, year);
    const next = nextTimes(days, time);
    const rule = daily(time);
    const wrong: number[] = [];
    for (let index = 0; index < days.minutes; index += 1)
      if (dueAt(rule, days.from + index * MINUTE_MS, zone) !== next[index]) wrong.push(index);
    expect(wrong).toEqual([]);
  });

  it.each<[string, DigestRule, number, string, string, string]>([
    ['of a window at its end', each(30), 1, '2026-06-10T12:00', '2026-06-10T12:00', '2026-06-10T12:30'],
    ['of a window after quiet hours', each(30), 1, '2026-06-10T20:45', '2026-06-10T20:45', '2026-06-11T06:00'],
    ['that is full at once', each(30), 20, '2026-06-10T12:00', '2026-06-10T12:10', '2026-06-10T12:10'],
    [
      'that is full at night after quiet hours',
      each(30),
      20,
      '2026-06-10T22:00',
      '2026-06-10T22:10',
      '2026-06-11T06:00',
    ],
    [
      'of a day at the time that was chosen',
      daily('08:00'),
      1,
      '2026-06-10T12:00',
      '2026-06-10T12:00',
      '2026-06-11T07:00',
    ],
    ['of a day also within quiet hours', daily('06:00'), 1, '2026-06-10T12:00', '2026-06-10T12:00', '2026-06-11T05:00'],
    ['of a day that is full at once', daily('06:00'), 20, '2026-06-10T12:00', '2026-06-10T13:00', '2026-06-10T13:00'],
    [
      'of a day that is full at night after quiet hours',
      daily('08:00'),
      20,
      '2026-06-10T12:00',
      '2026-06-10T23:00',
      '2026-06-11T06:00',
    ],
    [
      'of a day that is full at night, but not later than at its time',
      daily('05:00'),
      20,
      '2026-06-10T12:00',
      '2026-06-10T23:00',
      '2026-06-11T04:00',
    ],
    ['that should be gone at once', each(30), 1, '2026-06-10T12:00', '2026-06-10T15:00', '2026-06-10T15:00'],
    ['that should be gone, after quiet hours', each(30), 1, '2026-06-10T20:00', '2026-06-10T21:00', '2026-06-11T06:00'],
    [
      'of a day whose time is now a day later',
      daily('08:00'),
      1,
      '2026-06-10T07:00',
      '2026-06-10T07:00',
      '2026-06-11T07:00',
    ],
  ])('is released in London %s', (_, rule, items, since, from, released) => {
    expect(at(releaseOf(rule, { since: utc(since), items }, nightly('Europe/London'), utc(from)).at)).toBe(released);
  });

  it('is never released before it may be, and full never later than not full', () => {
    const rule = fc.oneof(
      fc.integer({ min: 5, max: 10_080 }).map(each),
      fc.constantFrom('00:00', '01:30', '06:15', '23:59').map(daily),
    );
    const minutes = fc.integer({ min: 0, max: 20_000 });
    const since = fc.integer({ min: utc('2026-01-01T00:00'), max: utc('2026-12-31T00:00') });
    fc.assert(
      fc.property(rule, since, minutes, (rule, since, late) => {
        const from = since + late * MINUTE_MS;
        const quiet = nightly('Europe/London');
        const some = releaseOf(rule, { since, items: 1 }, quiet, from);
        const full = releaseOf(rule, { since, items: 20 }, quiet, from);
        expect(full.ready).toBe(from);
        expect(some.ready).toBe(Math.max(from, dueAt(rule, since, quiet.timeZone)));
        expect(full.at).toBeLessThanOrEqual(some.at);
        for (const { ready, at } of [some, full]) {
          expect(at).toBeGreaterThanOrEqual(ready);
          expect(pastQuiet(rule, since, quiet, at)).toBe(at);
        }
      }),
    );
  });
});
