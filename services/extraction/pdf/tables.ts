import { contains, inside, middleX, overlap, type Rect } from './geometry.js';
import { fromWords, type Fragment, type Word } from './fragments.js';
import type { Graphics, Rule } from './graphics.js';
import { joinRules, latticeOf, touching, type Lattice } from './lattice.js';

export interface DraftCell {
  row: number;
  column: number;
  rowSpan: number;
  columnSpan: number;
  /** Its lines, from top to bottom. */
  lines: Fragment[];
}

/** A table that was found, before it becomes a block of the page. */
export interface DraftTable extends Rect {
  rows: number;
  columns: number;
  cells: DraftCell[];
  /** Place in the content stream of its first text. */
  order: number;
}

export interface Found {
  tables: DraftTable[];
  /** What is not in a table; fragments that reach into one are cut. */
  rest: Fragment[];
}

/** Finds the tables whose cells are drawn, by lines or by the edges of filled boxes. */
export function ruledTables(fragments: readonly Fragment[], graphics: Graphics): Found {
  const { horizontal, vertical } = rulesOf(graphics);
  let rest = [...fragments];
  const tables: DraftTable[] = [];
  const lattices = touching(horizontal, vertical)
    .map((lines) =>
      latticeOf(lines, (r) => fragments.some((f) => f.turn === 0 && inside(middleX(f), f.baseline - 0.3 * f.size, r))),
    )
    .filter((lattice) => lattice !== undefined)
    .sort((a, b) => (a.x1 - a.x0) * (a.y1 - a.y0) - (b.x1 - b.x0) * (b.y1 - b.y0)); // inner tables before those around them
  for (const lattice of lattices) {
    if (lattice.xs.length < 3 || lattice.ys.length < 3) continue;
    if (tables.some((table) => contains(lattice, table, 2))) continue; // a frame around tables that were found
    const taken = take(rest, lattice);
    if (taken.words.length === 0) continue;
    const table = fill(lattice, taken.words);
    if (!isTable(table, graphics)) continue;
    const found = splitRows(compact(table));
    if (isForm(found)) {
      rest = [...taken.rest, ...cellByCell(found)].sort((a, b) => a.order - b.order);
      continue;
    }
    rest = taken.rest;
    tables.push(found);
  }
  return { tables, rest };
}

/** The lines that can part cells: joined, and without those of drawings that are too short to hold a line of text. */
export function rulesOf(graphics: Graphics): { horizontal: Rule[]; vertical: Rule[] } {
  const horizontal = joinRules(graphics.horizontal).filter((rule) => rule.to - rule.from > 8);
  const vertical = joinRules(graphics.vertical).filter((rule) => rule.to - rule.from > 6);
  return { horizontal, vertical };
}

interface Taken {
  words: { word: Word; order: number }[];
  rest: Fragment[];
}

/** Takes the words that stand in a region out of the fragments. */
export function take(fragments: readonly Fragment[], region: Rect): Taken {
  const words: Taken['words'] = [];
  const rest: Fragment[] = [];
  for (const fragment of fragments) {
    if (fragment.hidden || overlap(fragment, region) === 0) {
      rest.push(fragment);
      continue;
    }
    const out: Word[] = [];
    for (const word of fragment.words) {
      if (
        inside(
          middleX(word),
          fragment.turn === 0 ? fragment.baseline - 0.3 * fragment.size : (word.y0 + word.y1) / 2,
          region,
          1,
        )
      ) {
        words.push({ word, order: fragment.order });
      } else {
        out.push(word);
      }
    }
    if (out.length === fragment.words.length) rest.push(fragment);
    else if (out.length > 0) rest.push(fromWords(out, fragment.order));
  }
  return { words, rest };
}

