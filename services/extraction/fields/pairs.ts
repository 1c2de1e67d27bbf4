import type { Box } from '../../../domain/documents/content.js';
import type { Found } from './found.js';
import type { LineCell, TextLine } from './line.js';

const MAX_VALUE = 200;
/** Words that introduce a sentence, a person speaking or an aside, not a value. */
const NO_KEYS =
  /^(?:note|notes|nb|ps|p\.s\.|please note|warning|caution|attention|important|example|examples|e\.g\.|i\.e\.|hinweis|achtung|beispiel|bemerkung|remarque|attention|exemple|http|https|mailto|ftp|q|a|re|fig|figure|table|step|section|chapter)\b/i;
/** Where one pair of a line ends and the next may begin: tabs, dots, bars, wide gaps; and, after a colon, before `Key:`. */
const PARTS = /\t|\s[·•|]\s|\s{3,}(?=\p{Lu}[^:\t]{0,40}:)/u;
const NEXT_KEY = /\s(?=\p{Lu}[\p{L}.-]{2,24}\s?:\s)/u;
/** Longer lines are prose. */
const MAX_LINE = 400;
const COLON = /^\s*([^:\t]{1,60}?)\s*[::](?!\/\/)\s*(.*)$/u;

/**
 * Key–value pairs as forms have them: `key: value` (several on a line when wide gaps part them), a key cell and its
 * value cell, and a key with its value on the line below.
 */
export function findPairs(lines: readonly TextLine[]): Found[] {
  const found: Found[] = [];
  const add = (key: string, value: string, confidence: number, box: Box | undefined): void => {
    const name = key.trim().replace(/\s+/gu, ' ');
    const text = value.trim();
    if (text === '' || text.length > MAX_VALUE || !isKey(name) || /^[_.\-–—…\s]+$/u.test(text)) return;
    found.push({ name, value: text, confidence, source: 'form', ...(box && { box }) });
  };
  const twoColumns = formBlocks(lines);
  lines.forEach((line, n) => {
    if (line.cells !== undefined) {
      const [first, second] = line.cells;
      if (twoColumns.has(line.block) && first && second && !first.text.endsWith(':')) {
        add(first.text, second.text, 0.75, second.box ?? line.box);
      } else {
        cellPairs(line.cells, (key, value, box) => add(key, value, 0.8, box ?? line.box));
      }
      return;
    }
    if (line.text.length > MAX_LINE || !/[::]/u.test(line.text)) return;
    for (const part of parts(line.text)) {
      const match = COLON.exec(part);
      if (match === null) continue;
      const [, before = '', value = ''] = match;
      // On "Order No. 88213 Due date: 13/04/2025" the key begins after the number.
      const key = isKey(before) ? before : before.replace(/^.*\d\S*\s+/u, '');
      if (value !== '') add(key, value, 0.75, line.box);
      else if (part.trim() === line.text.trim()) {
        // The key alone on its line: its value stands below, unless that is a key itself.
        const below = lines[n + 1];
        if (below !== undefined && below.cells === undefined && !COLON.test(below.text) && below.text.length <= 80) {
          add(key, below.text, 0.55, below.box);
        }
      }
    }
  });
  return found;
}

function* parts(line: string): Generator<string> {
  for (const part of line.split(PARTS)) {
    const colon = part.search(/[::]/u);
    if (colon < 0) continue;
    const [first = '', ...rest] = part.slice(colon).split(NEXT_KEY);
    yield part.slice(0, colon) + first;
    yield* rest;
  }
}

/** Cells that hold both ("Name\nJane Doe", "Date: 2025-01-01"), and key cells that end in a colon with the cell after. */
function cellPairs(cells: readonly LineCell[], add: (key: string, value: string, box: Box | undefined) => void): void {
  cells.forEach((cell, n) => {
    const match = COLON.exec(cell.text);
    const next = cells[n + 1];
    const [key = '', ...rest] = cell.text.split('\n');
    if (match?.[2] !== undefined && match[2] !== '') add(match[1] ?? '', match[2], cell.box);
    else if (match !== null && next !== undefined && !next.text.endsWith(':')) add(match[1] ?? '', next.text, next.box);
    else if (match === null && rest.length === 1) add(key, rest[0] ?? '', cell.box);
  });
}

/** Blocks that are tables of two columns, the first of which holds nothing but different keys. */
function formBlocks(lines: readonly TextLine[]): Set<number> {
  const firsts = new Map<number, string[]>();
  for (const { cells, columns, block } of lines) {
    if (cells === undefined || columns !== 2) continue;
    const keys = firsts.get(block) ?? [];
    keys.push(cells[0]?.text ?? '');
    firsts.set(block, keys);
  }
  const forms = new Set<number>();
  for (const [block, keys] of firsts) {
    const plausible = keys.filter((key) => isKey(key.replace(/:$/, ''))).length;
    if (keys.length >= 2 && plausible >= keys.length * 0.8 && new Set(keys).size === keys.length) forms.add(block);
  }
  return forms;
}

/** A plausible key: at most five words, made of letters, beginning like a name and not like a sentence. */
export function isKey(text: string): boolean {
  const words = text.split(/\s+/u);
  return (
    text.length >= 2 &&
    text.length <= 50 &&
    words.length <= 5 &&
    /^[\p{Lu}\p{Lo}№#]/u.test(text) &&
    !/[!?;"“”<>{}=@|\\]|\.\s|,\s|\d{3}/u.test(text) &&
    (text.match(/\p{L}/gu)?.length ?? 0) >= text.length * 0.6 &&
    !NO_KEYS.test(text)
  );
}
