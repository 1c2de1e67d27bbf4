import type { Block, Page } from '../../../domain/documents/content.js';
import { fail } from '../../../domain/errors.js';
import { plainNumber } from '../ooxml/number-format.js';
import { asFurniture, furnitureParagraph } from '../sequence.js';
import { referenceText } from '../sheets/reference.js';
import type { Area } from '../sheets/reference.js';
import { findRegions, type SheetCell } from '../sheets/regions.js';
import { blockText } from '../text.js';
import { child, elements, integer, streamXml, textOf, type XmlElement } from '../xml/element.js';
import { createOdfStory } from './body.js';
import { frameBlocks } from './frame.js';
import type { OpenDocumentPackage } from './package.js';
import { annotationBlocks } from './runs.js';
import type { OdfStory } from './story.js';
import { readOdfStyles } from './styles.js';

export interface OdfSheets {
  readonly sheets: number;
  page(number: number): Page;
}

interface Sheet {
  name: string;
  visible: boolean;
  cells: SheetCell[];
  merges: Area[];
  floating: { row: number; column: number; blocks: Block[] }[];
  comments: Block[];
  row: number;
}

/** Cells of a workbook that are kept, and copies of a repeated row with content. */
const MAX_CELLS = 5_000_000;
const MAX_REPEATS = 1000;

/** Reads all sheets, row by row; a visible sheet is a page, hidden ones come with the last page as hidden text. */
export async function openOdfSheets(source: OpenDocumentPackage, signal: AbortSignal): Promise<OdfSheets> {
  const head = source.tree('content.xml', { parent: 'office:body', visit: () => undefined });
  const styles = readOdfStyles([source.tree('styles.xml'), head]);
  const story = createOdfStory(source, styles);
  const sheets = new Map<XmlElement, Sheet>();
  let kept = 0;
  const sheetOf = (table: XmlElement): Sheet => {
    const known = sheets.get(table);
    if (known) return known;
    const { 'table:name': name = `Sheet${sheets.size + 1}`, 'table:style-name': style } = table.attributes;
    const visible = styles.get('table', style).display;
    const sheet: Sheet = { name, visible, cells: [], merges: [], floating: [], comments: [], row: 0 };
    sheets.set(table, sheet);
    return sheet;
  };
  const visit = (element: XmlElement, table: XmlElement): void => {
    const sheet = sheetOf(table);
    const before = sheet.cells.length;
    readPart(element, sheet, story);
    kept += sheet.cells.length - before;
    if (kept > MAX_CELLS) fail('document_too_complex', `The ${source.what} has more than ${MAX_CELLS} filled cells.`);
  };
  await streamXml(source.zip.chunks('content.xml'), { parent: 'table:table', visit }, signal, source.what);

  const all = [...sheets.values()];
  const visible = all.some((sheet) => sheet.visible) ? all.filter((sheet) => sheet.visible) : all;
  if (visible.length === 0) fail('document_empty', 'The spreadsheet has no sheets.');
  return {
    sheets: visible.length,
    page(number) {
      const sheet = visible[number - 1] ?? fail('page_not_found', `The spreadsheet has no sheet ${number}.`);
      const blocks = sheetBlocks(sheet, visible.length > 1);
      if (number === visible.length) {
        for (const hidden of all)
          if (!visible.includes(hidden)) blocks.push(...asFurniture(sheetBlocks(hidden, true), 'hidden'));
      }
      return { number, method: 'text', name: sheet.name, blocks };
    },
  };
}

/** The name of the only sheet is no heading: the program gave it, not the author. */
function sheetBlocks(sheet: Sheet, named: boolean): Block[] {
  const placed: { row: number; column: number; blocks: Block[] }[] = [
    ...findRegions(sheet.cells, sheet.merges).map(({ row, column, table }) => ({ row, column, blocks: [table] })),
    ...sheet.floating,
  ];
  placed.sort((a, b) => a.row - b.row || a.column - b.column);
  const heading: Block[] = named ? [{ kind: 'heading', level: 2, content: [{ text: sheet.name }] }] : [];
  return [...heading, ...placed.flatMap((one) => one.blocks), ...sheet.comments];
}

