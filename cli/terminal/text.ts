/** Measuring and cutting text in terminal columns. */

const ESCAPES = /\u001B\[[0-9;]*m/g; // eslint-disable-line no-control-regex -- the escape character is what it looks for

/** Columns that one character takes: 0 for marks that join the one before, 2 for East Asian wide ones and emoji, else 1. */
function columnsOf(character: string): number {
  if (/\p{Mark}|\p{Cf}/u.test(character)) return 0;
  return /[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1F64F}\u{1F680}-\u{1F9FF}\u{20000}-\u{3FFFD}]/u.test(
    character,
  )
    ? 2
    : 1;
}

/** Text from outside as it may stand on a terminal: no control characters, which could move the cursor or recolour. */
export const printable = (text: string): string =>
  text.replace(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, '·');

/** Columns that the text takes; colour codes take none. */
export function width(text: string): number {
  let columns = 0;
  for (const character of text.replace(ESCAPES, '')) columns += columnsOf(character);
  return columns;
}

/** The text in at most `columns`, with "…" where it was cut; `keepEnd` keeps the last characters (a file's ending). Takes no colour codes. */
export function clip(text: string, columns: number, keepEnd = 0): string {
  if (width(text) <= columns) return text;
  if (columns <= 0) return '';
  const characters = Array.from(text); // code points: what `width` measures
  let tail = '';
  while (keepEnd > 0 && columns > keepEnd + 1 && width(tail) < keepEnd && characters.length > 0) {
    tail = (characters.pop() ?? '') + tail;
  }
  let head = '';
  for (const character of characters) {
    if (width(head) + columnsOf(character) + 1 + width(tail) > columns) break;
    head += character;
  }
  return `${head}…${tail}`;
}

/** Fills up with spaces to `columns`, on the right, or on the left for figures. */
export function pad(text: string, columns: number, side: 'right' | 'left' = 'right'): string {
  const spaces = ' '.repeat(Math.max(0, columns - width(text)));
  return side === 'right' ? text + spaces : spaces + text;
}

/** Two texts at the two ends of a line of `columns`; the right one keeps its place, the left one may have colours and is not cut. */
export function spread(left: string, right: string, columns: number): string {
  return left + ' '.repeat(Math.max(1, columns - width(left) - width(right))) + right;
}

/** Breaks words into lines of at most `columns`. A longer word has a line of its own. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    if (line !== '' && width(line) + 1 + width(word) > columns) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}

/** `0.9 s`, `41 s`, `305 s`, `12 min`, `3.5 h`: never more than seven columns up to 999 hours. */
export function duration(ms: number): string {
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 599_500) return `${Math.round(ms / 1000)} s`;
  const minutes = Math.round(ms / 60_000);
  return minutes < 120 ? `${minutes} min` : `${(ms / 3_600_000).toFixed(1)} h`;
}

/** `97 %`; what is not quite 1 never reads as 100 %. The web writes the same. */
export const percent = (share: number): string => `${Math.min(Math.round(share * 100), share < 1 ? 99 : 100)} %`;

/** `512 B`, `2.4 kB`, `44 MB` (decimal units, as file managers and networks count). The web writes the same. */
export function bytes(count: number): string {
  if (count < 1000) return `${count} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = count / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${units[unit] ?? ''}`;
}

/** `▮▮▮▯▯`: `share` (0–1) of `cells`. Full only when it is. */
export function bar(share: number, cells = 10): string {
  const bounded = Math.min(1, Math.max(0, Number.isNaN(share) ? 0 : share));
  const full = bounded === 1 ? cells : Math.min(cells - 1, Math.floor(bounded * cells));
  return '▮'.repeat(full) + '▯'.repeat(cells - full);
}

/** `2026-11-23 12:49`, in this machine's time. */
export function localTime(moment: string): string {
  const at = new Date(moment);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
}
