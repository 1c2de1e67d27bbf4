import type { Pdfium } from './pdfium.js';

const MOST_ELEMENTS = 20_000;

/** What the structure tree of a tagged page says. */
export interface Structure {
  /** Heading level by marked-content id. */
  headings: ReadonlyMap<number, number>;
  /** Descriptions of pictures, in order. */
  alternatives: readonly string[];
}

/** Reads the headings and picture descriptions of a tagged page; empty where there are no tags. */
export function readStructure(pdfium: Pdfium, page: number): Structure {
  const { api } = pdfium;
  const headings = new Map<number, number>();
  const alternatives: string[] = [];
  const tree = api.FPDF_StructTree_GetForPage(page);
  if (tree === 0) return { headings, alternatives };
  let left = MOST_ELEMENTS;
  const visit = (element: number, level: number, depth: number): void => {
    if (element === 0 || depth > 64 || left-- <= 0) return;
    const type = pdfium.utf16((buffer, size) => api.FPDF_StructElement_GetType(element, buffer, size));
    const own = levelOf(type) || level;
    if (type === 'Figure') {
      const text = pdfium.utf16((buffer, size) => api.FPDF_StructElement_GetAltText(element, buffer, size)).trim();
      if (text !== '') alternatives.push(text);
    }
    const children = api.FPDF_StructElement_CountChildren(element);
    for (let i = 0; i < children; i++) {
      const mark = api.FPDF_StructElement_GetChildMarkedContentID(element, i);
      if (mark >= 0) {
        if (own > 0) headings.set(mark, own);
      } else {
        visit(api.FPDF_StructElement_GetChildAtIndex(element, i), own, depth + 1);
      }
    }
  };
  try {
    const roots = api.FPDF_StructTree_CountChildren(tree);
    for (let i = 0; i < roots; i++) visit(api.FPDF_StructTree_GetChildAtIndex(tree, i), 0, 0);
  } finally {
    api.FPDF_StructTree_Close(tree);
  }
  return { headings, alternatives };
}

function levelOf(type: string): number {
  if (type === 'Title') return 1;
  if (type === 'H') return 2;
  const match = /^H([1-6])$/.exec(type);
  return match === null ? 0 : Number(match[1]);
}
