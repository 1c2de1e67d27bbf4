import type { Block, Furniture, Page } from '../../../domain/documents/content.js';
import { fail } from '../../../domain/errors.js';
import { asFurniture, furnitureParagraph } from '../sequence.js';
import { headerTexts, sheetComments } from './comment.js';
import { readDrawing, type Floating } from './drawing.js';
import { findRegions, type Region } from './regions.js';
import { readSheet, type SheetFrame } from './sheet.js';
import { LARGE_SHEET, sliceSheet, type SlicedSheet } from './slices.js';
import type { Sheet, Workbook } from './workbook.js';

/** Unpacked bytes of a hidden sheet above which it is left out: data behind a model, not something to read. */
const MAX_HIDDEN = 4 * 1024 * 1024;

/** The pages of a workbook: a visible sheet each, a very large one in several. */
export interface SheetPages {
  readonly count: number;
  page(number: number, signal: AbortSignal): Promise<Page>;
}

/** Where a page begins: a sheet, or a slice of one. */
interface Place {
  sheet: Sheet;
  sliced?: SlicedSheet;
  slice: number;
}

/**
 * A page shows the sheet's name as heading, then its tables, charts, pictures and text boxes by the cell where each
 * begins. Comments, printed headers and footers are furniture. Hidden sheets come with the last page as hidden text, so
 * that a search finds what is in them. A workbook whose sheets are all hidden, which no program makes, shows them all.
 */
export async function openSheetPages(
  workbook: Workbook,
  signal: AbortSignal,
  large = LARGE_SHEET,
): Promise<SheetPages> {
  const shown = workbook.sheets.filter((sheet) => sheet.visible);
  const visible = shown.length > 0 ? shown : workbook.sheets;
  const places: Place[] = [];
  for (const sheet of visible) {
    if (workbook.package.zip.size(sheet.part) <= large) {
      places.push({ sheet, slice: 0 });
      continue;
    }
    const sliced = await sliceSheet(workbook, sheet.part, signal);
    for (let slice = 0; slice < sliced.slices; slice++) places.push({ sheet, sliced, slice });
  }
  const hidden = workbook.sheets.filter(
    (sheet) => !visible.includes(sheet) && workbook.package.zip.size(sheet.part) <= MAX_HIDDEN,
  );

  return {
    count: places.length,
    async page(number, given) {
      const place = places[number - 1] ?? fail('page_not_found', `The workbook has no page ${number}.`);
      const blocks = await placeBlocks(workbook, place, given);
      if (number === places.length) {
        for (const sheet of hidden) {
          blocks.push(...asFurniture(await placeBlocks(workbook, { sheet, slice: 0 }, given), 'hidden'));
        }
      }
      return { number, method: 'text', name: place.sheet.name, blocks };
    },
  };
}

async function placeBlocks(workbook: Workbook, place: Place, signal: AbortSignal): Promise<Block[]> {
  const { sheet, sliced, slice } = place;
  if (!sliced) {
    const content = await readSheet(workbook, sheet.part, signal);
    const regions = findRegions(content.cells, content.merges);
    return sheetBlocks(workbook, sheet, content, regions, { first: true, last: true, from: 0, end: Infinity });
  }
  const regions = await sliced.regions(slice, signal);
  return sheetBlocks(workbook, sheet, sliced.frame, regions, {
    first: slice === 0,
    last: slice === sliced.slices - 1,
    from: slice === 0 ? 0 : sliced.rowsBefore(slice - 1),
    end: sliced.rowsBefore(slice),
  });
}

function sheetBlocks(
  workbook: Workbook,
  sheet: Sheet,
  frame: SheetFrame,
  regions: readonly Region[],
  { first, last, from, end }: { first: boolean; last: boolean; from: number; end: number },
): Block[] {
  const source = workbook.package;
  const floating = readDrawing(source, source.relation(sheet.part, frame.drawing)?.target);
  const placed: Floating[] = [
    ...regions.map(({ row, column, table }) => ({ row, column, blocks: [table] })),
    ...floating.filter(({ row }) => row >= from && row < end),
  ];
  placed.sort((a, b) => a.row - b.row || a.column - b.column);
  const blocks: Block[] = first ? [...margins(frame.headers, 'header'), heading(sheet.name)] : [];
  for (const one of placed) blocks.push(...one.blocks);
  if (last) blocks.push(...sheetComments(source, sheet.part), ...margins(frame.footers, 'footer'));
  return blocks;
}

const heading = (text: string): Block => ({ kind: 'heading', level: 2, content: [{ text }] });

const margins = (coded: readonly string[], furniture: Furniture): Block[] =>
  [...new Set(coded.flatMap(headerTexts))].flatMap((text) => furnitureParagraph([{ text }], furniture));
