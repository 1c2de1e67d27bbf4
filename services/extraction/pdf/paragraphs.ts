import { fromWords, type Fragment } from './fragments.js';
import { median, sharedX, union, width, type Rect } from './geometry.js';
import { isCaption, leaderEnd, markerOf } from './markers.js';
import { readsRtl } from './script.js';

/** Lines that belong together, in the order of the content stream. */
export interface Paragraph extends Rect {
  lines: Fragment[];
  order: number;
}

/**
 * Joins fragments that follow each other on one baseline into lines. A wide gap is joined too (numbers before
 * headings, labels and values), unless the second fragment goes on below itself: then it starts a block of its own.
 */
export function linesFrom(fragments: readonly Fragment[]): Fragment[] {
  const lines: Fragment[] = [];
  for (let i = 0; i < fragments.length; i++) {
    const fragment = fragments[i];
    const last = lines[lines.length - 1];
    if (fragment === undefined) continue;
    if (last === undefined || !sameLine(last, fragment)) {
      lines.push(fragment);
      continue;
    }
    const gap = -sharedX(last, fragment);
    const next = fragments[i + 1];
    const size = Math.max(last.size, fragment.size);
    const apart =
      gap > 3 * size &&
      // Things that belong to one row stand exactly on one line; two captions side by side rarely do.
      (Math.abs(last.baseline - fragment.baseline) > 0.06 * size ||
        isCaption(fragment.text) ||
        (next !== undefined &&
          next.turn === 0 &&
          Math.abs(next.x0 - fragment.x0) < 0.5 * size &&
          next.baseline > fragment.baseline + 0.5 * size));
    if (apart || gap > 24 * size) lines.push(fragment);
    else lines[lines.length - 1] = fromWords(inReadingOrder(last, fragment), last.order);
  }
  return lines;
}

/** Fragments of a row are joined as they are read, whichever comes first in the stream. */
function inReadingOrder(a: Fragment, b: Fragment): Fragment['words'] {
  const rtl = readsRtl(a.text) && readsRtl(b.text);
  const first = rtl ? b.x0 > a.x0 : b.x0 < a.x0;
  return first ? [...b.words, ...a.words] : [...a.words, ...b.words];
}

function sameLine(a: Fragment, b: Fragment): boolean {
  if (a.turn !== 0 || b.turn !== 0 || a.hidden !== b.hidden || a.artifact !== b.artifact) return false;
  return (
    Math.abs(a.baseline - b.baseline) <= 0.25 * Math.min(a.size, b.size) &&
    sharedX(a, b) < 0.6 * Math.min(a.size, b.size)
  );
}

/** The usual distance of baselines, in font sizes: 1.2 for most print, 1.6 and more for airy or Korean pages. */
export function leadingOf(lines: readonly Fragment[]): number {
  const steps: number[] = [];
  for (let i = 1; i < lines.length; i++) {
    const a = lines[i - 1];
    const b = lines[i];
    if (a === undefined || b === undefined || Math.abs(a.size - b.size) > 0.05 * a.size) continue;
    const step = (b.baseline - a.baseline) / a.size;
    if (step > 0.9 && step < 2.3 && sharedX(a, b) > 0) steps.push(step);
  }
  // Not the middle: on pages of short paragraphs most steps are gaps between them.
  const sorted = steps.sort((a, b) => a - b);
  return sorted.length < 3 ? 1.25 : (sorted[Math.floor(sorted.length / 4)] ?? 1.25);
}

/** Groups lines into paragraphs. `cuts` are places in the stream at which something else (a table) stands. */
export function paragraphsOf(lines: readonly Fragment[], cuts: readonly number[]): Paragraph[] {
  const leading = leadingOf(lines);
  const paragraphs: Paragraph[] = [];
  let current: Fragment[] = [];
  const flush = (): void => {
    const first = current[0];
    if (first !== undefined) paragraphs.push({ ...union(current), lines: current, order: first.order });
    current = [];
  };
  for (const line of lines) {
    const last = current[current.length - 1];
    if (
      last !== undefined &&
      (breaks(current, last, line, leading) || cuts.some((cut) => cut > last.order && cut < line.order))
    )
      flush();
    current.push(line);
  }
  flush();
  return paragraphs;
}

const ENDED = /[.!?:;。！？…؟][)\]”’"'»]*$/u;

