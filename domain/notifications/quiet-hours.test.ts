import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QuietWindow } from './preferences.js';
import { quietUntil, refusalOfWindows } from './quiet-hours.js';
import {
  CHAIN,
  CHANGES,
  NIGHTS,
  NIGHTS_AND_WEEKENDS,
  quietEnds,
  quietWeek,
  quietWindows,
} from './testing/quiet-week.js';
import { APIA_2011, clockOf, LORD_HOWE_2026, MINUTE_MS, YEARS, yearOf } from './testing/year.js';

const utc = (time: string) => Date.parse(`${time}Z`);
const at = (instant: number | null) => (instant === null ? null : new Date(instant).toISOString().slice(0, 16));
const early: readonly QuietWindow[] = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '01:15', to: '01:45' }];
const hour: readonly QuietWindow[] = [{ days: [7], from: '01:00', to: '02:00' }];
const always: readonly QuietWindow[] = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '12:00', to: '12:00' }];

describe('quiet hours', () => {
  it.each([
    ...YEARS.map(([zone, year]) => [zone, year, NIGHTS_AND_WEEKENDS] as const),
    ['Europe/London', 2026, CHANGES] as const,
    [...LORD_HOWE_2026, CHANGES] as const,
    [...APIA_2011, CHAIN] as const,
  ])('end as an oracle says, in every minute in %s, %i', (zone, year, windows) => {
    const days = yearOf(zone, year);
    const ends = quietEnds(days, windows);
    const wrong: number[] = [];
    for (let index = 0; index < days.minutes; index += 1)
      if ((quietUntil(windows, zone, days.from + index * MINUTE_MS) ?? -1) !== ends[index]) wrong.push(index);
    expect(wrong).toEqual([]);
  });

  const hard = [
    'Europe/London',
    'America/St_Johns',
    'Asia/Kathmandu',
    'Pacific/Apia',
    'Australia/Lord_Howe',
    'America/Havana', // changes at midnight
    'Antarctica/Troll', // by two hours
    'Africa/Casablanca', // four times a year
    'Asia/Tehran',
  ];
  const clocks = new Map(hard.map((zone) => [zone, clockOf(zone)]));

  it('end as an oracle says at any moment, with any windows, in any zone', () => {
    const moment = fc.integer({ min: Date.UTC(2010, 0), max: Date.UTC(2030, 0) });
    fc.assert(
      fc.property(fc.constantFrom(...hard), quietWindows, moment, (zone, windows, now) => {
        const week = quietWeek(windows);
        fc.pre(week.includes(0));
        const quiet = (instant: number) => week[clocks.get(zone)?.(instant).weekMinute ?? 0] === 1;
        let end = now;
        while (quiet(end)) end = (Math.floor(end / MINUTE_MS) + 1) * MINUTE_MS;
        expect(quietUntil(windows, zone, now)).toBe(end === now ? null : end);
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ['begin with their first minute', NIGHTS, '2026-06-10T21:00', '2026-06-11T06:00'],
    ['do not hold the minute before', NIGHTS, '2026-06-10T20:59', null],
    ['do not hold the minute of their end', NIGHTS, '2026-06-11T06:00', null],
    ['are an hour shorter when clocks go forward', NIGHTS, '2026-03-28T22:00', '2026-03-29T06:00'],
    ['are an hour longer when clocks go back', NIGHTS, '2026-10-24T21:00', '2026-10-25T07:00'],
    ['are not there when they are wholly in a gap', early, '2026-03-29T01:00', null],
    ['are there when an hour is shown first', early, '2026-10-25T00:20', '2026-10-25T00:45'],
    ['are over between', early, '2026-10-25T00:50', null],
    ['go on where the clock goes back at their end', hour, '2026-10-25T00:30', '2026-10-25T02:00'],
    ['are there when it is shown again', early, '2026-10-25T01:20', '2026-10-25T01:45'],
  ])('in London %s', (_, windows, now, end) => {
    expect(at(quietUntil(windows, 'Europe/London', utc(now)))).toBe(end);
  });

  it('are none where there are no windows, or where they would never end', () => {
    expect(quietUntil([], 'UTC', 0)).toBeNull();
    expect(quietUntil(always, 'Europe/London', utc('2026-03-29T00:59'))).toBeNull();
  });
});

describe('settings of quiet hours', () => {
  it('are refused exactly when no minute of the week is left', () => {
    fc.assert(
      fc.property(quietWindows, (windows) => {
        expect(refusalOfWindows(windows) === null).toBe(quietWeek(windows).includes(0));
      }),
    );
  });

  it.each<[string, readonly QuietWindow[]]>([
    ['must not cover the whole week: nothing would ever be sent', always],
    [
      'must not cover the whole week: nothing would ever be sent',
      [
        { days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '12:00' },
        { days: [1, 2, 3, 4, 5, 6, 7], from: '12:00', to: '00:00' },
      ],
    ],
    ['must each have at least one day', [{ days: [], from: '22:00', to: '07:00' }]],
    ['must begin and end at times such as 22:00', [{ days: [1], from: '22:00', to: '24:00' }]],
    ['must begin and end at times such as 22:00', [{ days: [1], from: '9:00', to: '10:00' }]],
  ])('%s', (refusal, windows) => {
    expect(refusalOfWindows(windows)).toBe(refusal);
  });

  it('are taken when a minute of the week is left', () => {
    expect(refusalOfWindows([])).toBeNull();
    expect(
      refusalOfWindows([
        { days: [1, 2, 3, 4, 5, 6], from: '00:00', to: '00:00' },
        { days: [7], from: '00:00', to: '23:59' },
      ]),
    ).toBeNull();
  });
});
