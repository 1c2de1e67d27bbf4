import { shared, union, type QuarterTurn, type Rect } from './geometry.js';
import type { Font } from './font.js';
import type { Glyph } from './glyphs.js';
import { isCombining, isLatin, isRtlLetter, readsRtl } from './script.js';

/** Characters without a space between them. */
export interface Word extends Rect {
  text: string;
  glyphs: Glyph[];
}

export type Share = 'all' | 'some' | 'none';

/** How much of a line is bold, italic, monospaced. */
export interface Face {
  bold: Share;
  italic: Share;
  mono: Share;
  /** Weight of nearly all its letters; undefined where it is mixed. */
  weight: number | undefined;
}

/** Words that stand next to each other on one baseline: a line of a column, or what one cell holds of a row. */
export interface Fragment extends Rect {
  words: Word[];
  text: string;
  baseline: number;
  /** Size and face of most of its characters. */
  size: number;
  font: Font;
  face: Face;
  turn: QuarterTurn;
  hidden: boolean;
  artifact: boolean;
  /** Place in the content stream. */
  order: number;
}

/**
 * A gap wider than this many ems ends a fragment. Justified lines of narrow columns have word spaces of up to an em;
 * gutters between columns and cells are rarely under one and a half.
 */
const FRAGMENT_GAP = 1.5;

/**
 * Cuts the glyphs of a page into fragments, keeping the order of the content stream.
 *
 * Characters that follow each other in the stream on one baseline make a row, whatever their x: PDFium hands bidi text
 * over in logical order, so that x jumps back and forth. A row is then cut where no character covers a wide gap.
 */
export function fragmentsOf(glyphs: readonly Glyph[]): Fragment[] {
  const fragments: Fragment[] = [];
  let row: Row | undefined;
  const flush = (): void => {
    if (row !== undefined) for (const part of cut(row)) fragments.push(fragmentOf(part, fragments.length));
    row = undefined;
  };
  for (const glyph of glyphs) {
    if (row === undefined || !joins(row, glyph)) {
      flush();
      row = {
        glyphs: [],
        baseline: glyph.baseline,
        size: glyph.size,
        y0: glyph.y0,
        y1: glyph.y1,
        x0: glyph.x0,
        x1: glyph.x1,
      };
    }
    add(row, glyph);
  }
  flush();
  return fragments;
}

interface Row extends Rect {
  glyphs: Glyph[];
  /** Of its largest characters. */
  baseline: number;
  size: number;
}

/** Whether a glyph goes on in the row that the glyphs before it make. */
function joins(row: Row, glyph: Glyph): boolean {
  const last = row.glyphs[row.glyphs.length - 1];
  if (last === undefined) return true;
  if (glyph.turn !== last.turn || glyph.hidden !== last.hidden) return false;
  const upright = glyph.turn % 2 === 0;
  const [a0, a1, b0, b1] = upright ? [row.y0, row.y1, glyph.y0, glyph.y1] : [row.x0, row.x1, glyph.x0, glyph.x1];
  const big = Math.max(row.size, glyph.size);
  const small = Math.min(row.size, glyph.size);
  if (Math.abs(glyph.baseline - row.baseline) <= 0.2 * small) return true;
  if (shared(a0, a1, b0, b1) < 0.35 * Math.min(a1 - a0, b1 - b0)) return false;
  // Raised or lowered, and close by: a footnote mark, an index, an accent that is a glyph of its own.
  const near = upright ? shared(last.x0, last.x1, glyph.x0, glyph.x1) : shared(last.y0, last.y1, glyph.y0, glyph.y1);
  const script = small <= 0.88 * big || last.size <= 0.88 * glyph.size || isCombining(glyph.text);
  return script && near > -0.6 * big && Math.abs(glyph.baseline - row.baseline) < 0.75 * big;
}

function add(row: Row, glyph: Glyph): void {
  row.glyphs.push(glyph);
  if (glyph.size > row.size * 1.1) {
    row.size = glyph.size;
    row.baseline = glyph.baseline;
  }
  row.x0 = Math.min(row.x0, glyph.x0);
  row.x1 = Math.max(row.x1, glyph.x1);
  row.y0 = Math.min(row.y0, glyph.y0);
  row.y1 = Math.max(row.y1, glyph.y1);
}

