import type { QuietWindow } from './preferences.js';
import { CLOCK_TIME, DAY, sinceMidnight, stretchAt } from './zoned-time.js';

const WEEK = 7 * DAY;

/**
 * The end of the quiet hours around `now`: the first instant at which no window is open any more; null: none is open.
 *
 * Windows are times of the clock on the wall: an hour that is shown twice is quiet both times, one that is left out is
 * not there, and windows that touch or overlap are one. Windows that cover the whole week would never end: they count as
 * none, since too much mail is better than mail that is never sent; `refusalOfWindows` keeps them out.
 */
export function quietUntil(windows: readonly QuietWindow[], timeZone: string, now: number): number | null {
  const spans = windows.map(spanOf);
  let instant = now;
  for (;;) {
    const { to, offset } = stretchAt(timeZone, instant);
    const open = openFor(spans, instant + offset);
    if (open === Infinity) return null;
    if (open === 0) return instant === now ? null : instant;
    if (instant + open < to) return instant + open;
    instant = to; // the clock may leap here: look at it again
  }
}

/** What is wrong with windows, as the rest of a sentence that begins with their name; null: nothing. */
export function refusalOfWindows(windows: readonly QuietWindow[]): string | null {
  if (windows.some(({ from, to }) => !CLOCK_TIME.test(from) || !CLOCK_TIME.test(to)))
    return 'must begin and end at times such as 22:00';
  if (windows.some(({ days }) => days.length === 0)) return 'must each have at least one day';
  if (openFor(windows.map(spanOf), 0) === Infinity) return 'must not cover the whole week: nothing would ever be sent';
  return null;
}

/** A window in numbers: since the midnight before it begins. */
interface Span {
  days: readonly number[];
  begins: number;
  ends: number;
}

function spanOf({ days, from, to }: QuietWindow): Span {
  const [begins, ends] = [sinceMidnight(from), sinceMidnight(to)];
  return { days, begins, ends: ends > begins ? ends : ends + DAY };
}

/** For how long windows stay open, one after the other, on a clock that does not leap; Infinity: for ever. */
function openFor(spans: readonly Span[], wall: number): number {
  let open = 0;
  while (open < WEEK) {
    let more = 0;
    for (const span of spans) more = Math.max(more, leftOf(span, wall + open));
    if (more === 0) return open;
    open += more;
  }
  return Infinity;
}

/** How much of a window is left at a time; 0: it is not open. It has begun today or the day before. */
function leftOf({ days, begins, ends }: Span, wall: number): number {
  const today = Math.floor(wall / DAY);
  const time = wall - today * DAY;
  if (time >= begins && time < ends && days.includes(weekdayOf(today))) return ends - time;
  if (time + DAY < ends && days.includes(weekdayOf(today - 1))) return ends - DAY - time;
  return 0;
}

/** Of a day counted from 1970-01-01, a Thursday. */
const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;
