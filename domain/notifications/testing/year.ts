/** A year of a zone, minute by minute, as Intl tells it: what the rules about local times are compared with. */
export interface Year {
  /** The instant of the first minute. */
  from: number;
  /** How many minutes the year has; the lists go on for some days, so that what begins in the year can end. */
  minutes: number;
  /** What the clock shows in each minute: in minutes since 1970-01-01T00:00, as if it went by UTC. */
  walls: Float64Array;
  /** The same, from Monday 00:00 on. */
  weekMinutes: Uint16Array;
}

export const MINUTE_MS = 60_000;
export const WEEK_MINUTES = 7 * 24 * 60;
const DAYS_AFTER = 16;
const QUARTER = 15;

/** Offsets of whole hours, of 30 and of 45 minutes, with and without changes. */
export const YEARS: readonly [string, number][] = [
  ['Europe/London', 2026],
  ['America/St_Johns', 2026],
  ['Asia/Kathmandu', 2026],
  ['Pacific/Apia', 2026],
  ['UTC', 2026],
];

/** The hard ones: 30 December was left out, and a change by half an hour. */
export const APIA_2011 = ['Pacific/Apia', 2011] as const;
export const LORD_HOWE_2026 = ['Australia/Lord_Howe', 2026] as const;

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** What a clock shows at an instant, and where in the week that is. */
export function clockOf(timeZone: string): (instant: number) => { wall: number; weekMinute: number } {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    weekday: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  return (instant) => {
    const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]));
    const number = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
    const day = Date.UTC(number('year'), number('month') - 1, number('day')) / MINUTE_MS;
    const time = number('hour') * 60 + number('minute');
    return { wall: day + time, weekMinute: WEEKDAYS.indexOf(parts.get('weekday') ?? '') * 24 * 60 + time };
  };
}

const read = new Map<string, Year>();

/** Asks for each quarter of an hour, and for each minute of one in which the clock did not go on evenly. */
export function yearOf(timeZone: string, year: number): Year {
  const name = `${timeZone} ${year}`;
  const known = read.get(name);
  if (known !== undefined) return known;
  const clock = clockOf(timeZone);
  const from = Date.UTC(year, 0, 1);
  const minutes = (Date.UTC(year + 1, 0, 1) - from) / MINUTE_MS;
  const walls = new Float64Array(minutes + DAYS_AFTER * 24 * 60);
  const weekMinutes = new Uint16Array(walls.length);
  let next = clock(from);
  for (let quarter = 0; quarter < walls.length; quarter += QUARTER) {
    const begins = next;
    next = clock(from + (quarter + QUARTER) * MINUTE_MS);
    const even = next.wall - begins.wall === QUARTER;
    for (let past = 0; past < QUARTER; past += 1) {
      const { wall, weekMinute } = even
        ? { wall: begins.wall + past, weekMinute: (begins.weekMinute + past) % WEEK_MINUTES }
        : clock(from + (quarter + past) * MINUTE_MS);
      walls[quarter + past] = wall;
      weekMinutes[quarter + past] = weekMinute;
    }
  }
  const made = { from, minutes, walls, weekMinutes };
  read.set(name, made);
  return made;
}
