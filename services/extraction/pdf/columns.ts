import type { Rect } from './geometry.js';

/** A line of cells: rectangles that stand beside each other. */
type CellRow = readonly Rect[];

/**
 * Where the columns of rows of text part: the middles of the gaps that (nearly) no row covers, ascending.
 *
 * `tolerance` is the share of rows that may cover a gap (headings over two columns, long cells), `narrowest` the least
 * width of a gap in points. Single cells say nothing about columns unless they are as narrow as one.
 */
export function gapsBetween(rows: readonly CellRow[], tolerance: number, narrowest: number): number[] {
  const telling = rows.filter((row) => row.length > 1);
  if (telling.length === 0) return [];
  const edges: { at: number; step: number }[] = [];
  for (const row of telling) {
    for (const cell of row) edges.push({ at: cell.x0, step: 1 }, { at: cell.x1, step: -1 });
  }
  edges.sort((a, b) => a.at - b.at || a.step - b.step); // what ends makes room for what starts in the same place
  const most = Math.floor(tolerance * telling.length);
  const gaps: number[] = [];
  let covered = 0;
  let open: number | undefined;
  let seen = false; // something stands to the left
  for (const edge of edges) {
    const before = covered;
    covered += edge.step;
    if (before > most && covered <= most) {
      open = edge.at;
      seen = true;
    } else if (before <= most && covered > most) {
      if (seen && open !== undefined && edge.at - open >= narrowest) gaps.push((open + edge.at) / 2);
      open = undefined;
    }
  }
  return gaps;
}

/** The column (from 0) in which a cell stands: where most of it is. */
export function columnOf(cell: Rect, gaps: readonly number[]): number {
  let best = 0;
  let most = -Infinity;
  for (let i = 0; i <= gaps.length; i++) {
    const from = gaps[i - 1] ?? -Infinity;
    const to = gaps[i] ?? Infinity;
    const part = Math.min(cell.x1, to) - Math.max(cell.x0, from);
    if (part > most) {
      most = part;
      best = i;
    }
  }
  return best;
}

/** How many columns a cell reaches over, from its own on: at least 1. It must get well past the gap to count. */
export function columnsUnder(cell: Rect, gaps: readonly number[], slack: number): { from: number; to: number } {
  let from = 0;
  while (from < gaps.length && (gaps[from] ?? Infinity) < cell.x0 + slack) from++;
  let to = from;
  while (to < gaps.length && (gaps[to] ?? Infinity) < cell.x1 - slack) to++;
  return { from, to };
}