/** Cuts a row where a gap wider than FRAGMENT_GAP is covered by no glyph; each part keeps the stream order inside. */
function cut(row: Row): Glyph[][] {
  const first = row.glyphs[0];
  if (first === undefined) return [];
  const upright = first.turn % 2 === 0;
  const spans = row.glyphs.map((g, index) =>
    upright ? { from: g.x0, to: g.x1, index } : { from: g.y0, to: g.y1, index },
  );
  spans.sort((a, b) => a.from - b.from);
  const part: number[] = new Array<number>(row.glyphs.length).fill(0);
  let reach = -Infinity;
  let parts = 0;
  for (const span of spans) {
    if (reach !== -Infinity && span.from - reach > FRAGMENT_GAP * row.size) parts++;
    part[span.index] = parts;
    reach = Math.max(reach, span.to);
  }
  if (parts === 0) return [row.glyphs];
  const result = new Map<number, Glyph[]>();
  row.glyphs.forEach((glyph, index) => {
    const key = part[index] ?? 0;
    const list = result.get(key);
    if (list === undefined) result.set(key, [glyph]);
    else list.push(glyph);
  });
  return [...result.values()];
}

/** Makes a fragment of glyphs in reading order. */
function fragmentOf(glyphs: Glyph[], order: number): Fragment {
  return fromWords(wordsOf(mendRtl(glyphs)), order);
}

export function fromWords(words: Word[], order: number): Fragment {
  const first = words[0]?.glyphs[0];
  const look = lookOf(words);
  return {
    ...union(words),
    words,
    text: words.map((word) => word.text).join(' '),
    baseline: look.main?.baseline ?? 0,
    size: look.main?.size ?? 0,
    font: look.main?.font ?? NO_FONT,
    face: look.face,
    turn: first?.turn ?? 0,
    hidden: first?.hidden ?? false,
    artifact: look.artifact,
    order,
  };
}

const NO_FONT: Font = { name: '', bold: false, weight: 400, italic: false, mono: false, math: false };
const LETTER = /[\p{L}\p{N}]/u;

/**
 * The glyph that stands for most of a line (its font and size are the most frequent), and how much of the line is bold,
 * italic, monospaced: only letters and digits decide, unless there are none. Glyphs of one look follow each other, so
 * that they are counted in runs.
 */
function lookOf(words: readonly Word[]): { main: Glyph | undefined; face: Face; artifact: boolean } {
  interface Run {
    glyph: Glyph;
    all: number;
    letters: number;
  }
  const runs: Run[] = [];
  let last: Run | undefined;
  let artifact = words.length > 0;
  for (const word of words) {
    for (const glyph of word.glyphs) {
      if (last?.glyph.font !== glyph.font || last.glyph.size !== glyph.size) {
        last = runs.find((run) => run.glyph.font === glyph.font && run.glyph.size === glyph.size);
        if (last === undefined) runs.push((last = { glyph, all: 0, letters: 0 }));
      }
      last.all += glyph.text.length;
      if (LETTER.test(glyph.text)) last.letters++;
      if (!glyph.artifact) artifact = false;
    }
  }
  let main: Run | undefined;
  for (const run of runs) if (main === undefined || run.all > main.all) main = run;
  const lettered = runs.some((run) => run.letters > 0);
  const weigh = (wanted: (run: Run) => boolean): number =>
    runs.reduce((n, run) => n + (wanted(run) ? (lettered ? run.letters : run.all) : 0), 0);
  const total = weigh(() => true);
  const share = (wanted: (font: Font) => boolean): Share => {
    const n = weigh((run) => wanted(run.glyph.font));
    return n === 0 ? 'none' : n >= 0.95 * total ? 'all' : 'some';
  };
  const weight = runs
    .map((run) => run.glyph.font.weight)
    .find((value) => weigh((run) => run.glyph.font.weight === value) >= 0.95 * total);
  return {
    main: main?.glyph,
    face: {
      bold: share((font) => font.bold),
      italic: share((font) => font.italic),
      mono: share((font) => font.mono),
      weight,
    },
    artifact,
  };
}

/**
 * Mends the order of right-to-left glyphs. PDFium turns lines from visual to logical order character by character, so
 * that a ligature of two characters (lam-alef: one box) comes out reversed, and an accent comes before its letter.
 */
