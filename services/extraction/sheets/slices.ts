import type { Cell } from '../../../domain/documents/content.js';
import { decodedXml, paced, resumeXml } from '../xml/events.js';
import { findRegions, type Region, type SheetCell } from './regions.js';
import { addLinks, walkSheet, type SheetFrame } from './sheet.js';
import type { Workbook } from './workbook.js';

/** Unpacked bytes of a sheet from which on it is read in slices, about half a million cells. */
export const LARGE_SHEET = 24 * 1024 * 1024;
/** Characters of a slice: what is kept, stored and shown at once, about 200,000 cells. */
const SLICE_LENGTH = 10_000_000;
/** Longest beginning of a row's tag that may be cut by the end of a piece. */
const CARRY = 1024;

interface Slice {
  /** First row, counted from 0, and how many characters into the part it begins. */
  row: number;
  position: number;
}

/**
 * A large sheet in slices of rows. They are found by a look through the text of the part that does not parse it; each is
 * then read by itself, going on in the middle. A table that goes on in a slice gets its first row again, so that the slice
 * can stand alone.
 */
export interface SlicedSheet {
  readonly slices: number;
  readonly frame: SheetFrame;
  /** The first row that is not in the slice any more; Infinity for the last. */
  rowsBefore(slice: number): number;
  regions(slice: number, signal: AbortSignal): Promise<Region[]>;
}

export async function sliceSheet(
  workbook: Workbook,
  part: string,
  signal: AbortSignal,
  sliceLength = SLICE_LENGTH,
): Promise<SlicedSheet> {
  const { slices, tail } = await findSlices(workbook.package.zip.chunks(part), signal, sliceLength);
  // The head of the part, up to its first row, declares the namespaces.
  const head = slices[0]?.position ?? 0;
  const from = (position: number): Iterable<string> => resumeXml(workbook.package.zip.chunks(part), head, position);
  const frame = await walkSheet(workbook, part, from(tail), signal, { cell: () => undefined });
  const rowsBefore = (slice: number): number => slices[slice + 1]?.row ?? Infinity;

  const read = async (slice: number, given: AbortSignal): Promise<Region[]> => {
    const start = slices[slice];
    if (!start) return [];
    const end = rowsBefore(slice);
    const cells: SheetCell[] = [];
    await walkSheet(workbook, part, from(start.position), given, {
      row: (row) => row < end,
      cell: (cell) => {
        cells.push(cell);
      },
    });
    addLinks(cells, frame.links);
    return findRegions(cells, mergesIn(frame, start.row, end));
  };
  let title: Promise<Title | undefined> | undefined;
  return {
    slices: Math.max(1, slices.length),
    frame,
    rowsBefore,
    async regions(slice, given) {
      if (slice === 0) return read(0, given);
      title ??= read(0, given).then(continuedTable);
      const [above, regions] = [await title, await read(slice, given)];
      const first = slices[slice]?.row ?? 0;
      return above ? regions.map((region) => withTitle(region, first, above)) : regions;
    },
  };
}

/**
 * Looks for the rows where slices begin and for the end of the cells. Markup cannot stand in the text of a cell, so that
 * "<row" is a row; where rows do not tell their number, all of them are one slice.
 */
async function findSlices(
  chunks: Iterable<Uint8Array>,
  signal: AbortSignal,
  sliceLength: number,
): Promise<{ slices: Slice[]; tail: number }> {
  const slices: Slice[] = [];
  let text = '';
  let position = 0;
  let unnumbered = false;
  let tail = 0;
  for await (const piece of paced(decodedXml(chunks), signal)) {
    text += piece;
    const end = /<\/(?:\w+:)?sheetData>/.exec(text);
    const stop = tail > 0 ? 0 : (end?.index ?? text.length);
    const row = /<(?:\w+:)?row(?=[\s/>])(?:[^>]*?\sr="(\d+)")?[^>]*>/g;
    const last = slices.at(-1);
    row.lastIndex = last && !unnumbered ? Math.max(0, last.position + sliceLength - position) : 0;
    while ((slices.length === 0 || !unnumbered) && row.lastIndex < stop) {
      const found = row.exec(text);
      if (!found || found.index >= stop) break;
      const number = Number(found[1]);
      if (Number.isNaN(number)) unnumbered = true;
      if (slices.length > 0 && unnumbered) break;
      slices.push({ row: unnumbered ? 0 : number - 1, position: position + found.index });
      row.lastIndex = Math.max(row.lastIndex, found.index + sliceLength);
    }
    if (end && tail === 0) tail = position + end.index + end[0].length;
    const keep = Math.min(text.length, CARRY);
    position += text.length - keep;
    text = text.slice(text.length - keep);
  }
  return { slices, tail: tail === 0 ? position + text.length : tail };
}

const mergesIn = (frame: SheetFrame, from: number, end: number): SheetFrame['merges'] =>
  frame.merges
    .filter((area) => area.top >= from && area.top < end)
    .map((area) => ({ ...area, bottom: Math.min(area.bottom, end - 1) }));

interface Title {
  left: number;
  columns: number;
  cells: Cell[];
}

/** First row of the table that goes on below the first slice: the longest one that reaches its last row. */
function continuedTable(regions: readonly Region[]): Title | undefined {
  const bottom = (region: Region): number => region.row + region.table.rows;
  const last = Math.max(0, ...regions.map(bottom));
  const [longest] = regions.filter((region) => bottom(region) === last).sort((a, b) => b.table.rows - a.table.rows);
  if (!longest) return undefined;
  const first = longest.table.cells.filter((cell) => cell.row === 0);
  return {
    left: longest.column,
    columns: longest.table.columns,
    cells: first.map((cell) => ({ ...cell, rowSpan: 1 })),
  };
}

/** A table that begins with the slice, within the columns of the one above, is its continuation. */
function withTitle(region: Region, firstRow: number, title: Title): Region {
  const shift = region.column - title.left;
  if (region.row !== firstRow || shift < 0 || shift + region.table.columns > title.columns) return region;
  const cells = region.table.cells.map((cell) => ({ ...cell, row: cell.row + 1, column: cell.column + shift }));
  return {
    row: region.row,
    column: title.left,
    table: { ...region.table, rows: region.table.rows + 1, columns: title.columns, cells: [...title.cells, ...cells] },
  };
}
