import type { Pdfium } from './pdfium.js';

const MOST_ELEMENTS = 20_000;
const DEEPEST = 64;
const MOST_SPAN = 200;

/** A place in a table that the structure tree describes. */
export interface TaggedCell {
  /** Numbers the tables of the page. */
  table: number;
  row: number;
  column: number;
  rowSpan: number;
  columnSpan: number;
}

/** What the structure tree of a tagged page says, by marked-content id. */
export interface Structure {
  /** Heading level. */
  headings: ReadonlyMap<number, number>;
  cells: ReadonlyMap<number, TaggedCell>;
  /** Descriptions of pictures, in order. */
  alternatives: readonly string[];
}

export const NO_STRUCTURE: Structure = { headings: new Map(), cells: new Map(), alternatives: [] };

/** Reads the headings, tables and picture descriptions of a tagged page; empty where there are no tags. */
export function readStructure(pdfium: Pdfium, page: number): Structure {
  const { api } = pdfium;
  const tree = api.FPDF_StructTree_GetForPage(page);
  if (tree === 0) return NO_STRUCTURE;
  const headings = new Map<number, number>();
  const cells = new Map<number, TaggedCell>();
  const alternatives: string[] = [];
  let left = MOST_ELEMENTS;
  let tables = 0;

  const typeOf = (element: number): string =>
    pdfium.utf16((buffer, size) => api.FPDF_StructElement_GetType(element, buffer, size));
  const children = (element: number): number[] => {
    const count = Math.min(api.FPDF_StructElement_CountChildren(element), MOST_ELEMENTS);
    return Array.from({ length: count }, (_, i) => i);
  };

  const visit = (element: number, level: number, cell: TaggedCell | undefined, depth: number): void => {
    if (element === 0 || depth > DEEPEST || left-- <= 0) return;
    const type = typeOf(element);
    const own = levelOf(type) || level;
    if (type === 'Figure') {
      const text = pdfium.utf16((buffer, size) => api.FPDF_StructElement_GetAltText(element, buffer, size)).trim();
      if (text !== '') alternatives.push(text);
    }
    if (type === 'Table' && cell === undefined) {
      visitTable(element, depth);
      return;
    }
    for (const i of children(element)) {
      const mark = api.FPDF_StructElement_GetChildMarkedContentID(element, i);
      if (mark < 0) visit(api.FPDF_StructElement_GetChildAtIndex(element, i), own, cell, depth + 1);
      else {
        if (own > 0 && cell === undefined) headings.set(mark, own);
        if (cell !== undefined) cells.set(mark, cell);
      }
    }
  };

  const visitTable = (element: number, depth: number): void => {
    const table = tables++;
    let row = 0;
    /** Rows below that a cell above still covers, by column. */
    const covered: number[] = [];
    const rows = (parent: number, level: number): void => {
      if (level > DEEPEST) return;
      for (const i of children(parent)) {
        const child = api.FPDF_StructElement_GetChildAtIndex(parent, i);
        if (child === 0 || left-- <= 0) continue;
        const type = typeOf(child);
        if (type === 'TR') rowOf(child, level + 1);
        else if (type === 'Caption') visit(child, 0, undefined, level + 1);
        else rows(child, level + 1); // THead, TBody, TFoot
      }
    };
    const rowOf = (element: number, level: number): void => {
      let column = 0;
      for (const i of children(element)) {
        const child = api.FPDF_StructElement_GetChildAtIndex(element, i);
        while ((covered[column] ?? 0) > 0) column++;
        if (child === 0) {
          column++; // an empty cell has nothing on the page
          continue;
        }
        const columnSpan = span(child, 'ColSpan');
        const rowSpan = span(child, 'RowSpan');
        visit(child, 0, { table, row, column, rowSpan, columnSpan }, level + 1);
        for (let c = column; c < column + columnSpan; c++) covered[c] = rowSpan;
        column += columnSpan;
      }
      for (let c = 0; c < covered.length; c++) covered[c] = Math.max(0, (covered[c] ?? 0) - 1);
      row++;
    };
    rows(element, depth);
  };

  const span = (element: number, name: 'ColSpan' | 'RowSpan'): number => {
    const count = Math.min(api.FPDF_StructElement_GetAttributeCount(element), 16);
    for (let i = 0; i < count; i++) {
      const attribute = api.FPDF_StructElement_GetAttributeAtIndex(element, i);
      const value =
        attribute === 0
          ? 0
          : pdfium.withName(name, (pointer) => api.FPDF_StructElement_Attr_GetValue(attribute, pointer));
      if (value !== 0 && api.FPDF_StructElement_Attr_GetNumberValue(value, pdfium.scratch)) {
        return Math.max(1, Math.min(MOST_SPAN, Math.round(pdfium.view().getFloat32(pdfium.scratch, true))));
      }
    }
    return 1;
  };

  try {
    const roots = api.FPDF_StructTree_CountChildren(tree);
    for (let i = 0; i < roots; i++) visit(api.FPDF_StructTree_GetChildAtIndex(tree, i), 0, undefined, 0);
  } finally {
    api.FPDF_StructTree_Close(tree);
  }
  return { headings, cells, alternatives };
}

function levelOf(type: string): number {
  if (type === 'Title') return 1;
  if (type === 'H') return 2;
  const match = /^H([1-6])$/.exec(type);
  return match === null ? 0 : Number(match[1]);
}