function readPart(element: XmlElement, sheet: Sheet, story: OdfStory): void {
  switch (element.name) {
    case 'table:table-row':
      readRow(element, sheet, story);
      break;
    case 'table:table-row-group':
    case 'table:table-header-rows':
    case 'table:table-rows':
      for (const inner of elements(element)) readPart(inner, sheet, story);
      break;
    case 'table:shapes':
      for (const shape of elements(element)) {
        const blocks = frameBlocks(shape, story);
        // Shapes on the sheet itself have no cell; the one where they end tells where they are.
        const end = /\.\$?([A-Z]+)\$?(\d+)$/.exec(shape.attributes['table:end-cell-address'] ?? '');
        if (blocks.length > 0) sheet.floating.push({ row: Number(end?.[2] ?? 1) - 1, column: 0, blocks });
      }
      break;
  }
}

function readRow(row: XmlElement, sheet: Sheet, story: OdfStory): void {
  const repeat = integer(row.attributes['table:number-rows-repeated']) ?? 1;
  let column = 0;
  const found: SheetCell[] = [];
  for (const cell of elements(row)) {
    if (cell.name !== 'table:table-cell' && cell.name !== 'table:covered-table-cell') continue;
    const copies = integer(cell.attributes['table:number-columns-repeated']) ?? 1;
    if (cell.name === 'table:table-cell') {
      const text = cellText(cell);
      const href = [...elements(child(cell, 'text:p'))].find((one) => one.name === 'text:a')?.attributes['xlink:href'];
      for (let i = 0; text !== '' && i < Math.min(copies, MAX_REPEATS); i++) {
        found.push({ row: sheet.row, column: column + i, text, ...(href === undefined ? {} : { href }) });
      }
      const across = integer(cell.attributes['table:number-columns-spanned']) ?? 1;
      const down = integer(cell.attributes['table:number-rows-spanned']) ?? 1;
      if (across > 1 || down > 1) {
        sheet.merges.push({ top: sheet.row, left: column, bottom: sheet.row + down - 1, right: column + across - 1 });
      }
      for (const inner of elements(cell)) {
        if (inner.name === 'office:annotation') sheet.comments.push(...cellComment(inner, { row: sheet.row, column }));
        else if (inner.name.startsWith('draw:')) {
          const blocks = frameBlocks(inner, story);
          if (blocks.length > 0) sheet.floating.push({ row: sheet.row, column, blocks });
        }
      }
    }
    column += copies;
  }
  for (let copy = 0; found.length > 0 && copy < Math.min(repeat, MAX_REPEATS); copy++) {
    for (const cell of found) sheet.cells.push({ ...cell, row: sheet.row + copy });
  }
  sheet.row += repeat;
}

function cellComment(annotation: XmlElement, place: { row: number; column: number }): Block[] {
  return annotationBlocks(annotation).flatMap((block) =>
    furnitureParagraph([{ text: `${referenceText(place)}: ${blockText(block)}` }], 'comment'),
  );
}

/** What a cell shows; plain numbers and dates as stored, for the file has them exactly. */
function cellText(cell: XmlElement): string {
  const shown = [...elements(cell)]
    .filter((one) => one.name === 'text:p')
    .map((one) => paragraphText(one).trim())
    .filter((line) => line !== '')
    .join('\n');
  const { 'office:value-type': type, 'office:value': value, 'office:date-value': date } = cell.attributes;
  // A number whose display has letters or signs (a unit, a currency) is shown as displayed.
  if (type === 'float' && value !== undefined && /^[-\d.,\s\u00a0'’()]*$/.test(shown))
    return plainNumber(Number(value));
  if (type === 'date' && date !== undefined) return date.replace('T', ' ').replace(/ 00:00:00(?:\.0+)?$/, '');
  return shown;
}

function paragraphText(element: XmlElement): string {
  return element.children
    .map((node) => {
      if (typeof node === 'string') return node;
      if (node.name === 'text:s') return ' ';
      if (node.name === 'text:line-break') return '\n';
      return node.name === 'text:tab' ? '\t' : textOf(node);
    })
    .join('');
}
