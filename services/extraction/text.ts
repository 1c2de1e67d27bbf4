import { inlineText, type Block, type Page, type Table } from '../../domain/documents/content.js';
import { tableGrid } from './grid.js';

/**
 * The plain text of a page in reading order: for search, classification and field finding.
 *
 * Unlike the Markdown it holds everything, page headers, footers, comments, notes and descriptions of pictures too.
 * A blank line stands between blocks; in a table cells are set apart by tabs and rows by line ends, and the text of a
 * spanned cell stands once.
 */
export function pageText(page: Page): string {
  return page.blocks
    .map(blockText)
    .filter((text) => text !== '')
    .join('\n\n');
}

/** The plain text of one block, as `pageText` writes it. */
export function blockText(block: Block): string {
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
      return inlineText(block.content).trim();
    case 'list':
      return block.items
        .map((item) => {
          const mark = item.checked === undefined ? (item.marker ?? '') : item.checked ? '☑' : '☐';
          return `${mark} ${inlineText(item.content)}`.trim();
        })
        .join('\n');
    case 'table':
      return [block.caption ?? '', tableText(block)].filter((text) => text !== '').join('\n');
    case 'code':
      return block.text;
    case 'formula':
      return block.latex ?? '';
    case 'image':
      return [block.caption ?? '', block.alt ?? '']
        .filter((text, i, both) => text !== '' && both.indexOf(text) === i)
        .join('\n');
  }
}

function tableText(table: Table): string {
  return tableGrid(table, (cell) => inlineText(cell.content).replace(/\s+/g, ' ').trim(), false)
    .map((row) => row.join('\t').trimEnd())
    .filter((row) => row !== '')
    .join('\n');
}