function breaks(block: readonly Fragment[], last: Fragment, line: Fragment, leading: number): boolean {
  if (last.turn !== line.turn || last.hidden !== line.hidden || last.artifact !== line.artifact) return true;
  if (last.turn !== 0) return turnedBreak(last, line);
  const size = Math.max(last.size, line.size);
  const step = line.baseline - last.baseline;
  if (step < -0.2 * size) return true; // up: a new column or a new block
  if (Math.abs(last.size - line.size) > 0.12 * size && !scattered(last, line)) return true;
  const own = block.length > 1 ? median(steps(block)) : leading * size;
  if (step > Math.max(1.22 * own, Math.min(own + 0.55 * size, 1.3 * own)) || step > 2.6 * size) return true;
  const box = union(block);
  if (sharedX(box, line) <= 0) return true;
  if (step < 0.5 * size && sharedX(last, line) < 0.1 * size) return true; // beside each other
  if (markerOf(line.text) !== undefined && startsItem(block, last, line)) return true;
  if (leaderEnd(last.text)) return true; // a line of a table of contents
  const before = last.face;
  const after = line.face;
  if (before.weight !== undefined && after.weight !== undefined && Math.abs(before.weight - after.weight) >= 100)
    return true;
  if (before.italic === 'all' && after.italic === 'none' && last.x1 < box.x0 + 0.85 * Math.max(width(box), width(line)))
    return true;
  if (before.mono !== 'some' && after.mono !== 'some' && before.mono !== after.mono) return true;
  return startsParagraph(block, box, last, line, size);
}

/**
 * A new paragraph without space before it: its first line is indented, or the line before had room for its first word
 * and ended a sentence.
 */
function startsParagraph(block: readonly Fragment[], box: Rect, last: Fragment, line: Fragment, size: number): boolean {
  const rtl = readsRtl(line.text);
  const indent = rtl ? last.x1 - line.x1 : line.x0 - last.x0;
  const ended = ENDED.test(last.text);
  const lineWidth = Math.max(width(box), width(line));
  const first = line.words[0];
  const room =
    (rtl ? last.x0 - Math.min(box.x0, line.x0) : Math.max(box.x1, line.x1) - last.x1) -
    (first === undefined ? 0 : width(first));
  const flush =
    block.length < 2 || Math.abs((block[block.length - 2]?.x0 ?? last.x0) - last.x0) < 0.5 * size || block.length === 2;
  if (indent > 0.6 * size && indent < 5 * size && flush && (ended || room > 1.5 * size) && lineWidth > 12 * size)
    return true;
  return ended && room > 0.12 * lineWidth && room > 2 * size && lineWidth > 15 * size && !/^\p{Ll}/u.test(line.text);
}

function steps(block: readonly Fragment[]): number[] {
  const result: number[] = [];
  for (let i = 1; i < block.length; i++)
    result.push(Math.max(0.9 * (block[i]?.size ?? 0), (block[i]?.baseline ?? 0) - (block[i - 1]?.baseline ?? 0)));
  return result;
}

/** Lines whose main size is unclear: a formula, a line of footnote marks. One of the sizes of `a` is the main size of `b`. */
function scattered(a: Fragment, b: Fragment): boolean {
  const has = (line: Fragment, size: number): boolean => {
    let n = 0;
    let all = 0;
    for (const word of line.words) {
      for (const glyph of word.glyphs) {
        all++;
        if (Math.abs(glyph.size - size) <= 0.06 * size) n++;
      }
    }
    return n >= 0.25 * all;
  };
  return Math.abs(a.size - b.size) < 0.45 * Math.max(a.size, b.size) && (has(a, b.size) || has(b, a.size));
}

function turnedBreak(last: Fragment, line: Fragment): boolean {
  return (
    Math.abs(line.baseline - last.baseline) > 1.8 * Math.max(last.size, line.size) ||
    Math.abs(last.size - line.size) > 0.15 * last.size
  );
}

function startsItem(block: readonly Fragment[], last: Fragment, line: Fragment): boolean {
  const marker = markerOf(line.text);
  if (marker === undefined) return false;
  if (marker.bullet) return true;
  // A number may stand at the start of a line by chance: it must be set out, follow a finished line, or go on a list.
  const first = block[0];
  if (
    first !== undefined &&
    markerOf(first.text)?.style === marker.style &&
    Math.abs(first.x0 - line.x0) < 0.6 * line.size
  )
    return true;
  return (
    Math.abs(line.x0 - last.x0) > 0.6 * line.size ||
    (ENDED.test(last.text) && last.x1 < Math.max(...block.map((l) => l.x1), line.x1) - 2 * line.size)
  );
}
