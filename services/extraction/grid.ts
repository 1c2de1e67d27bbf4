import type { Cell, Table } from '../../domain/documents/content.js';

/** Empty places that are written out; a table of so many more than cells is a trap, not a table. */
const MAX_EMPTY = 5_000_000;
/** Repeats of a spanned cell beyond which only its first place is filled: a hostile span must not fill the memory. */
const MAX_REPEATS = 4096;

/**
 * The rows of a table as texts, each as long as its last filled place needs; `spread` repeats a spanned cell in every
 * place that it covers. In a table that is nearly empty over millions of places the cells of a row move together.
 */
export function tableGrid(table: Table, text: (cell: Cell) => string, spread: boolean): string[][] {
  const rows: (string | undefined)[][] = Array.from({ length: table.rows }, () => []);
  for (const cell of table.cells) {
    const bottom = Math.min(table.rows, cell.row + (cell.rowSpan ?? 1));
    const right = Math.min(table.columns, cell.column + (cell.columnSpan ?? 1));
    const repeated = spread && (bottom - cell.row) * (right - cell.column) <= MAX_REPEATS;
    const shown = text(cell);
    for (let row = cell.row; row < (repeated ? bottom : cell.row + 1); row++) {
      for (let column = cell.column; column < (repeated ? right : cell.column + 1); column++) {
        const line = rows[row];
        if (line) line[column] ??= shown;
      }
    }
  }
  const places = rows.reduce((sum, row) => sum + row.length, 0);
  const together = places - table.cells.length > MAX_EMPTY;
  return rows.map((row) =>
    together ? row.filter((shown) => shown !== undefined) : Array.from(row, (shown) => shown ?? ''),
  );
}