function fill(lattice: Lattice, words: Taken['words']): DraftTable {
  const cells = lattice.cells.map((cell) => ({
    ...cell,
    rect: {
      x0: lattice.xs[cell.column] ?? 0,
      x1: lattice.xs[cell.column + cell.columnSpan] ?? 0,
      y0: lattice.ys[cell.row] ?? 0,
      y1: lattice.ys[cell.row + cell.rowSpan] ?? 0,
    },
    words: new Array<{ word: Word; order: number }>(),
  }));
  for (const entry of words) {
    const x = middleX(entry.word);
    const glyph = entry.word.glyphs[0];
    const y =
      glyph === undefined || glyph.turn !== 0 ? (entry.word.y0 + entry.word.y1) / 2 : glyph.baseline - 0.3 * glyph.size;
    const home = cells.find((cell) => inside(x, y, cell.rect)) ?? nearest(cells, x, y);
    home?.words.push(entry);
  }
  return {
    x0: lattice.x0,
    y0: lattice.y0,
    x1: lattice.x1,
    y1: lattice.y1,
    rows: lattice.ys.length - 1,
    columns: lattice.xs.length - 1,
    cells: cells.map(({ row, column, rowSpan, columnSpan, words: own }) => ({
      row,
      column,
      rowSpan,
      columnSpan,
      lines: linesOf(own),
    })),
    order: Math.min(...words.map((entry) => entry.order)),
  };
}

function nearest<T extends { rect: Rect }>(cells: readonly T[], x: number, y: number): T | undefined {
  let best: T | undefined;
  let least = Infinity;
  for (const cell of cells) {
    const dx = Math.max(cell.rect.x0 - x, 0, x - cell.rect.x1);
    const dy = Math.max(cell.rect.y0 - y, 0, y - cell.rect.y1);
    if (dx + dy < least) {
      least = dx + dy;
      best = cell;
    }
  }
  return best;
}

/** Puts words of a cell into lines: words of one baseline keep the order of the stream (that of bidi text), lines go down. */
export function linesOf(words: readonly { word: Word; order: number }[]): Fragment[] {
  const lines: { words: Word[]; at: number; size: number; order: number }[] = [];
  for (const { word, order } of words) {
    const glyph = word.glyphs[0];
    if (glyph === undefined) continue;
    const at = glyph.turn === 0 ? glyph.baseline : word.y1;
    const line = lines.find((l) => Math.abs(l.at - at) <= 0.35 * Math.max(l.size, glyph.size));
    if (line === undefined) lines.push({ words: [word], at, size: glyph.size, order });
    else line.words.push(word);
  }
  return lines.sort((a, b) => a.at - b.at).map((line) => fromWords(line.words, line.order));
}

const textOf = (cell: DraftCell): string => cell.lines.map((line) => line.text).join(' ');

/**
 * Tells tables from drawings (charts with grid lines, diagrams of boxes) and from frames of a layout: a table has text
 * in several rows and columns, in a fair share of its cells, no drawing in it, and no cell that is a page of prose.
 */
export function isTable(table: DraftTable, graphics: Graphics): boolean {
  const filled = table.cells.filter((cell) => cell.lines.length > 0);
  if (filled.length < 3) return false;
  const rows = new Set(filled.map((cell) => cell.row));
  const columns = new Set(filled.map((cell) => cell.column));
  if (rows.size < 2 || columns.size < 2) return false;
  if (filled.length < 0.2 * table.cells.length) return false;
  const ink = graphics.drawings.filter((drawing) => contains(table, drawing, 1)).length;
  if (ink > 6 && ink > 0.5 * filled.length) return false;
  const lengths = filled.map((cell) => textOf(cell).length);
  const total = lengths.reduce((a, b) => a + b, 0);
  if (total / filled.length > 600) return false;
  // Two or three boxes of which one holds nearly everything: a frame with a caption, not a table.
  if (filled.length <= 4 && Math.max(...lengths) > 0.85 * total && total > 400) return false;
  return true;
}

/**
 * Boxes of a form are no table although lines make a grid of them: long texts would have to be repeated in many places
 * that they span. Their text is read box by box instead.
 */
function isForm(table: DraftTable): boolean {
  let total = 0;
  let repeated = 0;
  let longest = 0;
  for (const cell of table.cells) {
    const length = textOf(cell).length;
    total += length;
    const more = cell.rowSpan * cell.columnSpan - 1;
    repeated += more * length;
    if (more > 0) longest = Math.max(longest, length);
  }
  return longest > 80 && repeated > 1.2 * total;
}

