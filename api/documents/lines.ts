import { inlineText, type Block, type Line, type Page } from '../../domain/documents/content.js';

/**
 * The printed lines of a page in reading order, each with its place. A table whose lines are not known answers its cells,
 * so that what stands in them can be found as well. Blocks without a place (formats without pages) have none.
 */
export const linesOf = (page: Page): Line[] => page.blocks.flatMap(linesOfBlock);

function linesOfBlock(block: Block): Line[] {
  if (block.lines) return block.lines;
  if (block.kind !== 'table') return [];
  return block.cells.flatMap(({ content, box }) => {
    const text = inlineText(content).replace(/\s+/g, ' ').trim();
    return box && text !== '' ? [{ text, box }] : [];
  });
}
