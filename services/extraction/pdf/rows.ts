import type { Fragment } from './fragments.js';
import { sharedX, union, type Rect } from './geometry.js';

/** Fragments that follow each other in the content stream on one baseline, from left to right. */
export interface Row extends Rect {
  cells: Fragment[];
  /** The same as the content stream has them. */
  stream: Fragment[];
  baseline: number;
  size: number;
}

/** Baselines further apart than this many sizes are not rows of one table. */
export const ROW_PITCH = 3.2;

/** Puts fragments that follow each other in the content stream into rows. */
export function rowsOf(fragments: readonly Fragment[]): Row[] {
  const rows: Row[] = [];
  for (const fragment of fragments) {
    const row = rows[rows.length - 1];
    const first = row?.cells[0];
    const level =
      row !== undefined &&
      first !== undefined &&
      fragment.turn === 0 &&
      first.turn === 0 &&
      first.hidden === fragment.hidden &&
      Math.abs(row.baseline - fragment.baseline) <= 0.3 * Math.min(row.size, fragment.size) &&
      row.cells.every((cell) => sharedX(cell, fragment) < 0.5 * fragment.size);
    if (level) {
      row.cells.push(fragment);
      row.stream.push(fragment);
      Object.assign(row, union([row, fragment]));
    } else {
      rows.push({
        ...union([fragment]),
        cells: [fragment],
        stream: [fragment],
        baseline: fragment.baseline,
        size: fragment.size,
      });
    }
  }
  for (const row of rows) row.cells.sort((a, b) => a.x0 - b.x0);
  return rows;
}
