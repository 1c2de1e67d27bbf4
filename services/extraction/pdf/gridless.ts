import { columnOf, columnsUnder, gapsBetween } from './columns.js';
import type { Fragment } from './fragments.js';
import { median, sharedX, union } from './geometry.js';
import type { Rule } from './graphics.js';
import { ROW_PITCH, rowsOf, type Row } from './rows.js';
import { stripsFrom } from './strips.js';
import type { DraftCell, DraftTable } from './tables.js';

/**
 * Finds tables that are told only by white space (and at most by lines between rows): statements, invoices, papers.
 *
 * Rows are made of cells that follow each other in the content stream, which is how nearly all programs write tables;
 * columns of prose come one after the other and are never taken for one. Tables that are written column by column are
 * put together by `stripsFrom`. Prose that some converters write across columns is told by its long lines, and put back
 * into column order.
 */
export function gridlessTables(fragments: readonly Fragment[], rules: readonly Rule[]): (Fragment | DraftTable)[] {
  const found: (Fragment | DraftTable)[] = [];
  const rows = rowsOf(fragments);
  let i = 0;
  let look = 0; // from here on a table may be written column by column
  while (i < rows.length) {
    if (i >= look) {
      const strips = stripsFrom(rows, i);
      const verdict = 'rows' in strips ? judge(strips.rows, rules) : undefined;
      if ('taken' in strips && verdict?.kind === 'table') {
        found.push(verdict.table);
        i += strips.taken;
        continue;
      }
      look = 'next' in strips ? strips.next : i + 1;
    }
    const run = runFrom(rows, i);
    if (run.length < 2) {
      found.push(...(rows[i]?.stream ?? []));
      i++;
      continue;
    }
    const verdict = judge(run, rules);
    if (verdict.kind === 'table') found.push(verdict.table);
    else if (verdict.kind === 'columns') found.push(...verdict.flow);
    else found.push(...run.flatMap((row) => row.stream));
    i += run.length;
  }
  return found;
}

function runFrom(rows: readonly Row[], start: number): Row[] {
  const first = rows[start];
  if (first === undefined || first.cells.length < 2 || first.cells[0]?.turn !== 0) return [];
  const run = [first];
  let multi = 1;
  for (let i = start + 1; i < rows.length; i++) {
    const row = rows[i];
    const last = run[run.length - 1];
    if (row === undefined || last === undefined || row.cells[0]?.turn !== 0) break;
    const step = row.baseline - last.baseline;
    const size = Math.max(median(run.map((r) => r.size)), 0.8 * row.size);
    if (step <= 0.3 * size || step > ROW_PITCH * size || sharedX(row, union(run)) <= 0) break;
    if (row.size > 1.35 * last.size || last.size > 1.6 * row.size) break; // a title over or between tables
    if (row.cells.length > 1) multi = run.length + 1;
    else if (run.length + 1 - multi > 2) break; // three lines of one cell: the table is over
    run.push(row);
  }
  return run.slice(0, multi);
}

type Verdict = { kind: 'table'; table: DraftTable } | { kind: 'columns'; flow: Fragment[] } | { kind: 'neither' };

const NUMERIC = /\d/;

