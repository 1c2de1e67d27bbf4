import type { Block, Inline } from '../../domain/documents/content.js';
import { joinRuns, trimRuns } from './inline.js';

export interface FlatCell {
  content: Inline[];
  /** What cannot stand in a cell: pictures that only have a description, notes and comments. It goes behind the table. */
  beside: Block[];
}

/**
 * The blocks of a table cell as runs, since cells hold only text: paragraphs and list items are lines, a table inside the
 * cell has a line a row.
 */
export function flattenCell(blocks: readonly Block[]): FlatCell {
  const parts: Inline[][] = [];
  const beside: Block[] = [];
  for (const block of blocks) {
    if (block.furniture) {
      beside.push(block);
      continue;
    }
    switch (block.kind) {
      case 'heading':
      case 'paragraph':
        parts.push(block.content);
        break;
      case 'list':
        for (const item of block.items) {
          const mark = item.checked === undefined ? (item.marker ?? '-') : item.checked ? '☑' : '☐';
          parts.push([{ text: `${mark} ` }, ...item.content]);
        }
        break;
      case 'table':
        if (block.caption !== undefined) parts.push([{ text: block.caption }]);
        parts.push(...tableLines(block));
        break;
      case 'code':
        parts.push([{ text: block.text, code: true }]);
        break;
      case 'formula':
        if (block.latex !== undefined) parts.push([{ text: block.latex, math: true }]);
        break;
      case 'image':
        if (block.caption !== undefined) parts.push([{ text: block.caption }]);
        else if (block.alt !== undefined) beside.push(block);
        break;
    }
  }
  return { content: trimRuns(joinRuns(parts)), beside };
}

function tableLines(table: Extract<Block, { kind: 'table' }>): Inline[][] {
  const rows: Inline[][][] = Array.from({ length: table.rows }, () => []);
  for (const cell of table.cells) rows[cell.row]?.push(cell.content);
  return rows.map((cells) => joinRuns(cells, ' '));
}
