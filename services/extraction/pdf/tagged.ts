import { fromWords, wordOf, type Fragment, type Word } from './fragments.js';
import { shared, union } from './geometry.js';
import type { Glyph } from './glyphs.js';
import type { Graphics } from './graphics.js';
import type { TaggedCell } from './structure.js';
import { compact, isTable, linesOf, type DraftCell, type DraftTable, type Found } from './tables.js';

/**
 * Makes the tables that the file itself describes (word processors and browsers tag what they export). A table that
 * only arranges the page, as web pages and forms use them, does not pass for one and stays text.
 */
export function taggedTables(
  fragments: readonly Fragment[],
  cells: ReadonlyMap<number, TaggedCell>,
  graphics: Graphics,
): Found {
  if (cells.size === 0) return { tables: [], rest: [...fragments] };
  const words = new Map<number, Map<TaggedCell, { word: Word; order: number }[]>>();
  const rest: Fragment[] = [];
  for (const fragment of fragments) {
    const outside: Word[] = [];
    for (const part of fragment.words.flatMap(byMark)) {
      const cell = cells.get(part.glyphs[0]?.mark ?? -1);
      if (cell === undefined) {
        outside.push(part);
        continue;
      }
      const table = words.get(cell.table) ?? new Map<TaggedCell, { word: Word; order: number }[]>();
      words.set(cell.table, table);
      const list = table.get(cell) ?? [];
      table.set(cell, list);
      list.push({ word: part, order: fragment.order });
    }
    if (outside.length === fragment.words.length) rest.push(fragment);
    else if (outside.length > 0) rest.push(fromWords(outside, fragment.order));
  }
  const tables: DraftTable[] = [];
  const back: Fragment[] = [];
  for (const table of words.values()) {
    const draft = draftOf(table);
    if (draft.columns <= 200 && isTable(draft, graphics)) tables.push(compact(draft));
    else for (const list of table.values()) back.push(...linesOf(list));
  }
  // Text of tables that are none goes back to where it stood.
  return { tables, rest: back.length === 0 ? rest : [...rest, ...back].sort((a, b) => a.order - b.order) };
}

/** A word that reaches over two pieces of marked content is two words of two cells. */
function byMark(word: Word): Word[] {
  const first = word.glyphs[0];
  if (first === undefined || word.glyphs.every((glyph) => glyph.mark === first.mark)) return [word];
  const parts: Glyph[][] = [];
  let mark: number | undefined;
  for (const glyph of word.glyphs) {
    if (glyph.mark !== mark) parts.push([]);
    mark = glyph.mark;
    parts[parts.length - 1]?.push(glyph);
  }
  return parts.map(wordOf);
}

function draftOf(table: ReadonlyMap<TaggedCell, { word: Word; order: number }[]>): DraftTable {
  const list = [...table].sort(([a], [b]) => a.row - b.row || a.column - b.column);
  const firstRow = Math.min(...list.map(([cell]) => cell.row)); // rows before it are on the page before
  const cells = list.map(([cell, words]) => ({
    row: cell.row - firstRow,
    column: cell.column,
    rowSpan: cell.rowSpan,
    columnSpan: cell.columnSpan,
    lines: linesOf(words),
  }));
  const columns = Math.max(...cells.map((cell) => cell.column + cell.columnSpan));
  return {
    ...union(cells.flatMap((cell) => cell.lines)),
    rows: Math.max(...cells.map((cell) => cell.row + cell.rowSpan)),
    columns,
    cells: aligned(cells, columns),
    order: Math.min(...list.flatMap(([, words]) => words.map((word) => word.order))),
  };
}

/**
 * Moves the cells of short rows under the columns they stand in: browsers do not tag empty cells, so that the count of
 * cells before one does not tell its column.
 */
function aligned(cells: readonly DraftCell[], columns: number): DraftCell[] {
  const places = new Array<{ x0: number; x1: number } | undefined>(columns).fill(undefined);
  const used = (row: number): number =>
    cells.filter((c) => c.row <= row && row < c.row + c.rowSpan).reduce((n, c) => n + c.columnSpan, 0);
  for (const cell of cells) {
    if (cell.columnSpan !== 1 || cell.lines.length === 0 || used(cell.row) < columns) continue;
    const { x0, x1 } = union(cell.lines);
    const place = places[cell.column];
    places[cell.column] = place === undefined ? { x0, x1 } : { x0: Math.min(place.x0, x0), x1: Math.max(place.x1, x1) };
  }
  if (places.includes(undefined)) return [...cells];
  let row = -1;
  let next = 0;
  return cells.map((cell) => {
    if (cell.row !== row) {
      row = cell.row;
      next = 0;
    }
    if (cell.lines.length === 0 || used(row) >= columns) return cell;
    const { x0, x1 } = union(cell.lines);
    let column = cell.column;
    let most = 0;
    places.forEach((place, i) => {
      const part = place === undefined || i < next ? 0 : shared(place.x0, place.x1, x0, x1);
      if (part > most) {
        most = part;
        column = i;
      }
    });
    column = Math.min(column, columns - cell.columnSpan);
    next = column + cell.columnSpan;
    return { ...cell, column };
  });
}
