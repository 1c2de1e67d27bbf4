/**
 * Clocks on the wall of a time zone, by the zone data that comes with Intl.
 *
 * What such a clock shows is a number here too: milliseconds since 1970-01-01T00:00 of that clock, as if it went by UTC.
 * It leaps over a gap when clocks go forward, and takes the same values twice in the fold when they go back.
 */

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** From an instant to another, the end not included, in which the clock goes evenly: what it shows is instant + offset. */
export interface Stretch {
  from: number;
  to: number;
  offset: number;
}

/** A day of UTC is one stretch, or two where clocks are put forward or back in it. No zone does so twice within a day. */
interface Day {
  first: Stretch;
  last: Stretch;
}

interface Zone {
  format: Intl.DateTimeFormat;
  days: Map<number, Day>;
}

/** Decisions ask for the same few days again and again, and Intl takes some microseconds for each answer. */
const MOST_DAYS = 1_000;

/** By name in small letters, which Intl takes as well: there are no more of them than zones. */
const zones = new Map<string, Zone>();

/** Whether it is a name of the IANA data, such as `Europe/London`. Intl also takes `+05:30`, which is none. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The stretch around an instant; at most a day of it. A RangeError: there is no such zone or instant. */
export function stretchAt(timeZone: string, instant: number): Stretch {
  const zone = zoneOf(timeZone);
  const number = Math.floor(instant / DAY);
  const { first, last } = zone.days.get(number) ?? remembered(zone, number);
  return instant < first.to ? first : last;
}

/** What the clock shows at an instant. */
export const wallAt = (timeZone: string, instant: number): number => instant + stretchAt(timeZone, instant).offset;

/**
 * The first instant at which the clock shows `wall` or more: of a time in a fold the earlier one, of a time in a gap the
 * end of the gap.
 */
export function instantOf(timeZone: string, wall: number): number {
  let stretch = stretchAt(timeZone, wall - DAY); // earlier than any zone can show it: they are less than a day off UTC
  while (wall - stretch.offset >= stretch.to) stretch = stretchAt(timeZone, stretch.to);
  return Math.max(wall - stretch.offset, stretch.from);
}

/** `HH:MM` from 00:00 to 23:59. */
export const CLOCK_TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** From midnight to `HH:MM`, in milliseconds of the clock. Digit by digit: slices take five times as long. */
export function sinceMidnight(time: string): number {
  const digit = (index: number) => time.charCodeAt(index) - 48; // the code of "0"
  return (digit(0) * 10 + digit(1)) * HOUR + (digit(3) * 10 + digit(4)) * MINUTE;
}

function zoneOf(timeZone: string): Zone {
  const name = timeZone.toLowerCase();
  const known = zones.get(name);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const zone: Zone = { format, days: new Map() };
  zones.set(name, zone);
  return zone;
}

function remembered(zone: Zone, number: number): Day {
  const day = dayOf(zone.format, number);
  if (zone.days.size >= MOST_DAYS) zone.days.clear();
  zone.days.set(number, day);
  return day;
}

function dayOf(format: Intl.DateTimeFormat, number: number): Day {
  const from = number * DAY;
  const to = from + DAY;
  const before = offsetAt(format, from);
  const after = offsetAt(format, to);
  if (before === after) {
    const whole = { from, to, offset: before };
    return { first: whole, last: whole };
  }
  const change = changeBetween(format, from, to, before);
  return { first: { from, to: change, offset: before }, last: { from: change, to, offset: after } };
}

/** The second at which the offset is no longer `before`, by halves. */
function changeBetween(format: Intl.DateTimeFormat, from: number, to: number, before: number): number {
  let [still, changed] = [from, to];
  while (changed - still > SECOND) {
    const middle = still + Math.floor((changed - still) / 2 / SECOND) * SECOND;
    if (offsetAt(format, middle) === before) still = middle;
    else changed = middle;
  }
  return changed;
}

/** Intl says "11/2/2026, GMT-03:30", of UTC "11/2/2026, GMT"; seconds only of long ago. */
function offsetAt(format: Intl.DateTimeFormat, instant: number): number {
  const [, sign, hours, minutes, seconds] = /([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(format.format(instant)) ?? [];
  const size = Number(hours ?? 0) * HOUR + Number(minutes ?? 0) * MINUTE + Number(seconds ?? 0) * SECOND;
  return sign === '-' ? -size : size;
}
