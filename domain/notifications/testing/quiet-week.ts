import fc from 'fast-check';
import type { QuietWindow, Weekday } from '../preferences.js';
import { MINUTE_MS, WEEK_MINUTES, type Year } from './year.js';

const DAY_MINUTES = 24 * 60;
const EVERY_DAY: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7];
const WORKDAYS: readonly Weekday[] = [1, 2, 3, 4, 5];

export const NIGHTS: readonly QuietWindow[] = [{ days: EVERY_DAY, from: '22:00', to: '07:00' }];

/** As people have them who work in the week. */
export const NIGHTS_AND_WEEKENDS: readonly QuietWindow[] = [
  { days: WORKDAYS, from: '22:00', to: '07:00' },
  { days: [6, 7], from: '00:00', to: '00:00' },
];

/** Some minutes at the times when clocks are changed. */
export const CHANGES: readonly QuietWindow[] = [{ days: EVERY_DAY, from: '01:50', to: '02:10' }];

/** Windows that overlap and touch, so that they last for days and over the end of the week. */
export const CHAIN: readonly QuietWindow[] = [
  { days: [5], from: '18:30', to: '06:00' },
  { days: [6], from: '05:00', to: '23:45' },
  { days: [6, 7], from: '23:45', to: '23:44' },
  { days: [3], from: '00:00', to: '00:00' },
];

/** The minutes of a week in which windows are open, by walking through each of them. */
export function quietWeek(windows: readonly QuietWindow[]): Uint8Array {
  const quiet = new Uint8Array(WEEK_MINUTES);
  for (const { days, from, to } of windows)
    for (const day of days) {
      const [end, begin] = [minuteOf(to), minuteOf(from)];
      let minute = begin;
      do {
        quiet[((day - 1) * DAY_MINUTES + minute) % WEEK_MINUTES] = 1;
        minute += 1;
      } while (minute % DAY_MINUTES !== end);
    }
  return quiet;
}

/** For each minute of a year the instant at which its quiet hours end; -1: it is not quiet. */
export function quietEnds({ from, walls, weekMinutes }: Year, windows: readonly QuietWindow[]): Float64Array {
  const quiet = quietWeek(windows);
  const ends = new Float64Array(walls.length).fill(-1);
  for (let index = walls.length - 2; index >= 0; index -= 1) {
    if (quiet[weekMinutes[index] ?? 0] === 0) continue;
    const after = ends[index + 1] ?? -1;
    ends[index] = after === -1 ? from + (index + 1) * MINUTE_MS : after;
  }
  return ends;
}

const clockTime = fc
  .integer({ min: 0, max: DAY_MINUTES - 1 })
  .map((minute) => [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':'));

export const quietWindows = fc.array(
  fc.record({ days: fc.subarray([...EVERY_DAY], { minLength: 1 }), from: clockTime, to: clockTime }),
  { minLength: 1, maxLength: 5 },
);

const minuteOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
};
