import type { Fragment } from './fragments.js';
import { sharedX, width, type Rect } from './geometry.js';
import { isCaption, leaderEnd, markerOf, sectionDepth } from './markers.js';
import type { Paragraph } from './paragraphs.js';
import { isSpaceless } from './script.js';
import type { Style } from './style.js';

export type Level = 1 | 2 | 3 | 4 | 5 | 6;

/** What is known about a page that helps to tell headings. */
export interface HeadingHints {
  style: Style;
  /** How much larger than the body a heading is at least. */
  larger: number;
  leading: number;
  /** Titles of the document's outline that lead to this page, normalised by `plainTitle`, with their depth (from 1). */
  outline: ReadonlyMap<string, number>;
  /** Level that the structure tree gives to a marked-content id; 0: the tree says it is something else. */
  tagged: ReadonlyMap<number, number>;
}

/** Longer than this many characters is a sentence, not a title. */
const LONGEST = 220;

/**
 * Tells which paragraphs are headings, and of which level.
 *
 * One sign alone misleads: forms set labels in bold, papers set remarks in italics, slides set everything large. A
 * heading is short, stands alone on its lines, and differs in size or face from the body; a bold or italic line must
 * also be set apart from what stands above, or head a text below it that is set in the body's face.
 */
export function headingsOf(paragraphs: readonly Paragraph[], hints: HeadingHints): Map<Paragraph, Level> {
  const found = new Map<Paragraph, Level>();
  const byFace: Paragraph[] = [];
  paragraphs.forEach((paragraph, i) => {
    const told = toldLevel(paragraph, hints);
    if (told !== undefined) {
      if (told > 0) found.set(paragraph, clamp(told));
      return;
    }
    const sign = signOf(paragraph, before(paragraphs, i), paragraphs[i + 1], hints);
    if (sign === 'none') return;
    found.set(paragraph, levelOf(paragraph, hints.style));
    if (sign === 'face') byFace.push(paragraph);
  });
  // Where a third of all text looks like headings, bold or italic is how this page is written.
  const chars = (list: readonly Paragraph[]): number =>
    list.reduce((n, p) => n + p.lines.reduce((m, line) => m + line.text.length, 0), 0);
  if (byFace.length > 3 && chars(byFace) > 0.33 * chars(paragraphs))
    for (const paragraph of byFace) found.delete(paragraph);
  return found;
}

/** The text before, stray marks left aside. */
function before(paragraphs: readonly Paragraph[], index: number): Paragraph | undefined {
  for (let i = index - 1; i >= 0; i--)
    if (paragraphs[i]?.lines.some((line) => /[\p{L}\p{N}]/u.test(line.text)) === true) return paragraphs[i];
  return undefined;
}

const clamp = (level: number): Level => {
  const n = Math.max(1, Math.min(6, Math.round(level)));
  return n === 1 || n === 2 || n === 3 || n === 4 || n === 5 ? n : 6;
};

/** A title without numbers, punctuation and case, to compare what the outline says with what is printed. */
export const plainTitle = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^[\s\d.ivx]+(?=[.\s])/u, '')
    .replace(/[^\p{L}\p{N}]+/gu, '');

function toldLevel(paragraph: Paragraph, hints: HeadingHints): number | undefined {
  if (paragraph.lines.length > 4) return undefined;
  const first = paragraph.lines[0]?.words[0]?.glyphs[0];
  const tag = first === undefined ? undefined : hints.tagged.get(first.mark);
  if (tag !== undefined && tag > 0) return tag;
  const text = paragraph.lines.map((line) => line.text).join(' ');
  if (text.length <= LONGEST && hints.outline.size > 0) {
    const level = hints.outline.get(plainTitle(text));
    if (level !== undefined && plainTitle(text).length > 1 && !leaderEnd(text)) return level;
  }
  return undefined;
}

type Sign = 'size' | 'face' | 'none';

