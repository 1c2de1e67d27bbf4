import type { Block, Cell } from '../../../domain/documents/content.js';
import { flattenCell } from '../cell.js';
import { at, child, elements, integer, isOn, value, type XmlElement } from '../xml/element.js';
import type { Story } from './story.js';

/** Places in a row beyond which a file is not a document any more (Word allows 63 columns). */
const MAX_COLUMNS = 1000;

/** Rows and cells may be wrapped in content controls, tracked insertions or custom XML. */
function* unwrapped(parent: XmlElement, name: 'w:tr' | 'w:tc'): Generator<XmlElement> {
  for (const element of elements(parent)) {
    if (element.name === name) yield element;
    else if (['w:sdt', 'w:sdtContent', 'w:ins', 'w:moveTo', 'w:customXml'].includes(element.name)) {
      yield* unwrapped(element, name);
    }
  }
}

interface Row {
  cells: { start: number; span: number; merge: 'restart' | 'continue' | undefined; element: XmlElement }[];
  header: boolean;
}

/**
 * A w:tbl on its grid: w:gridSpan spans columns, w:vMerge rows; a row may start late (w:gridBefore). A table of one cell
 * is a frame around what it holds, and a table within a cell becomes lines of that cell.
 */
export function tableBlocks(table: XmlElement, story: Story): Block[] {
  const rows = [...unwrapped(table, 'w:tr')].filter((row) => !isDeleted(row)).map(readRow);
  const only = rows.length === 1 && rows[0]?.cells.length === 1 ? rows[0].cells[0] : undefined;
  if (only) return story.read(only.element);

  const cells: Cell[] = [];
  const beside: Block[] = [];
  // The cell that may go on downwards, by the grid column where it starts.
  let above = new Map<number, Cell>();
  rows.forEach((row, index) => {
    const next = new Map<number, Cell>();
    for (const { start, span, merge, element } of row.cells) {
      const upper = merge === 'continue' ? above.get(start) : undefined;
      if (upper) {
        upper.rowSpan = index - upper.row + 1;
        next.set(start, upper);
        story.read(element); // shows nothing, but numbering and fields go through it
        continue;
      }
      const flat = flattenCell(story.read(element));
      const cell: Cell = { row: index, column: start, content: flat.content };
      if (span > 1) cell.columnSpan = span;
      if (row.header) cell.header = true;
      cells.push(cell);
      beside.push(...flat.beside);
      if (merge !== undefined) next.set(start, cell);
    }
    above = next;
  });
  const columns = Math.max(0, ...rows.flatMap((row) => row.cells.map((cell) => cell.start + cell.span)));
  if (columns === 0 || cells.every((cell) => cell.content.length === 0)) return beside;
  const caption = [value(at(table, 'w:tblPr', 'w:tblCaption')) ?? ''].find((text) => text.trim() !== '');
  // The caption here is an alternative text that no one sees on paper: kept as a comment.
  const described: Block[] =
    caption === undefined ? [] : [{ kind: 'paragraph', content: [{ text: caption }], furniture: 'hidden' }];
  return [{ kind: 'table', rows: rows.length, columns, cells }, ...described, ...beside];
}

const isDeleted = (row: XmlElement): boolean => at(row, 'w:trPr', 'w:del') !== undefined;

function readRow(row: XmlElement): Row {
  const properties = child(row, 'w:trPr');
  let start = Math.min(integer(value(child(properties, 'w:gridBefore'))) ?? 0, MAX_COLUMNS);
  const cells: Row['cells'] = [];
  for (const element of unwrapped(row, 'w:tc')) {
    const own = child(element, 'w:tcPr');
    const span = Math.max(1, Math.min(integer(value(child(own, 'w:gridSpan'))) ?? 1, MAX_COLUMNS));
    const horizontal = child(own, 'w:hMerge');
    const last = cells.at(-1);
    // Old files merge sideways by marks, like downwards.
    if (horizontal && (value(horizontal) ?? 'continue') === 'continue' && last) {
      last.span += span;
    } else {
      const vertical = child(own, 'w:vMerge');
      const merge = vertical ? (value(vertical) === 'restart' ? 'restart' : 'continue') : undefined;
      cells.push({ start, span, merge, element });
    }
    start += span;
  }
  return { cells, header: isOn(child(properties, 'w:tblHeader')) };
}
