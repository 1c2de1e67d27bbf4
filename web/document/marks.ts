import type { Box, Line } from '../../domain/documents/content.js';
import type { Field } from '../../domain/documents/field.js';
import { markWords } from '../search/snippet.js';

/** How wide a text is, in any unit: only proportions count. */
export type WidthOf = (text: string) => number;

/** The places of a page where words of the query stand. */
export function hitBoxes(lines: readonly Line[], query: string, widthOf: WidthOf): Box[] {
  return lines.flatMap((line) => {
    let start = 0;
    return markWords(line.text, query).flatMap(({ text, hit }) => {
      const from = start;
      start += text.length;
      return hit ? [partOf(line, from, start, widthOf)] : [];
    });
  });
}

/**
 * Where the value of a field stands. The field's own box is that of its line, sometimes of its whole paragraph or row;
 * the line in it that holds the value tells it more exactly. Undefined: it is not on the page as it is written.
 */
export function placeOf(
  { value, box }: Pick<Field, 'value' | 'box'>,
  lines: readonly Line[],
  widthOf: WidthOf,
): Box | undefined {
  const wanted = value.trim().toLowerCase();
  for (const line of lines) {
    if (wanted === '' || (box && !isWithin(line.box, box))) continue;
    const at = line.text.toLowerCase().indexOf(wanted);
    if (at !== -1) return partOf(line, at, at + wanted.length, widthOf);
  }
  return box;
}

/** Lines of text that runs down the page are marked as a whole. */
const SIDEWAYS = 2;

/**
 * The part of a line's box that the characters from `start` to `end` take, as far as the proportions of another font can
 * tell. It never leaves the line.
 */
function partOf({ text, box }: Line, start: number, end: number, widthOf: WidthOf): Box {
  const [left, top, right, bottom] = box;
  const all = widthOf(text);
  if (all === 0 || (text.length > 2 && bottom - top > SIDEWAYS * (right - left))) return box;
  const at = (index: number) => left + ((right - left) * widthOf(text.slice(0, index))) / all;
  return [at(start), top, at(end), bottom];
}

/** Whether the middle of a box lies in another. */
function isWithin([left, top, right, bottom]: Box, outer: Box): boolean {
  const x = (left + right) / 2;
  const y = (top + bottom) / 2;
  return x >= outer[0] && x <= outer[2] && y >= outer[1] && y <= outer[3];
}
