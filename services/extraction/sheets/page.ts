import type { Block, Furniture, Page } from '../../../domain/documents/content.js';
import { asFurniture, furnitureParagraph } from '../sequence.js';
import { headerTexts, sheetComments } from './comment.js';
import { readDrawing } from './drawing.js';
import { findRegions } from './regions.js';
import { readSheet } from './sheet.js';
import type { Sheet, Workbook } from './workbook.js';

/** Unpacked bytes of a hidden sheet above which it is left out: data behind a model, not something to read. */
const MAX_HIDDEN = 4 * 1024 * 1024;

/**
 * Page `number` of a workbook, its nth visible sheet: the sheet's name as heading, then its tables, charts, pictures and
 * text boxes by the cell where each begins. Comments, printed headers and footers are furniture. Hidden sheets come with
 * the last page as hidden text, so that a search finds what is in them.
 */
export async function sheetPage(workbook: Workbook, number: number, signal: AbortSignal): Promise<Page> {
  const visible = visibleSheets(workbook);
  const sheet = visible[number - 1];
  const blocks: Block[] = sheet ? await sheetBlocks(workbook, sheet, signal) : [];
  if (number === visible.length) {
    for (const hidden of workbook.sheets) {
      if (visible.includes(hidden) || workbook.package.zip.size(hidden.part) > MAX_HIDDEN) continue;
      blocks.push(...asFurniture(await sheetBlocks(workbook, hidden, signal), 'hidden'));
    }
  }
  return { number, method: 'text', ...(sheet ? { name: sheet.name } : {}), blocks };
}

/** The sheets that are pages. A workbook whose sheets are all hidden, which no program makes, shows them all. */
export function visibleSheets(workbook: Workbook): readonly Sheet[] {
  const visible = workbook.sheets.filter((sheet) => sheet.visible);
  return visible.length > 0 ? visible : workbook.sheets;
}

async function sheetBlocks(workbook: Workbook, sheet: Sheet, signal: AbortSignal): Promise<Block[]> {
  const source = workbook.package;
  const content = await readSheet(workbook, sheet.part, signal);
  const placed: { row: number; column: number; blocks: Block[] }[] = findRegions(content.cells, content.merges).map(
    ({ row, column, table }) => ({ row, column, blocks: [table] }),
  );
  placed.push(...readDrawing(source, source.relation(sheet.part, content.drawing)?.target));
  placed.sort((a, b) => a.row - b.row || a.column - b.column);
  return [
    ...margins(content.headers, 'header'),
    { kind: 'heading', level: 2, content: [{ text: sheet.name }] },
    ...placed.flatMap((one) => one.blocks),
    ...sheetComments(source, sheet.part),
    ...margins(content.footers, 'footer'),
  ];
}

const margins = (coded: readonly string[], furniture: Furniture): Block[] =>
  [...new Set(coded.flatMap(headerTexts))].flatMap((text) => furnitureParagraph([{ text }], furniture));
