import { turned, type Frame, type QuarterTurn, type Rect } from './geometry.js';
import type { LinkArea } from './inline.js';
import type { Pdfium } from './pdfium.js';

const ACTION_URI = 3;
/** Pages of indexes hold thousands of links; nothing reads more than this many. */
const MOST_LINKS = 2_000;
const SAFE = /^(https?:|mailto:|tel:)/i;

/** Reads where on the page a web address or mail address is linked. Links inside the document are left out. */
export function readLinks(pdfium: Pdfium, document: number, page: number, frame: Frame, turn: QuarterTurn): LinkArea[] {
  const { api, scratch } = pdfium;
  const position = api.malloc(8);
  const links: LinkArea[] = [];
  try {
    pdfium.view().setInt32(position, 0, true);
    while (links.length < MOST_LINKS && api.FPDFLink_Enumerate(page, position, position + 4)) {
      const link = pdfium.view().getUint32(position + 4, true);
      const action = api.FPDFLink_GetAction(link);
      if (action === 0 || api.FPDFAction_GetType(action) !== ACTION_URI) continue;
      const href = pdfium.utf8((buffer, size) => api.FPDFAction_GetURIPath(document, action, buffer, size)).trim();
      if (!SAFE.test(href)) continue;
      if (!api.FPDFLink_GetAnnotRect(link, scratch)) continue;
      links.push({ ...area(pdfium, frame, turn), href });
    }
  } finally {
    api.free(position);
  }
  return links;
}

/** Reads an FS_RECTF (left, top, right, bottom) from the scratch memory. */
function area(pdfium: Pdfium, frame: Frame, turn: QuarterTurn): Rect {
  return rectAt(pdfium, pdfium.scratch, frame, turn);
}

export function rectAt(pdfium: Pdfium, pointer: number, frame: Frame, turn: QuarterTurn): Rect {
  const view = pdfium.view();
  const [ax, ay] = frame.toShown(view.getFloat32(pointer, true), view.getFloat32(pointer + 4, true));
  const [bx, by] = frame.toShown(view.getFloat32(pointer + 8, true), view.getFloat32(pointer + 12, true));
  const shown = { x0: Math.min(ax, bx), y0: Math.min(ay, by), x1: Math.max(ax, bx), y1: Math.max(ay, by) };
  const back: QuarterTurn = turn === 1 ? 3 : turn === 3 ? 1 : turn;
  return turned(shown, back, frame.width, frame.height);
}
