import { shared, type Rect } from './geometry.js';
import type { Rule } from './graphics.js';

/** A table as its drawn lines tell it: the places of the grid, and the cells that cover them. */
export interface Lattice extends Rect {
  /** Ascending boundaries: `xs.length - 1` columns, `ys.length - 1` rows. */
  xs: number[];
  ys: number[];
  cells: LatticeCell[];
}

export interface LatticeCell {
  row: number;
  column: number;
  rowSpan: number;
  columnSpan: number;
}

/** Lines this close, in points, are one: the two edges of a border, the borders of neighbouring boxes. */
const SAME = 2.5;
/** Lines that miss each other by this much still touch. */
const TOUCH = 4;

/** Joins pieces of one line: boxes around cells draw each border in pieces, and twice. */
export function joinRules(rules: readonly Rule[]): Rule[] {
  const sorted = [...rules].sort((a, b) => a.at - b.at || a.from - b.from);
  const lines: Rule[] = [];
  let from = 0; // the first line that can still be near
  for (const rule of sorted) {
    while (from < lines.length && (lines[from]?.at ?? 0) < rule.at - SAME) from++;
    let home: Rule | undefined;
    for (let i = from; i < lines.length; i++) {
      const line = lines[i];
      if (line === undefined || shared(line.from, line.to, rule.from, rule.to) < -TOUCH) continue;
      if (home === undefined) {
        home = line;
        line.from = Math.min(line.from, rule.from);
        line.to = Math.max(line.to, rule.to);
      } else {
        home.from = Math.min(home.from, line.from);
        home.to = Math.max(home.to, line.to);
        lines.splice(i--, 1);
      }
    }
    if (home === undefined) lines.push({ ...rule });
  }
  return lines;
}

/** Groups of lines that touch each other, directly or through others. */
export function touching(
  horizontal: readonly Rule[],
  vertical: readonly Rule[],
): { horizontal: Rule[]; vertical: Rule[] }[] {
  const parent = [...horizontal, ...vertical].map((_, i) => i);
  const find = (i: number): number => {
    let root = i;
    while (parent[root] !== root) root = parent[root] ?? root;
    parent[i] = root;
    return root;
  };
  horizontal.forEach((h, i) => {
    vertical.forEach((v, j) => {
      const meets = v.at >= h.from - TOUCH && v.at <= h.to + TOUCH && h.at >= v.from - TOUCH && h.at <= v.to + TOUCH;
      if (meets) parent[find(i)] = find(horizontal.length + j);
    });
  });
  const groups = new Map<number, { horizontal: Rule[]; vertical: Rule[] }>();
  const group = (i: number): { horizontal: Rule[]; vertical: Rule[] } => {
    const root = find(i);
    const known = groups.get(root);
    if (known !== undefined) return known;
    const made = { horizontal: [], vertical: [] };
    groups.set(root, made);
    return made;
  };
  horizontal.forEach((h, i) => group(i).horizontal.push(h));
  vertical.forEach((v, j) => group(horizontal.length + j).vertical.push(v));
  return [...groups.values()];
}

/** Distinct positions, those closer than SAME taken as one. */
function positions(values: readonly number[]): number[] {
  const result: number[] = [];
  for (const value of [...values].sort((a, b) => a - b)) {
    const last = result[result.length - 1];
    if (last === undefined || value - last > SAME) result.push(value);
  }
  return result;
}

/**
 * Makes a grid of touching lines. Lines that stick out over the outermost line across them stand for an open side
 * (tables without left and right borders), when `filled` says that there is text in it. Two places of the grid are one
 * cell when no line parts them.
 */
export function latticeOf(
  lines: { horizontal: Rule[]; vertical: Rule[] },
  filled: (r: Rect) => boolean,
): Lattice | undefined {
  const { horizontal, vertical } = lines;
  if (horizontal.length + vertical.length < 4) return undefined;
  let xs = positions(vertical.map((v) => v.at));
  let ys = positions(horizontal.map((h) => h.at));
  const left = Math.min(...horizontal.map((h) => h.from));
  const right = Math.max(...horizontal.map((h) => h.to));
  const top = Math.min(...vertical.map((v) => v.from));
  const bottom = Math.max(...vertical.map((v) => v.to));
  const y0 = Math.min(top, ys[0] ?? top);
  const y1 = Math.max(bottom, ys[ys.length - 1] ?? bottom);
  const x0 = Math.min(left, xs[0] ?? left);
  const x1 = Math.max(right, xs[xs.length - 1] ?? right);
  const open = 8;
  if (xs[0] !== undefined && xs[0] - x0 > open && filled({ x0, y0, x1: xs[0], y1 })) xs = [x0, ...xs];
  const lastX = xs[xs.length - 1];
  if (lastX !== undefined && x1 - lastX > open && filled({ x0: lastX, y0, x1, y1 })) xs = [...xs, x1];
  if (ys[0] !== undefined && ys[0] - y0 > open && filled({ x0, y0, x1, y1: ys[0] })) ys = [y0, ...ys];
  const lastY = ys[ys.length - 1];
  if (lastY !== undefined && y1 - lastY > open && filled({ x0, y0: lastY, x1, y1 })) ys = [...ys, y1];
  const rows = ys.length - 1;
  const columns = xs.length - 1;
  if (rows < 1 || columns < 1 || rows * columns > 40_000) return undefined;
  return {
    x0: xs[0] ?? 0,
    y0: ys[0] ?? 0,
    x1: xs[columns] ?? 0,
    y1: ys[rows] ?? 0,
    xs,
    ys,
    cells: cellsOf(xs, ys, horizontal, vertical),
  };
}

/** Whether lines at `at` cover most of the way from `from` to `to`. */
function parted(rules: readonly Rule[], at: number, from: number, to: number): boolean {
  let covered = 0;
  for (const rule of rules) {
    if (Math.abs(rule.at - at) <= SAME + 0.5) covered += Math.max(0, shared(rule.from, rule.to, from, to));
  }
  return covered >= 0.6 * (to - from);
}

function cellsOf(
  xs: readonly number[],
  ys: readonly number[],
  horizontal: readonly Rule[],
  vertical: readonly Rule[],
): LatticeCell[] {
  const rows = ys.length - 1;
  const columns = xs.length - 1;
  const x = (i: number): number => xs[i] ?? 0;
  const y = (i: number): number => ys[i] ?? 0;
  const taken = new Set<number>();
  const cells: LatticeCell[] = [];
  const openRight = (row: number, column: number): boolean => !parted(vertical, x(column + 1), y(row), y(row + 1));
  const openBelow = (row: number, column: number): boolean => !parted(horizontal, y(row + 1), x(column), x(column + 1));
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (taken.has(row * columns + column)) continue;
      let columnSpan = 1;
      while (
        column + columnSpan < columns &&
        openRight(row, column + columnSpan - 1) &&
        !taken.has(row * columns + column + columnSpan)
      )
        columnSpan++;
      let rowSpan = 1;
      // Grows down while the whole width stays open, so that a cell is always a rectangle.
      grow: while (row + rowSpan < rows) {
        for (let c = column; c < column + columnSpan; c++) {
          if (!openBelow(row + rowSpan - 1, c) || taken.has((row + rowSpan) * columns + c)) break grow;
          if (c + 1 < column + columnSpan && !openRight(row + rowSpan, c)) break grow;
        }
        rowSpan++;
      }
      for (let r = row; r < row + rowSpan; r++)
        for (let c = column; c < column + columnSpan; c++) taken.add(r * columns + c);
      cells.push({ row, column, rowSpan, columnSpan });
    }
  }
  return cells;
}
