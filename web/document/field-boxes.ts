import type { Box } from '../../domain/documents/content.js';
import type { Field } from '../../domain/documents/field.js';

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
 * The boxes of a page, each once: several fields of one line share its box. Large ones come first, so that a small one
 * inside (a cell of a table) lies above and can be pressed.
 */
export function boxesOf(fields: readonly Field[], page: number): PlacedFields[] {
  const boxes = new Map<string, PlacedFields>();
  fields.forEach((field, index) => {
    if (field.page !== page || !field.box) return;
    const key = field.box.join();
    const placed = boxes.get(key);
    if (placed) placed.fields.push({ field, index });
    else boxes.set(key, { box: field.box, fields: [{ field, index }] });
  });
  return [...boxes.values()].sort((a, b) => area(b.box) - area(a.box));
}

const area = ([left, top, right, bottom]: Box): number => (right - left) * (bottom - top);