function signOf(
  paragraph: Paragraph,
  above: Paragraph | undefined,
  below: Paragraph | undefined,
  hints: HeadingHints,
): Sign {
  const { style } = hints;
  const lines = paragraph.lines;
  const first = lines[0];
  if (first === undefined || lines.length > 3 || first.turn !== 0 || first.hidden) return 'none';
  const text = lines.map((line) => line.text).join(' ');
  if (!isTitleText(text)) return 'none';
  const ratio = Math.max(...lines.map((line) => line.size)) / style.size;
  if (ratio > hints.larger) return 'size';
  if (ratio < 0.97) return 'none';
  const faces = lines.map((line) => line.face);
  const bold = faces.every(
    (face) =>
      face.weight !== undefined && face.weight >= style.weight + 100 && (face.weight >= 500 || style.weight <= 300),
  );
  const italic = !style.italic && faces.every((face) => face.italic === 'all');
  const numbered = sectionDepth(text) > 0 || markerOf(text)?.bullet === false;
  const capitals = numbered && /\p{Lu}/u.test(text) && !/\p{Ll}{2}/u.test(text);
  if (!bold && !italic && !capitals) return 'none';
  if (wide(first)) return 'none'; // a label and its value, a row of column heads
  if (/:$/.test(text) && !numbered) return 'none';
  const gap = gapAbove(paragraph, above, hints);
  const heads = below !== undefined && headsText(paragraph, below, style);
  if (bold || capitals) return gap || numbered || heads ? 'face' : 'none';
  return gap && heads ? 'face' : 'none';
}

function isTitleText(text: string): boolean {
  if (text.length > LONGEST || isCaption(text) || leaderEnd(text)) return false;
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const spaceless = isSpaceless(text);
  if (letters < (spaceless ? 2 : 3) || letters < 0.5 * text.replace(/\s/g, '').length) return false;
  if (
    /[,;]$/.test(text) ||
    (/[^.]\.$/.test(text) && !/\b(inc|ltd|co|etc|no)\.$/i.test(text) && text.split(' ').length > 4)
  )
    return false;
  if (/^(https?:|www\.|\S+@\S+$)/i.test(text)) return false;
  const marker = markerOf(text);
  return marker?.bullet !== true;
}

/** Whether a wide gap runs through the line: it is a row of things rather than a title. */
function wide(line: Fragment): boolean {
  for (let i = 1; i < line.words.length; i++) {
    const a = line.words[i - 1];
    const b = line.words[i];
    if (a !== undefined && b !== undefined && i > 1 && -sharedX(a, b) > 3 * line.size) return true;
  }
  return false;
}

function gapAbove(paragraph: Paragraph, above: Paragraph | undefined, { leading }: HeadingHints): boolean {
  const first = paragraph.lines[0];
  const last = above?.lines.findLast((line) => /[\p{L}\p{N}]/u.test(line.text));
  if (first === undefined || last === undefined) return true;
  if (last.baseline > first.baseline || sharedX(last, first) <= 0) return true; // the top of a column
  return first.baseline - last.baseline > 1.2 * leading * Math.max(first.size, last.size);
}

/** Whether the next paragraph is text in the body's face that stands under this line. */
function headsText(paragraph: Rect, below: Paragraph, style: Style): boolean {
  const first = below.lines[0];
  if (first === undefined || below.y0 < paragraph.y0 || sharedX(paragraph, below) <= 0) return false;
  if (first.font.weight >= style.weight + 100) return false;
  const text = below.lines.map((line) => line.text).join(' ');
  return text.length > 60 && width(below) > 10 * style.size;
}

/** Numbers say the depth; without them the size says it. */
function levelOf(paragraph: Paragraph, style: Style): Level {
  const text = paragraph.lines.map((line) => line.text).join(' ');
  const depth = sectionDepth(text);
  if (depth > 0) return clamp(depth + 1);
  const ratio = Math.max(...paragraph.lines.map((line) => line.size)) / style.size;
  if (ratio >= 1.7) return 1;
  return ratio > 1.17 ? 2 : 3;
}