function mendRtl(glyphs: Glyph[]): Glyph[] {
  if (!glyphs.some((glyph) => isRtlLetter(glyph.text))) return glyphs;
  const result = afterNumbers(glyphs);
  for (let i = 0; i + 1 < result.length; i++) {
    const a = result[i];
    const b = result[i + 1];
    if (a === undefined || b === undefined) continue;
    const sameBox = Math.abs(a.x0 - b.x0) < 0.01 && Math.abs(a.x1 - b.x1) < 0.01 && Math.abs(a.y0 - b.y0) < 0.01;
    const ligature = sameBox && isRtlLetter(a.text) && isRtlLetter(b.text);
    const accent = isCombining(a.text) && isRtlLetter(b.text) && shared(a.x0, a.x1, b.x0, b.x1) >= 0 && b.x0 <= a.x1;
    if (!ligature && !accent) continue;
    // The space before an accent is PDFium's own guess; the letter's place tells whether there is one.
    const before = result[i - 1];
    const apart = before === undefined || -shared(before.x0, before.x1, b.x0, b.x1) > 0.15 * b.size;
    result[i] = { ...b, spaced: accent ? b.spaced || (a.spaced && apart) : a.spaced };
    result[i + 1] = { ...a, spaced: false };
    i++;
  }
  return result;
}

const PUNCTUATION = /^[.,:;!?،؛؟…)]$/;

/**
 * Moves punctuation that follows a number or Latin word in a right-to-left line behind it: it is printed to the left of
 * it, and PDFium hands it over before it.
 */
function afterNumbers(glyphs: readonly Glyph[]): Glyph[] {
  const result = [...glyphs];
  if (!readsRtl(result.map((glyph) => glyph.text).join(''))) return result;
  for (let i = 0; i < result.length; i++) {
    const mark = result[i];
    const before = result[i - 1];
    if (
      mark === undefined ||
      !PUNCTUATION.test(mark.text) ||
      (before !== undefined && before.x0 < mark.x1 && !isRtlLetter(before.text))
    )
      continue;
    let end = i + 1;
    while (end < result.length) {
      const next = result[end];
      if (
        next === undefined ||
        isRtlLetter(next.text) ||
        (next.spaced && end > i + 1) ||
        !/[\p{L}\p{N}.,:%/-]/u.test(next.text)
      )
        break;
      end++;
    }
    const first = result[i + 1];
    if (
      first === undefined ||
      end === i + 1 ||
      mark.x1 > first.x0 + 0.1 * first.size ||
      (before !== undefined && before.x0 < first.x0)
    )
      continue;
    const run = result.slice(i + 1, end);
    const edge = run[run.length - 1]?.x1 ?? mark.x1; // as if it were printed there, or it would be set apart
    result.splice(i, end - i, { ...first, spaced: mark.spaced || first.spaced }, ...run.slice(1), {
      ...mark,
      x0: edge,
      x1: edge,
      spaced: false,
    });
    i = end - 1;
  }
  return result;
}

function wordsOf(glyphs: readonly Glyph[]): Word[] {
  const words: Word[] = [];
  let current: Glyph[] = [];
  const flush = (): void => {
    if (current.length > 0) words.push(wordOf(current));
    current = [];
  };
  for (const glyph of glyphs) {
    const last = current[current.length - 1];
    if (last !== undefined && parts(last, glyph)) flush();
    current.push(glyph);
  }
  flush();
  return words;
}

export function wordOf(glyphs: Glyph[]): Word {
  return { ...union(glyphs), glyphs, text: glyphs.map((glyph) => glyph.text).join('') };
}

function parts(last: Glyph, glyph: Glyph): boolean {
  if (isCombining(glyph.text)) return false;
  const upright = glyph.turn % 2 === 0;
  const gap = -(upright ? shared(last.x0, last.x1, glyph.x0, glyph.x1) : shared(last.y0, last.y1, glyph.y0, glyph.y1));
  // Letters of Arabic join: a space guessed where they touch is none.
  if (glyph.spaced && !(glyph.guessed && isRtlLetter(glyph.text) && gap < 0.1 * glyph.size)) return true;
  // Another piece of marked content that starts at a distance: the next cell of a narrow table.
  if (glyph.mark !== last.mark && gap > 0.12 * glyph.size && !PUNCTUATION.test(glyph.text)) return true;
  // Joined letters of fallback fonts have boxes that miss each other by far.
  if (isRtlLetter(last.text) && isRtlLetter(glyph.text)) return gap > 0.8 * glyph.size;
  if (gap > 0.35 * Math.min(last.size, glyph.size) && gap > 0.25 * Math.max(last.size, glyph.size)) return true;
  // Where Arabic or Hebrew meets Latin, the space is lost between PDFium's runs.
  return (isRtlLetter(last.text) && isLatin(glyph.text)) || (isLatin(last.text) && isRtlLetter(glyph.text));
}
