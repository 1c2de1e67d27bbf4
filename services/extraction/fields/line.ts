import {
  inlineText,
  type Block,
  type Box,
  type Cell,
  type Page,
  type Table,
} from '../../../domain/documents/content.js';

/** A cell of a table row, as text. */
export interface LineCell {
  text: string;
  box?: Box;
}

/** What fields are looked for in: a printed line where lines are known, else a line of a block, or a row of a table. */
export interface TextLine {
  text: string;
  /** The same in lower case, for cheap questions. */
  lower: string;
  hasDigit: boolean;
  box?: Box;
  /** The row's cells, left to right, when the line is a row of a table. */
  cells?: readonly LineCell[];
  /** The number of columns of that table. */
  columns?: number;
  /** Lines of one block share its number. */
  block: number;
}

/** Longest line that is looked at in one go: bounds what a pattern can cost on text without line breaks. */
const MAX_LINE = 1_000;

/** A line of its own, outside any page. */
export const plainLine = (text: string): TextLine => ({
  text,
  lower: text.toLowerCase(),
  hasDigit: /\d/.test(text),
  block: 0,
});

/**
 * The lines of a page in reading order, up to about `limit` characters. Rows of tables are lines whose cells are set
 * apart by tabs.
 */
export function pageLines(page: Page, limit = Number.POSITIVE_INFINITY): TextLine[] {
  const lines: TextLine[] = [];
  let left = limit;
  for (const [number, block] of page.blocks.entries()) {
    if (left <= 0) break;
    const from = lines.length;
    if (block.kind === 'table') {
      for (const row of tableRows(block)) {
        const box = around(row.flatMap((cell) => (cell.box === undefined ? [] : [cell.box]))) ?? block.box;
        push(lines, {
          text: row.map((cell) => cell.text).join('\t'),
          cells: row,
          columns: block.columns,
          block: number,
          ...(box && { box }),
        });
      }
    } else if (block.lines !== undefined && block.lines.length > 0) {
      for (const { text, box } of block.lines) push(lines, { text, box, block: number });
    } else {
      const box = block.box;
      for (const text of blockText(block).slice(0, left).split('\n'))
        push(lines, { text, block: number, ...(box && { box }) });
    }
    for (const line of lines.slice(from)) left -= line.text.length;
  }
  return lines;
}

function blockText(block: Exclude<Block, Table>): string {
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
      return inlineText(block.content);
    case 'list':
      return block.items.map((item) => inlineText(item.content)).join('\n');
    case 'code':
      return block.text;
    case 'formula':
      return '';
    case 'image':
      return [block.alt, block.caption].filter((text) => text !== undefined).join('\n');
  }
}

function tableRows(table: Table): LineCell[][] {
  const rows: Cell[][] = [];
  for (const cell of table.cells) (rows[cell.row] ??= []).push(cell);
  return rows
    .filter((row) => row.length > 0)
    .map((row) =>
      row
        .toSorted((a, b) => a.column - b.column)
        .map((cell) => ({ text: inlineText(cell.content).trim(), ...(cell.box && { box: cell.box }) })),
    );
}

function push(lines: TextLine[], line: Omit<TextLine, 'lower' | 'hasDigit'>): void {
  if (line.text.length <= MAX_LINE) {
    if (line.text.trim() !== '') lines.push({ ...line, ...plainLine(line.text), block: line.block });
    return;
  }
  // Cut at the last space before the bound; what follows is a line of its own (without cells: no such row is a form).
  for (let from = 0; from < line.text.length;) {
    let to = Math.min(line.text.length, from + MAX_LINE);
    const space = to < line.text.length ? line.text.lastIndexOf(' ', to) : -1;
    if (space > from) to = space;
    const { box, block } = line;
    const text = line.text.slice(from, to);
    if (text.trim() !== '') lines.push({ ...plainLine(text), block, ...(box && { box }) });
    from = to;
  }
}

/** The smallest box around all of them. */
function around(boxes: readonly Box[]): Box | undefined {
  const [first, ...rest] = boxes;
  if (first === undefined) return undefined;
  return rest.reduce<Box>(
    (a, b) => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])],
    first,
  );
}