/** The text of boxes, one box after another, in the place of the first in the content stream. */
function cellByCell(table: DraftTable): Fragment[] {
  const cells = [...table.cells].sort((a, b) => a.row - b.row || a.column - b.column);
  return cells.flatMap((cell) => cell.lines).map((line, i) => ({ ...line, order: table.order + i * 1e-6 }));
}

/** Drops rows and columns that only exist because borders are double or cells are padded with boxes: nothing starts in them. */
export function compact(table: DraftTable): DraftTable {
  const keep = (count: number, from: (c: DraftCell) => number, span: (c: DraftCell) => number): number[] => {
    const used = new Array<boolean>(count).fill(false);
    for (const cell of table.cells) if (cell.lines.length > 0) used[from(cell)] = true;
    // An empty column whose every place belongs to cells of its own stays: it is a column to be filled in.
    const own = new Array<number>(count).fill(0);
    for (const cell of table.cells) if (span(cell) === 1) own[from(cell)] = (own[from(cell)] ?? 0) + 1;
    const map: number[] = [];
    let next = 0;
    for (let i = 0; i < count; i++) {
      map.push(next);
      if (used[i] === true || (own[i] ?? 0) > 1) next++;
    }
    map.push(next);
    return map;
  };
  const rowAt = keep(
    table.rows,
    (c) => c.row,
    (c) => c.rowSpan,
  );
  const columnAt = keep(
    table.columns,
    (c) => c.column,
    (c) => c.columnSpan,
  );
  const rows = rowAt[table.rows] ?? table.rows;
  const columns = columnAt[table.columns] ?? table.columns;
  const cells = table.cells
    .map((cell) => {
      const row = rowAt[cell.row] ?? 0;
      const column = columnAt[cell.column] ?? 0;
      return {
        row,
        column,
        rowSpan: (rowAt[cell.row + cell.rowSpan] ?? rows) - row,
        columnSpan: (columnAt[cell.column + cell.columnSpan] ?? columns) - column,
        lines: cell.lines,
      };
    })
    .filter((cell) => cell.rowSpan > 0 && cell.columnSpan > 0);
  return { ...table, rows, columns, cells };
}

/**
 * Splits rows that no line parts: many tables rule only the header and the columns. A row is split into its lines of
 * text when it has three or more and nearly all of them stand at the same height in most columns; wrapped text does not.
 */
function splitRows(table: DraftTable): DraftTable {
  let { cells, rows } = table;
  for (let row = table.rows - 1; row >= 0; row--) {
    const own = cells.filter((cell) => cell.row === row && cell.rowSpan === 1 && cell.lines.length > 0);
    if (own.length < 2) continue;
    const levels = levelsOf(own);
    if (levels.length < 3) continue;
    const common = levels.filter((level) => level.cells >= Math.max(2, 0.6 * own.length)).length;
    if (common < 0.7 * levels.length) continue;
    const more = levels.length - 1;
    cells = cells.flatMap((cell) => {
      if (cell.row > row) return [{ ...cell, row: cell.row + more }];
      if (cell.row + cell.rowSpan <= row) return [cell];
      if (cell.rowSpan > 1) return [{ ...cell, rowSpan: cell.rowSpan + more }];
      return levels.map((level, i) => ({
        ...cell,
        row: row + i,
        lines: cell.lines.filter((line) => Math.abs(line.baseline - level.at) <= 0.4 * line.size),
      }));
    });
    rows += more;
  }
  return { ...table, rows, cells };
}

function levelsOf(cells: readonly DraftCell[]): { at: number; cells: number }[] {
  const levels: { at: number; cells: number }[] = [];
  for (const cell of cells) {
    for (const line of cell.lines) {
      const level = levels.find((l) => Math.abs(l.at - line.baseline) <= 0.4 * line.size);
      if (level === undefined) levels.push({ at: line.baseline, cells: 1 });
      else level.cells++;
    }
  }
  return levels.sort((a, b) => a.at - b.at);
}
