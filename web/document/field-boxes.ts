import type { Box, Line } from '../../domain/documents/content.js';
import type { Field } from '../../domain/documents/field.js';
import { placeOf, type WidthOf } from './marks.js';

interface Indexed {
  field: Field;
  index: number;
}

export interface PlacedFields {
  box: Box;
  /** The fields that stand in this box, in the order of reading. */
  fields: [Indexed, ...Indexed[]];
}

/**
 * The boxes of a page, each once: several fields of one line may share its box. Large ones come first, so that a small one
 * inside (a cell of a table) lies above and can be pressed.
 */
export function boxesOf(
  fields: readonly Field[],
  page: number,
  lines: readonly Line[],
  widthOf: WidthOf,
): PlacedFields[] {
  const boxes = new Map<string, PlacedFields>();
  fields.forEach((field, index) => {
    const box = field.page === page ? placeOf(field, lines, widthOf) : undefined;
    if (!box) return;
    const key = box.join();
    const placed = boxes.get(key);
    if (placed) placed.fields.push({ field, index });
    else boxes.set(key, { box, fields: [{ field, index }] });
  });
  return [...boxes.values()].sort((a, b) => area(b.box) - area(a.box));
}

const area = ([left, top, right, bottom]: Box): number => (right - left) * (bottom - top);
