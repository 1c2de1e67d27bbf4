import type { QuietWindow, Weekday } from '../../domain/notifications/preferences.js';

/** A time of the week on a clock on the wall, in minutes since Monday 00:00. */
export type WeekMinute = number;

export const DAY_MIN = 24 * 60;
const WEEK_MIN = 7 * DAY_MIN;

export const WEEKDAYS: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7];
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
export const dayName = (day: Weekday): string => DAYS[day - 1] ?? '';

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
const clock = (at: WeekMinute): string => {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor((at % DAY_MIN) / 60))}:${two(at % 60)}`;
};

/** A stretch of quiet, `to` not included; none is longer than to the end of the week. */
export interface Stretch {
  from: WeekMinute;
  to: WeekMinute;
}

/** The week with all windows laid over each other: stretches in order that do not touch. */
export function quietWeek(windows: readonly QuietWindow[]): readonly Stretch[] {
  const all = windows.flatMap(({ days, from, to }) =>
    days.flatMap((day) => {
      const begin = (day - 1) * DAY_MIN + minutes(from);
      const lasts = (minutes(to) - minutes(from) + DAY_MIN) % DAY_MIN || DAY_MIN;
      const end = begin + lasts;
      // From Sunday on it goes into Monday.
      return end <= WEEK_MIN
        ? [{ from: begin, to: end }]
        : [
            { from: begin, to: WEEK_MIN },
            { from: 0, to: end - WEEK_MIN },
          ];
    }),
  );
  const merged: Stretch[] = [];
  for (const each of all.sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && each.from <= last.to) last.to = Math.max(last.to, each.to);
    else merged.push({ ...each });
  }
  return merged;
}

/** What of the quiet week is on a day, in minutes since its midnight. */
export const onDay = (week: readonly Stretch[], day: Weekday): readonly Stretch[] =>
  week
    .map(({ from, to }) => ({
      from: Math.max(from - (day - 1) * DAY_MIN, 0),
      to: Math.min(to - (day - 1) * DAY_MIN, DAY_MIN),
    }))
    .filter(({ from, to }) => from < to);

/** What is wrong with the windows, as a sentence; null: nothing. */
export function refusalOf(windows: readonly QuietWindow[]): string | null {
  if (windows.some(({ from, to }) => !/^\d\d:\d\d$/.test(from) || !/^\d\d:\d\d$/.test(to)))
    return 'Each needs a time to begin and a time to end.';
  if (windows.some(({ days }) => days.length === 0)) return 'Each needs at least one day.';
  const [first] = quietWeek(windows);
  return first?.from === 0 && first.to === WEEK_MIN ? 'They cover the whole week: nothing would ever be sent.' : null;
}

/** "Mon–Fri", "Mon, Wed", "every day". */
export function daysWords(days: readonly Weekday[]): string {
  if (days.length === 7) return 'every day';
  const runs: Weekday[][] = [];
  for (const day of WEEKDAYS.filter((each) => days.includes(each))) {
    const run = runs.at(-1);
    if (run?.at(-1) === day - 1) run.push(day);
    else runs.push([day]);
  }
  return runs
    .map((run) =>
      run.length > 2
        ? [run[0], run.at(-1)].map((day) => (day ? dayName(day) : '')).join('–')
        : run.map(dayName).join(', '),
    )
    .join(', ');
}

/** What a clock in a time zone shows; null: there is no such zone. */
export function wallClock(zone: string, now: number): WeekMinute | null {
  try {
    const format = new Intl.DateTimeFormat('en-GB', {
      ...{ timeZone: zone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    });
    const parts = Object.fromEntries(format.formatToParts(now).map(({ type, value }) => [type, value]));
    return DAYS.indexOf(parts['weekday'] ?? '') * DAY_MIN + Number(parts['hour']) * 60 + Number(parts['minute']);
  } catch {
    return null;
  }
}

/** "quiet until 07:00", "not quiet, next at 22:00", "not quiet, next on Mon at 22:00". */
export function nowWords(week: readonly Stretch[], now: WeekMinute): string {
  const [first] = week;
  if (!first) return 'not quiet';
  const open = week.find(({ from, to }) => now >= from && now < to);
  if (open) {
    // What goes on over the end of the week is one.
    const end = open.to === WEEK_MIN && first.from === 0 ? first.to : open.to % WEEK_MIN;
    return `quiet until ${dayAndTime(end, now)}`;
  }
  const next = week.find(({ from }) => from > now) ?? first;
  return `not quiet, next ${dayAndTime(next.from, now, 'at ')}`;
}

/** With the day where it is more than a day away, or the word would mislead. */
function dayAndTime(at: WeekMinute, now: WeekMinute, before = ''): string {
  const away = (at - now + WEEK_MIN) % WEEK_MIN;
  if (away < DAY_MIN) return `${before}${clock(at)}`;
  return `${before === '' ? '' : 'on '}${DAYS[Math.floor(at / DAY_MIN)] ?? ''} ${before}${clock(at)}`;
}

/** "Quiet Mon–Fri 22:00–07:00, Europe/London; now: not quiet, next at 22:00." */
export function quietSentence(windows: readonly QuietWindow[], zone: string, now: number): string {
  if (windows.length === 0) return 'No quiet hours: e-mail comes at any time.';
  const all = windows.map(({ days, from, to }) => `${daysWords(days)} ${from}–${to}`).join(' and ');
  const wall = wallClock(zone, now);
  if (wall === null) return `Quiet ${all}. There is no time zone ${zone}.`;
  return `Quiet ${all}, ${zone}; now: ${nowWords(quietWeek(windows), wall)}.`;
}
