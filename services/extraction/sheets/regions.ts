import type { Cell, Table } from '../../../domain/documents/content.js';
import type { Area, Place } from './reference.js';

/** A filled cell of a sheet. */
export interface SheetCell extends Place {
  text: string;
  href?: string;
}

export interface Region extends Place {
  table: Table;
}

/** Places that merged cells may cover in all; beyond, a merge counts as its first cell only. */
const MAX_COVERED = 2_000_000;

/**
 * Splits a sheet into its tables: each group of filled cells that touch (above, below, left or right) is one, in the
 * order of their top left corners. A merged cell fills all it covers.
 */
export function findRegions(cells: readonly SheetCell[], merges: readonly Area[]): Region[] {
  const sorted = cells.toSorted((a, b) => a.row - b.row || a.column - b.column);
  const spans = mergedCells(sorted, merges);
  const group = createGroups(sorted.length);
  // Only the row above can touch: places of the last two rows, and of merged cells that reach further down.
  let above = new Map<number, number>();
  let current = new Map<number, number>();
  let row = -1;
  let reaching: { index: number; area: Area }[] = [];

  const enter = (next: number): void => {
    above = next === row + 1 ? current : new Map<number, number>();
    current = new Map<number, number>();
    row = next;
    reaching = reaching.filter(({ area }) => area.bottom >= row);
    for (const { index, area } of reaching) {
      if (area.top === row) continue;
      for (let column = area.left; column <= area.right; column++) place(index, column);
    }
  };
  const place = (index: number, column: number): void => {
    for (const neighbour of [
      above.get(column),
      current.get(column - 1),
      current.get(column + 1),
      current.get(column),
    ]) {
      if (neighbour !== undefined) group.join(index, neighbour);
    }
    current.set(column, index);
  };

  sorted.forEach((cell, index) => {
    while (row < cell.row) {
      // Rows without cells matter only while a merged cell passes through them.
      const passing = reaching.some(({ area }) => area.bottom > row);
      enter(passing && row >= 0 ? row + 1 : cell.row);
    }
    const area = spans.get(index);
    if (!area) {
      place(index, cell.column);
      return;
    }
    reaching.push({ index, area });
    for (let column = area.left; column <= area.right; column++) place(index, column);
  });

  const members = new Map<number, number[]>();
  sorted.forEach((_, index) => {
    const root = group.of(index);
    const list = members.get(root);
    if (list) list.push(index);
    else members.set(root, [index]);
  });
  return [...members.values()]
    .map((indexes) => toRegion(indexes, sorted, spans))
    .sort((a, b) => a.row - b.row || a.column - b.column);
}

/** Index of a merged cell's first place → what it covers, cut to what the sheet uses. */
function mergedCells(sorted: readonly SheetCell[], merges: readonly Area[]): Map<number, Area> {
  const spans = new Map<number, Area>();
  if (merges.length === 0) return spans;
  let bottom = 0;
  let right = 0;
  for (const cell of sorted) {
    bottom = Math.max(bottom, cell.row);
    right = Math.max(right, cell.column);
  }
  // A title merged over a few columns may be all that stands there; one merged over the whole sheet is not.
  const room = 64;
  const starts = new Map<string, Area>();
  for (const area of merges) starts.set(`${area.top}/${area.left}`, area);
  let covered = 0;
  sorted.forEach((cell, index) => {
    const area = starts.get(`${cell.row}/${cell.column}`);
    if (!area) return;
    const cut = {
      ...area,
      bottom: area.bottom - area.top <= room ? area.bottom : Math.max(Math.min(area.bottom, bottom), area.top),
      right: area.right - area.left <= room ? area.right : Math.max(Math.min(area.right, right), area.left),
    };
    covered += (cut.bottom - cut.top + 1) * (cut.right - cut.left + 1);
    if (covered <= MAX_COVERED) spans.set(index, cut);
  });
  return spans;
}

/** Union–find with path halving. */
function createGroups(size: number): { of(index: number): number; join(a: number, b: number): void } {
  const parents = Int32Array.from({ length: size }, (_, i) => i);
  const of = (index: number): number => {
    let at = index;
    for (let parent = parents[at] ?? at; parent !== at; parent = parents[at] ?? at) {
      const above = parents[parent] ?? parent;
      parents[at] = above;
      at = above;
    }
    return at;
  };
  return {
    of,
    join(a, b) {
      const [x, y] = [of(a), of(b)];
      // The smaller index stays on top, so that a group is named by its first cell.
      if (x !== y) parents[Math.max(x, y)] = Math.min(x, y);
    },
  };
}

function toRegion(indexes: readonly number[], sorted: readonly SheetCell[], spans: ReadonlyMap<number, Area>): Region {
  let [top, left, bottom, right] = [Infinity, Infinity, 0, 0];
  for (const index of indexes) {
    const cell = sorted[index];
    if (!cell) continue;
    const area = spans.get(index);
    top = Math.min(top, cell.row);
    left = Math.min(left, cell.column);
    bottom = Math.max(bottom, area?.bottom ?? cell.row);
    right = Math.max(right, area?.right ?? cell.column);
  }
  const cells: Cell[] = [];
  for (const index of indexes) {
    const found = sorted[index];
    if (!found) continue;
    const { text, href } = found;
    const cell: Cell = {
      row: found.row - top,
      column: found.column - left,
      content: [href === undefined ? { text } : { text, href }],
    };
    const area = spans.get(index);
    if (area && area.bottom > area.top) cell.rowSpan = area.bottom - area.top + 1;
    if (area && area.right > area.left) cell.columnSpan = area.right - area.left + 1;
    cells.push(cell);
  }
  return { row: top, column: left, table: { kind: 'table', rows: bottom - top + 1, columns: right - left + 1, cells } };
}
