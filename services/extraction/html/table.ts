import type { Block, Cell } from '../../../domain/documents/content.js';
import { flattenCell } from '../cell.js';
import { trimRuns } from '../inline.js';
import { descendants, elements, integer, textOf, type XmlElement } from '../xml/element.js';

/** A browser's own bound for colspan; rowspan ends with the table. */
const MAX_SPAN = 1000;
/** Columns that spans alone may make; a wider table has that many cells. */
const MAX_EMPTY_COLUMNS = 100;

/** Reads the blocks inside a cell or caption. */
export type BlockReader = (element: XmlElement) => Block[];

interface Row {
  element: XmlElement;
  head: boolean;
}

/** Rows of this table and not of one inside it. Browsers show the foot last, wherever it stands. */
function rowsOf(table: XmlElement): Row[] {
  const rows: Row[] = [];
  const feet: Row[] = [];
  const collect = (parent: XmlElement, into: Row[], head: boolean): void => {
    for (const element of elements(parent)) {
      if (element.name === 'tr') into.push({ element, head });
      else if (element.name === 'thead') collect(element, rows, true);
      else if (element.name === 'tfoot') collect(element, feet, false);
      else if (element.name === 'tbody' || element.name === 'form') collect(element, into, head);
    }
  };
  collect(table, rows, false);
  return [...rows, ...feet];
}

/**
 * What stands in a table outside any cell, each piece in an element of its own: browsers put it in front of the table
 * ("foster parenting", HTML Standard 13.2.6.1).
 */
export function looseContent(table: XmlElement): XmlElement[] {
  const loose: XmlElement[] = [];
  const collect = (parent: XmlElement, inRow: boolean): void => {
    for (const node of parent.children) {
      if (typeof node !== 'string') {
        if (node.name === 'tr') collect(node, true);
        else if (['thead', 'tbody', 'tfoot'].includes(node.name)) collect(node, false);
        else if (node.name === 'form') collect(node, inRow);
        else if (inRow ? node.name === 'td' || node.name === 'th' : node.name === 'caption' && parent === table)
          continue;
        else loose.push({ name: 'div', attributes: {}, children: [node] });
      } else if (node.trim() !== '') loose.push({ name: 'div', attributes: {}, children: [node] });
    }
  };
  collect(table, false);
  return loose;
}

const cellsOf = (row: XmlElement): XmlElement[] =>
  [...elements(row)].flatMap((element) =>
    element.name === 'td' || element.name === 'th' ? [element] : element.name === 'form' ? cellsOf(element) : [],
  );

/**
 * True for a table that only arranges the page: it says so, has a single cell, or holds further tables while nothing
 * (header cells, caption, border) speaks for data.
 */
export function isLayout(table: XmlElement): boolean {
  const role = table.attributes['role'];
  if (role === 'presentation' || role === 'none') return true;
  const rows = rowsOf(table);
  const cells = rows.flatMap((row) => cellsOf(row.element));
  if (cells.length === 1) return true;
  const border = table.attributes['border'] ?? '0';
  if (border !== '0' && border !== '') return false;
  if (rows.some((row) => row.head) || cells.some((cell) => cell.name === 'th')) return false;
  if ([...elements(table)].some((element) => element.name === 'caption')) return false;
  return cells.some((cell) => !descendants(cell, 'table').next().done);
}

/** Cells of a layout table in reading order. */
export const layoutCells = (table: XmlElement): XmlElement[] => rowsOf(table).flatMap((row) => cellsOf(row.element));

export function htmlTable(table: XmlElement, read: BlockReader): Block[] {
  const rows = rowsOf(table);
  const cells: Cell[] = [];
  const beside: Block[] = [];
  // Places that a cell from above still covers: column → row up to which.
  const covered = new Map<number, number>();
  let widest = 0;
  let furthest = 0;
  rows.forEach(({ element, head }, row) => {
    let column = 0;
    for (const source of cellsOf(element)) {
      while ((covered.get(column) ?? 0) > row) column++;
      const across = span(source.attributes['colspan'], MAX_SPAN);
      const down =
        source.attributes['rowspan'] === '0'
          ? rows.length - row
          : span(source.attributes['rowspan'], rows.length - row);
      const flat = flattenCell(read(source));
      beside.push(...flat.beside);
      const cell: Cell = { row, column, content: flat.content };
      if (across > 1) cell.columnSpan = across;
      if (down > 1) cell.rowSpan = down;
      if (head || source.name === 'th') cell.header = true;
      cells.push(cell);
      if (down > 1) for (let i = 0; i < across; i++) covered.set(column + i, row + down);
      furthest = Math.max(furthest, column + 1);
      column += across;
      widest = Math.max(widest, column);
    }
  });
  const columns = widest > furthest + MAX_EMPTY_COLUMNS ? furthest : widest;
  for (const cell of cells) {
    const right = cell.column + (cell.columnSpan ?? 1);
    if (right > columns && cell.columnSpan !== undefined) cell.columnSpan = Math.max(1, columns - cell.column);
  }
  const caption = [...elements(table)]
    .filter((element) => element.name === 'caption')
    .map((element) => textOf(element).replace(/\s+/g, ' ').trim())
    .join(' ');
  if (cells.every((cell) => trimRuns(cell.content).length === 0)) {
    return caption === '' ? beside : [{ kind: 'paragraph', content: [{ text: caption }] }, ...beside];
  }
  return [{ kind: 'table', rows: rows.length, columns, cells, ...(caption === '' ? {} : { caption }) }, ...beside];
}

function span(text: string | undefined, limit: number): number {
  return Math.max(1, Math.min(integer(text) ?? 1, limit));
}
