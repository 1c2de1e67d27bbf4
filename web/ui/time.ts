const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const two = (value: number): string => String(value).padStart(2, '0');

/** "10:42" in the reader's own time zone. */
export function clockTime(at: number): string {
  const time = new Date(at);
  return `${two(time.getHours())}:${two(time.getMinutes())}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** "2 Nov", or "2 Nov 2025" when that is another year than now's. */
function day(at: number, now: number): string {
  const date = new Date(at);
  const short = `${date.getDate()} ${MONTHS[date.getMonth()] ?? ''}`;
  return date.getFullYear() === new Date(now).getFullYear() ? short : `${short} ${date.getFullYear()}`;
}

/**
 * How long ago `at` was, in one short phrase that never has to be worked out: "now", "12 s ago", "5 min ago",
 * "3 h ago", "2 d ago", then the date. Times that seem to lie ahead (clocks differ) count as now. Milliseconds since 1970.
 */
export function ago(at: number, now: number): string {
  if (Number.isNaN(at)) return '';
  const past = now - at;
  if (past < 2 * SECOND) return 'now';
  if (past < MINUTE) return `${Math.floor(past / SECOND)} s ago`;
  if (past < HOUR) return `${Math.floor(past / MINUTE)} min ago`;
  if (past < DAY) return `${Math.floor(past / HOUR)} h ago`;
  if (past < 7 * DAY) return `${Math.floor(past / DAY)} d ago`;
  return day(at, now);
}

/** How long until `at`: "now" once it is there, "in 40 s", "in 5 min", "in 3 h", "in 2 d". Never sooner than said. */
export function until(at: number, now: number): string {
  if (Number.isNaN(at)) return '';
  const left = at - now;
  if (left <= 0) return 'now';
  if (left < MINUTE) return `in ${Math.ceil(left / SECOND)} s`;
  if (left < HOUR) return `in ${Math.ceil(left / MINUTE)} min`;
  if (left < DAY) return `in ${Math.ceil(left / HOUR)} h`;
  return `in ${Math.ceil(left / DAY)} d`;
}

/** The exact time for a title: "2026-11-02 10:42:07", in the reader's own time zone. Empty for what is no time. */
export function exact(iso: string | null): string {
  const at = Date.parse(iso ?? '');
  if (Number.isNaN(at)) return '';
  const time = new Date(at);
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${clockTime(at)}:${two(time.getSeconds())}`;
}

/** A duration in milliseconds: "35 ms", "0.4 s", "12 s", "1 min 20 s", "2 h 5 min". */
export function duration(ms: number): string {
  if (ms < 94.5) return `${Math.round(ms)} ms`;
  if (ms < 9_950) return `${(ms / SECOND).toFixed(1)} s`;
  const seconds = Math.round(ms / SECOND);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min${seconds % 60 ? ` ${seconds % 60} s` : ''}`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h${minutes % 60 ? ` ${minutes % 60} min` : ''}`;
}
