import { plainTitle } from './headings.js';
import type { Pdfium } from './pdfium.js';

const ACTION_GOTO = 1;
const MOST_BOOKMARKS = 20_000;

/** Titles of the document's bookmarks by page (from 1), normalised by `plainTitle`, with their depth (from 1). */
export type Outline = ReadonlyMap<number, ReadonlyMap<string, number>>;

/** Reads the bookmarks once. They may be circular in broken files, so that what was seen is remembered. */
export function readOutline(pdfium: Pdfium, document: number): Outline {
  const { api } = pdfium;
  const outline = new Map<number, Map<string, number>>();
  const seen = new Set<number>();
  const visit = (parent: number, depth: number): void => {
    if (depth > 12) return;
    let bookmark = api.FPDFBookmark_GetFirstChild(document, parent);
    while (bookmark !== 0 && !seen.has(bookmark) && seen.size < MOST_BOOKMARKS) {
      seen.add(bookmark);
      const title = plainTitle(pdfium.utf16((buffer, size) => api.FPDFBookmark_GetTitle(bookmark, buffer, size)));
      const page = pageOf(pdfium, document, bookmark);
      if (page >= 0 && title !== '') {
        const titles = outline.get(page + 1) ?? new Map<string, number>();
        if (!titles.has(title)) titles.set(title, depth);
        outline.set(page + 1, titles);
      }
      visit(bookmark, depth + 1);
      bookmark = api.FPDFBookmark_GetNextSibling(document, bookmark);
    }
  };
  visit(0, 1);
  return outline;
}

function pageOf({ api }: Pdfium, document: number, bookmark: number): number {
  let destination = api.FPDFBookmark_GetDest(document, bookmark);
  if (destination === 0) {
    const action = api.FPDFBookmark_GetAction(bookmark);
    if (action !== 0 && api.FPDFAction_GetType(action) === ACTION_GOTO)
      destination = api.FPDFAction_GetDest(document, action);
  }
  return destination === 0 ? -1 : api.FPDFDest_GetDestPageIndex(document, destination);
}