function judge(run: readonly Row[], rules: readonly Rule[]): Verdict {
  const size = median(run.map((row) => row.size));
  const rows = run.map((row) => row.cells);
  const gaps = gapsBetween(rows, 0.12, 0.5 * size);
  if (gaps.length === 0) return { kind: 'neither' };
  const columns = gaps.length + 1;
  const multi = run.filter((row) => row.cells.length > 1);
  const lengths = multi.flatMap((row) => row.cells.map((cell) => cell.text.length));
  const typical = median(lengths);
  const filled = multi.reduce((sum, row) => sum + new Set(row.cells.map((cell) => columnOf(cell, gaps))).size, 0);
  const fill = filled / (multi.length * columns);
  const right = multi.flatMap((row) => row.cells.filter((cell) => columnOf(cell, gaps) > 0));
  const numbers =
    right.filter((cell) => NUMERIC.test(cell.text) && cell.text.length <= 24).length / Math.max(1, right.length);
  const box = union(run);
  const lined = rules.filter(
    (rule) =>
      rule.at > box.y0 - 0.8 * size && rule.at < box.y1 + 0.8 * size && rule.from < box.x0 + 6 && rule.to > box.x1 - 6,
  ).length;

  if (typical > 38 && columns <= 3) {
    return multi.length >= 4 && fill > 0.8 ? { kind: 'columns', flow: columnwise(run, gaps) } : { kind: 'neither' };
  }
  const enough =
    columns >= 3
      ? multi.length >= 2 && fill >= 0.5 && (multi.length >= 3 || numbers >= 0.3 || lined >= 2)
      : multi.length >= 3 && fill >= 0.75;
  const telling = columns >= 3 || numbers >= 0.5 || lined >= 2;
  if (!enough || !telling) return { kind: 'neither' };
  return { kind: 'table', table: build(run, gaps, size) };
}

/** Column after column. Lines that reach over a gap stay where they are, between what is above and below them. */
function columnwise(run: readonly Row[], gaps: readonly number[]): Fragment[] {
  const flow: Fragment[] = [];
  let columns: Fragment[][] = [];
  const flush = (): void => {
    for (const column of columns) flow.push(...column);
    columns = [];
  };
  for (const row of run) {
    const only = row.cells[0];
    if (row.cells.length === 1 && only !== undefined) {
      const under = columnsUnder(only, gaps, only.size);
      if (under.to > under.from) {
        flush();
        flow.push(only);
        continue;
      }
    }
    for (const cell of row.cells) (columns[columnOf(cell, gaps)] ??= []).push(cell);
  }
  flush();
  return flow;
}

function build(run: readonly Row[], gaps: readonly number[], size: number): DraftTable {
  const cells: DraftCell[] = [];
  let rows = 0;
  let last: Row | undefined;
  for (const row of run) {
    if (last !== undefined && continues(row, last, gaps, cells, rows - 1)) {
      for (const cell of row.cells) {
        const column = columnOf(cell, gaps);
        const home = cells.find((c) => c.row === rows - 1 && c.column <= column && column < c.column + c.columnSpan);
        home?.lines.push(cell);
      }
    } else {
      const taken = new Map<number, DraftCell>();
      for (const cell of row.cells) {
        const { from, to } = columnsUnder(cell, gaps, 0.5 * size);
        const column = Math.min(columnOf(cell, gaps), from);
        const home = taken.get(column);
        if (home !== undefined) {
          const line = home.lines[0];
          if (line !== undefined) home.lines.push(cell);
          continue;
        }
        const made: DraftCell = { row: rows, column, rowSpan: 1, columnSpan: to - column + 1, lines: [cell] };
        for (let c = column; c <= to; c++) taken.set(c, made);
        cells.push(made);
      }
      rows++;
    }
    last = row;
  }
  return {
    ...union(run),
    rows,
    columns: gaps.length + 1,
    cells,
    order: Math.min(...run.flatMap((row) => row.cells.map((cell) => cell.order))),
  };
}

/**
 * Whether a row only goes on with the wrapped text of the row above: it stands close under it, leaves the first column
 * empty (or is alone in it, in small print), and every cell of it has text, not a number, above it.
 */
function continues(row: Row, above: Row, gaps: readonly number[], cells: readonly DraftCell[], index: number): boolean {
  if (row.baseline - above.baseline > 1.35 * above.size || row.cells.length > Math.max(1, gaps.length - 1))
    return false;
  return row.cells.every((cell) => {
    const column = columnOf(cell, gaps);
    const over = cells.find((c) => c.row === index && c.column === column);
    const text = over?.lines[over.lines.length - 1]?.text ?? '';
    return (
      (column > 0 || row.cells.length === 1) &&
      over !== undefined &&
      text.length > 12 &&
      !/\d[\d.,]*$/.test(text) &&
      !/^[\d$€£(-]/.test(cell.text)
    );
  });
}
