import { describe, expect, it } from 'vitest';
import { APIA_2011, LORD_HOWE_2026, MINUTE_MS, YEARS, yearOf } from './testing/year.js';
import { instantOf, isTimeZone, stretchAt, wallAt } from './zoned-time.js';

const utc = (time: string) => Date.parse(`${time}Z`);

describe('a clock on the wall', () => {
  it.each([...YEARS, APIA_2011, LORD_HOWE_2026])('shows in %s what Intl says, in every minute of %i', (zone, year) => {
    const { from, minutes, walls } = yearOf(zone, year);
    const wrong: number[] = [];
    for (let index = 0; index < minutes; index += 1)
      if (wallAt(zone, from + index * MINUTE_MS) !== (walls[index] ?? 0) * MINUTE_MS) wrong.push(index);
    expect(wrong).toEqual([]);
  });

  it.each([...YEARS, APIA_2011, LORD_HOWE_2026])(
    'shows each time of the year first in the minute that is answered, in %s, %i',
    (zone, year) => {
      const { from, minutes, walls } = yearOf(zone, year);
      const wrong: number[] = [];
      let shown = (walls[0] ?? 0) - 1;
      for (let index = 0; index < minutes; index += 1)
        for (const wall = walls[index] ?? 0; shown < wall; shown += 1)
          // several where it leaps, none where it is put back
          if (instantOf(zone, (shown + 1) * MINUTE_MS) !== from + index * MINUTE_MS) wrong.push(index);
      expect(wrong).toEqual([]);
    },
  );

  it.each([
    ['in a gap: the first instant after it', 'Europe/London', '2026-03-29T01:30', '2026-03-29T01:00'],
    ['the end of a gap: the same', 'Europe/London', '2026-03-29T02:00', '2026-03-29T01:00'],
    ['in a fold: the earlier one', 'Europe/London', '2026-10-25T01:30', '2026-10-25T00:30'],
    ['after a fold: the only one', 'Europe/London', '2026-10-25T02:00', '2026-10-25T02:00'],
    ['at an offset of half an hour, in a gap', 'America/St_Johns', '2026-03-08T02:15', '2026-03-08T05:30'],
    ['at an offset of three quarters', 'Asia/Kathmandu', '2026-07-01T05:45', '2026-07-01T00:00'],
    ['in a fold of half an hour', 'Australia/Lord_Howe', '2026-04-05T01:45', '2026-04-04T14:45'],
    ['on a day that was left out', 'Pacific/Apia', '2011-12-30T12:00', '2011-12-30T10:00'],
    ['at midnight, which was left out', 'America/Havana', '2026-03-08T00:00', '2026-03-08T05:00'],
    ['of long ago, when there were offsets with seconds', 'Africa/Monrovia', '1971-06-01T00:00', '1971-06-01T00:44:30'],
  ])('reads a time %s', (_, zone, wall, instant) => {
    expect(instantOf(zone, utc(wall))).toBe(utc(instant));
  });

  it('tells how long it goes evenly, so that nobody looks past a change', () => {
    const change = utc('2026-03-29T01:00');
    expect(stretchAt('Europe/London', change - 1)).toEqual({ from: utc('2026-03-29T00:00'), to: change, offset: 0 });
    expect(stretchAt('Europe/London', change)).toEqual({
      from: change,
      to: utc('2026-03-30T00:00'),
      offset: 3_600_000,
    });
  });

  it('is the same whatever the case of its name', () => {
    expect(wallAt('europe/LONDON', utc('2026-07-01T00:00'))).toBe(utc('2026-07-01T01:00'));
  });

  it('does not answer for zones and instants that are none', () => {
    expect(() => wallAt('Europe/Atlantis', 0)).toThrow(RangeError);
    expect(() => wallAt('UTC', NaN)).toThrow(RangeError);
    expect(() => instantOf('UTC', Infinity)).toThrow(RangeError);
  });
});

describe('the name of a time zone', () => {
  it.each(['UTC', 'Europe/London', 'Asia/Kathmandu', 'Asia/Katmandu', 'America/Argentina/Ushuaia', 'Etc/GMT+5'])(
    'can be %s',
    (name) => expect(isTimeZone(name)).toBe(true),
  );

  it.each(['', ' ', 'Europe/Atlantis', '+05:30', '-03', 'GMT+1', 'London', 'Europe/London ', '__proto__'])(
    'cannot be "%s"',
    (name) => expect(isTimeZone(name)).toBe(false),
  );
});
