import { formatNumber, plainNumber } from '../ooxml/number-format.js';
import { integer } from '../xml/element.js';
import { readXml } from '../xml/events.js';
import { parseArea, parseReference, type Area } from './reference.js';
import type { SheetCell } from './regions.js';
import { decodeXstring, type Workbook } from './workbook.js';

/** What belongs to a worksheet besides its cells. */
export interface SheetFrame {
  merges: Area[];
  links: { area: Area; href: string }[];
  /** Relationship id of the drawing that floats over the cells. */
  drawing?: string;
  /** Page headers and footers as coded strings. */
  headers: string[];
  footers: string[];
}

export interface SheetContent extends SheetFrame {
  cells: SheetCell[];
}

/** Merged areas and links that are kept of one sheet. */
const MAX_ENTRIES = 1_000_000;

export interface SheetVisitor {
  /** A row begins, counted from 0; `false` ends the reading. */
  row?(row: number): boolean;
  cell(cell: SheetCell): void;
}

/** Thrown to leave the parser in the middle of a part. */
class Enough extends Error {}

/** Reads a whole worksheet: cells with a shown text, in the order of the file, and what belongs to them. */
export async function readSheet(workbook: Workbook, part: string, signal: AbortSignal): Promise<SheetContent> {
  const cells: SheetCell[] = [];
  const cell = (one: SheetCell): void => {
    cells.push(one);
  };
  const frame = await walkSheet(workbook, part, workbook.package.zip.chunks(part), signal, { cell });
  addLinks(cells, frame.links);
  return { ...frame, cells };
}

/**
 * Reads a worksheet by events: sheets of a million rows never become a tree. A formula that was never calculated is shown
 * as such. Answers all but the cells.
 */
export async function walkSheet(
  workbook: Workbook,
  part: string,
  chunks: Iterable<Uint8Array | string>,
  signal: AbortSignal,
  visitor: SheetVisitor,
): Promise<SheetFrame> {
  const strings = await workbook.strings(signal);
  const frame: SheetFrame = { merges: [], links: [], headers: [], footers: [] };
  let row = -1;
  let column = -1;
  let type = 'n';
  let style = 0;
  let value = '';
  let formula = '';
  let target: 'value' | 'formula' | 'header' | 'footer' | undefined;
  let phonetic = false;

  const finishCell = (): void => {
    const text =
      value === '' && formula !== '' ? `=${formula}` : cellText(value, type, style, workbook, strings).trim();
    if (text !== '') visitor.cell({ row, column, text });
  };

  const reading = readXml(
    chunks,
    {
      open(name, attributes) {
        switch (name) {
          case 'row': {
            const number = integer(attributes['r']);
            row = number === undefined ? row + 1 : number - 1;
            column = -1;
            if (visitor.row?.(row) === false) throw new Enough();
            break;
          }
          case 'c': {
            const place = attributes['r'] === undefined ? undefined : parseReference(attributes['r']);
            // References may be left out: then cells stand side by side.
            column = place?.column ?? column + 1;
            if (place) row = place.row;
            type = attributes['t'] ?? 'n';
            style = integer(attributes['s']) ?? 0;
            value = '';
            formula = '';
            break;
          }
          case 'v':
          case 't':
            target = phonetic ? undefined : 'value';
            break;
          case 'f':
            target = 'formula';
            break;
          case 'rPh':
            phonetic = true;
            break;
          case 'mergeCell': {
            const area = parseArea(attributes['ref'] ?? '');
            if (area && frame.merges.length < MAX_ENTRIES) frame.merges.push(area);
            break;
          }
          case 'hyperlink': {
            const area = parseArea(attributes['ref'] ?? '');
            const relation = workbook.package.relation(part, attributes['r:id']);
            if (area && relation?.external && frame.links.length < MAX_ENTRIES) {
              frame.links.push({ area, href: relation.target });
            }
            break;
          }
          case 'drawing':
            if (attributes['r:id'] !== undefined) frame.drawing = attributes['r:id'];
            break;
          case 'oddHeader':
          case 'evenHeader':
          case 'firstHeader':
            value = '';
            target = 'header';
            break;
          case 'oddFooter':
          case 'evenFooter':
          case 'firstFooter':
            value = '';
            target = 'footer';
            break;
        }
      },
      text(data) {
        if (target === 'formula') formula += data;
        else if (target) value += data;
      },
      close(name) {
        if (name === 'c') finishCell();
        else if (name === 'rPh') phonetic = false;
        else if (target === 'header' && name.endsWith('Header')) frame.headers.push(value);
        else if (target === 'footer' && name.endsWith('Footer')) frame.footers.push(value);
        if (name !== 'r' && name !== 'is') target = undefined;
      },
    },
    signal,
    'workbook',
  );
  await reading.catch((error: unknown) => {
    if (!(error instanceof Enough)) throw error;
  });
  return frame;
}

/** Puts the addresses on the cells that lead there. */
export function addLinks(cells: SheetCell[], links: SheetFrame['links']): void {
  if (links.length === 0) return;
  const single = new Map<string, string>();
  const wide = links.filter(({ area, href }) => {
    if (area.top !== area.bottom || area.left !== area.right) return true;
    single.set(`${area.top}/${area.left}`, href);
    return false;
  });
  for (const cell of cells) {
    const { row, column } = cell;
    const href =
      single.get(`${row}/${column}`) ??
      // Links over several cells are few; a sheet full of them would be quadratic.
      wide
        .slice(0, 100)
        .find(({ area }) => row >= area.top && row <= area.bottom && column >= area.left && column <= area.right)?.href;
    if (href !== undefined) cell.href = href;
  }
}

/** The text that a cell shows (ST_CellType: s shared, str, inlineStr, b, e, d ISO date, n number). */
function cellText(value: string, type: string, style: number, workbook: Workbook, strings: readonly string[]): string {
  switch (type) {
    case 's':
      return strings[Number(value)] ?? '';
    case 'str':
    case 'inlineStr':
      return decodeXstring(value);
    case 'b':
      return value === '1' || value === 'true' ? 'TRUE' : value === '' ? '' : 'FALSE';
    case 'e':
      return value;
    case 'd':
      return value.replace('T', ' ').replace(/ 00:00(?::00(?:\.0+)?)?Z?$/, '');
    default: {
      const number = Number(value);
      const format = workbook.format(style);
      // Short numbers are written as they are; so are those with more digits than a number can hold.
      if (format.kind === 'plain' && (/^-?(?:0|[1-9]\d{0,9})(?:\.\d{0,3}[1-9])?$/.test(value) || /^-?\d+$/.test(value)))
        return value;
      if (value.trim() === '' || Number.isNaN(number)) return value;
      if (format.kind !== 'plain') return formatNumber(number, format, workbook.date1904);
      return plainNumber(number);
    }
  }
}
