import type { Block, Cell } from '../../../domain/documents/content.js';
import { flattenCell } from '../cell.js';
import { elements, integer, type XmlElement } from '../xml/element.js';
import type { OdfStory } from './story.js';

/** Copies of a repeated row or cell with content; a text table has no thousands of equal ones. */
const MAX_REPEATS = 200;

interface Row {
  element: XmlElement;
  header: boolean;
}

function* rowsOf(parent: XmlElement, header = false): Generator<Row> {
  for (const element of elements(parent)) {
    if (element.name === 'table:table-row') yield { element, header };
    else if (element.name === 'table:table-header-rows') yield* rowsOf(element, true);
    else if (element.name === 'table:table-rows' || element.name === 'table:table-row-group')
      yield* rowsOf(element, header);
  }
}

/** A table of a text or slide: spans say how far they go, and covered cells follow as such. */
export function odfTable(table: XmlElement, story: OdfStory): Block[] {
  const cells: Cell[] = [];
  const beside: Block[] = [];
  let columns = 0;
  let row = 0;
  const only = singleCell(table);
  if (only) return story.read(only);
  for (const { element, header } of rowsOf(table)) {
    let column = 0;
    for (const source of elements(element)) {
      const covered = source.name === 'table:covered-table-cell';
      if (source.name !== 'table:table-cell' && !covered) continue;
      const repeat = Math.min(integer(source.attributes['table:number-columns-repeated']) ?? 1, MAX_REPEATS);
      if (!covered) {
        const flat = flattenCell(story.read(source));
        beside.push(...flat.beside);
        for (let i = 0; i < repeat; i++) {
          const cell: Cell = { row, column: column + i, content: flat.content };
          const across = integer(source.attributes['table:number-columns-spanned']) ?? 1;
          const down = integer(source.attributes['table:number-rows-spanned']) ?? 1;
          if (across > 1) cell.columnSpan = across;
          if (down > 1) cell.rowSpan = down;
          if (header) cell.header = true;
          cells.push(cell);
        }
      }
      column += repeat;
      columns = Math.max(columns, column);
    }
    row++;
  }
  if (cells.every((cell) => cell.content.length === 0)) return beside;
  for (const cell of cells) {
    if (cell.rowSpan !== undefined) cell.rowSpan = Math.min(cell.rowSpan, row - cell.row);
    if (cell.columnSpan !== undefined) cell.columnSpan = Math.min(cell.columnSpan, columns - cell.column);
  }
  return [{ kind: 'table', rows: row, columns, cells }, ...beside];
}

/** The cell of a table that has no other: a frame around what it holds. */
function singleCell(table: XmlElement): XmlElement | undefined {
  const [row, another] = [...rowsOf(table)];
  if (!row || another) return undefined;
  const cells = [...elements(row.element)];
  return cells.length === 1 ? cells[0] : undefined;
}
