import { formatNumber, plainNumber } from '../ooxml/number-format.js';
import { integer } from '../xml/element.js';
import { readXml } from '../xml/events.js';
import { parseArea, parseReference, type Area } from './reference.js';
import type { SheetCell } from './regions.js';
import { decodeXstring, type Workbook } from './workbook.js';

/** What stands in a worksheet part. */
export interface SheetContent {
  cells: SheetCell[];
  merges: Area[];
  /** Relationship id of the drawing that floats over the cells. */
  drawing?: string;
  /** Page headers and footers as coded strings. */
  headers: string[];
  footers: string[];
}

/** Merged areas and links that are kept of one sheet. */
const MAX_ENTRIES = 1_000_000;

/**
 * Reads a worksheet by events: sheets of a million rows never become a tree. Cells without a shown text are left out;
 * a formula that was never calculated is shown as such.
 */
export async function readSheet(workbook: Workbook, part: string, signal: AbortSignal): Promise<SheetContent> {
  const strings = await workbook.strings(signal);
  const content: SheetContent = { cells: [], merges: [], headers: [], footers: [] };
  const links: { area: Area; href: string }[] = [];
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
    if (text !== '') content.cells.push({ row, column, text });
  };

  await readXml(
    workbook.package.zip.chunks(part),
    {
      open(name, attributes) {
        switch (name) {
          case 'row': {
            const number = integer(attributes['r']);
            row = number === undefined ? row + 1 : number - 1;
            column = -1;
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
            if (area && content.merges.length < MAX_ENTRIES) content.merges.push(area);
            break;
          }
          case 'hyperlink': {
            const area = parseArea(attributes['ref'] ?? '');
            const relation = workbook.package.relation(part, attributes['r:id']);
            if (area && relation?.external && links.length < MAX_ENTRIES) links.push({ area, href: relation.target });
            break;
          }
          case 'drawing':
            if (attributes['r:id'] !== undefined) content.drawing = attributes['r:id'];
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
        else if (target === 'header' && name.endsWith('Header')) content.headers.push(value);
        else if (target === 'footer' && name.endsWith('Footer')) content.footers.push(value);
        if (name !== 'r' && name !== 'is') target = undefined;
      },
    },
    signal,
    'workbook',
  );
  addLinks(content.cells, links);
  return content;
}

function addLinks(cells: SheetCell[], links: readonly { area: Area; href: string }[]): void {
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
      if (value.trim() === '' || Number.isNaN(number)) return value;
      const format = workbook.format(style);
      if (format.kind !== 'plain') return formatNumber(number, format, workbook.date1904);
      // More digits than a number can hold are kept as they are written.
      return /^-?\d+$/.test(value) ? value : plainNumber(number);
    }
  }
}
