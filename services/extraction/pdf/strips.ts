import { sharedX, shared, union } from './geometry.js';
import { ROW_PITCH, type Row } from './rows.js';

/** Amounts, dates, percentages, counts: what a column of values holds. */
const VALUE = /^[\s\d.,:/%$€£¥()+\-–−*=]+$|^(?:[A-Z]{3}\s)?[-+]?[\d.,' ]+(?:\s?[A-Z%]{1,3})?$|^n\/?a$/i;
const MOST_STRIPS = 12;

/**
 * Puts a table together that was written column by column, as scanners' text layers and some programs do: from `start`
 * on, strips of cells that go down the page and stand side by side with their baselines level. Columns of an index or
 * of prose do so too, so that one strip must hold nothing but values. `taken`: rows of the stream
 * that were used; `next`: where to look again.
 */
export function stripsFrom(rows: readonly Row[], start: number): { rows: Row[]; taken: number } | { next: number } {
  const strips: Row[][] = [];
  let at = start;
  while (strips.length < MOST_STRIPS) {
    const strip = stripAt(rows, at);
    if (strip.length < 2) break;
    if (strips.length > 0 && !beside(strips, strip)) break;
    strips.push(strip);
    at += strip.length;
  }
  // A strip that starts no table has none that starts inside it.
  if (strips.length < 2 || !strips.some(isValues)) return { next: start + Math.max(1, strips[0]?.length ?? 1) };
  const merged: Row[] = [];
  for (const row of strips.flat()) {
    const home = merged.find((other) => level(other, row));
    if (home === undefined) merged.push({ ...row, cells: [...row.cells], stream: [...row.stream] });
    else {
      home.cells.push(...row.cells);
      home.stream.push(...row.stream);
      Object.assign(home, union([home, row]));
    }
  }
  merged.sort((a, b) => a.baseline - b.baseline);
  for (const row of merged) row.cells.sort((a, b) => a.x0 - b.x0);
  return { rows: merged, taken: at - start };
}

const level = (a: Row, b: Row): boolean => Math.abs(a.baseline - b.baseline) <= 0.35 * Math.min(a.size, b.size);

/** Rows that go straight down the page. */
function stripAt(rows: readonly Row[], start: number): Row[] {
  const first = rows[start];
  if (first === undefined || first.cells[0]?.turn !== 0) return [];
  const strip = [first];
  for (let i = start + 1; i < rows.length; i++) {
    const row = rows[i];
    const last = strip[strip.length - 1];
    if (row === undefined || last === undefined || row.cells[0]?.turn !== 0) break;
    const step = row.baseline - last.baseline;
    if (step <= 0.3 * row.size || step > ROW_PITCH * Math.max(row.size, last.size) || sharedX(row, union(strip)) <= 0)
      break;
    strip.push(row);
  }
  return strip;
}

function beside(strips: readonly Row[][], strip: readonly Row[]): boolean {
  const all = strips.flat();
  const left = union(all);
  const right = union(strip);
  const size = strip[0]?.size ?? 10;
  if (right.x0 < left.x1 - 0.5 * size || shared(left.y0, left.y1, right.y0, right.y1) <= 0) return false;
  const matched = strip.filter((row) => all.some((other) => level(other, row))).length;
  return matched >= 2 && matched >= 0.6 * strip.length;
}

function isValues(strip: readonly Row[]): boolean {
  const cells = strip.flatMap((row) => row.cells);
  return cells.filter((cell) => VALUE.test(cell.text)).length >= 0.7 * cells.length;
}
