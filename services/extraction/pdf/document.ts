import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Metadata, Page } from '../../../domain/documents/content.js';
import { fail } from '../../../domain/errors.js';
import type { FontCache } from './glyphs.js';
import { readGlyphs, type PageGlyphs } from './glyphs.js';
import { frameOf, quarterTurn, type Frame, type QuarterTurn } from './geometry.js';
import { readGraphics } from './graphics.js';
import { readFields } from './forms.js';
import { readLinks } from './links.js';
import { readMetadata } from './metadata.js';
import { readOutline, type Outline } from './outline.js';
import { layOut } from './page.js';
import type { Pdfium } from './pdfium.js';
import { renderColor, renderGrey, type ColorPicture } from './render.js';
import type { GreyPicture } from '../ocr/recognizer.js';
import { looksScanned } from './scan.js';
import { readStructure } from './structure.js';
import { countStyles, mainStyle, noCounts, type Style } from './style.js';

/** A page that must be looked at: it has no text of its own. */
export interface ScannedPage {
  number: number;
  /** Points, as it is shown. */
  width: number;
  height: number;
  name?: string;
  picture: GreyPicture;
}

/** An open PDF file; calls are synchronous, one after another. */
export interface PdfFile {
  readonly pages: number;
  readonly metadata: Metadata;
  /** Reads a page (from 1): its content, or its picture when that is where its text is. */
  read(number: number): Page | ScannedPage;
  render(number: number, longestSide: number): ColorPicture;
  close(): void;
}

const PASSWORD = 4;
const SECURITY = 5;
/** Pages of the body's style are sampled from: enough to outvote a title page, few enough to cost nothing. */
const SAMPLE = 8;
const SAMPLE_FROM = 30;
/** tesseract reads best at 200 dpi; larger is slower without being better. */
const OCR_DPI = 200;
const OCR_PIXELS = 12_000_000;
const PLAIN: Style = { size: 10, weight: 400, italic: false, mono: false };

/** Opens a PDF file. Throws `document_encrypted`, `document_damaged`, `document_empty` and `document_too_many_pages`. */
export function openPdf(pdfium: Pdfium, path: string, limits: { pages: number }): PdfFile {
  const { api } = pdfium;
  const { pointer, size } = load(pdfium, path);
  const document = api.FPDF_LoadMemDocument(pointer, size, 0);
  if (document === 0) {
    const error = api.FPDF_GetLastError();
    api.free(pointer);
    if (error === PASSWORD) fail('document_encrypted', 'The PDF cannot be opened without a password.');
    if (error === SECURITY) fail('document_encrypted', 'The PDF is protected in a way that is not supported.');
    fail('document_damaged', 'The file is not a complete PDF.');
  }
  let form = 0;
  let formMemory = 0;
  const close = (): void => {
    if (form !== 0) api.FPDFDOC_ExitFormFillEnvironment(form);
    if (formMemory !== 0) api.free(formMemory);
    api.FPDF_CloseDocument(document);
    api.free(pointer);
  };
  try {
    const pages = api.FPDF_GetPageCount(document);
    if (cutOff(pdfium, document, pointer, size)) fail('document_damaged', 'The PDF is cut off: its end is missing.');
    if (pages <= 0) fail('document_empty', 'The PDF has no pages.');
    if (pages > limits.pages)
      fail('document_too_many_pages', `The PDF has ${pages} pages; ${limits.pages} are allowed.`, {
        pages,
        limit: limits.pages,
      });
    if (api.FPDF_GetFormType(document) > 0) {
      // FPDF_FORMFILLINFO with no callbacks; 140 bytes are used. Version 2 is what this build of PDFium asks for.
      formMemory = api.malloc(256);
      pdfium.bytes(formMemory, 256).fill(0);
      pdfium.view().setUint32(formMemory, 2, true);
      form = api.FPDFDOC_InitFormFillEnvironment(document, formMemory);
    }
    return createFile(pdfium, document, form, pages, close);
  } catch (error) {
    close();
    throw error;
  }
}

function load(pdfium: Pdfium, path: string): { pointer: number; size: number } {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    if (size === 0) fail('document_damaged', 'The file is empty.');
    const pointer = size < 2 ** 31 ? pdfium.api.malloc(size) : 0;
    if (pointer === 0) fail('document_too_complex', `A PDF of ${size} bytes does not fit into the reader's memory.`);
    let at = 0;
    while (at < size) {
      const read = readSync(file, pdfium.bytes(pointer + at, Math.min(size - at, 1 << 22)));
      if (read === 0) break;
      at += read;
    }
    return { pointer, size: at };
  } finally {
    closeSync(file);
  }
}

/** PDFium repairs what it can; a file whose table of objects and end mark are both missing has lost its end. */
function cutOff(pdfium: Pdfium, document: number, pointer: number, size: number): boolean {
  if (pdfium.api.FPDF_DocumentHasValidCrossReferenceTable(document)) return false;
  const tail = Math.min(size, 2_048);
  return !Buffer.from(pdfium.bytes(pointer + size - tail, tail)).includes('%%EOF');
}

interface LoadedPage {
  handle: number;
  frame: Frame;
  turn: QuarterTurn;
}

function createFile(pdfium: Pdfium, document: number, form: number, pages: number, close: () => void): PdfFile {
  const { api, scratch } = pdfium;
  const fonts: FontCache = new Map();
  const metadata = readMetadata(pdfium, document);
  /** Glyphs of sampled pages that were not asked for yet: short documents would read all their pages twice. */
  const sampled = new Map<number, PageGlyphs>();
  let style: Style | undefined;
  let outline: Outline | undefined;

  const withPage = <T>(number: number, use: (page: LoadedPage) => T): T => {
    if (!Number.isInteger(number) || number < 1 || number > pages)
      fail('page_not_found', `The PDF has pages 1 to ${pages}, not ${number}.`);
    const handle = api.FPDF_LoadPage(document, number - 1);
    if (handle === 0) fail('document_damaged', `Page ${number} of the PDF cannot be read.`);
    if (form !== 0) api.FORM_OnAfterLoadPage(handle, form);
    try {
      const turn = quarterTurn(api.FPDFPage_GetRotation(handle));
      return use({ handle, turn, frame: frameFor(handle, turn) });
    } finally {
      if (form !== 0) api.FORM_OnBeforeClosePage(handle, form);
      api.FPDF_ClosePage(handle);
    }
  };

  const frameFor = (handle: number, turn: QuarterTurn): Frame => {
    if (api.FPDF_GetPageBoundingBox(handle, scratch)) {
      const view = pdfium.view();
      const [left, top, right, bottom] = [0, 4, 8, 12].map((at) => view.getFloat32(scratch + at, true));
      if (
        left !== undefined &&
        top !== undefined &&
        right !== undefined &&
        bottom !== undefined &&
        right > left &&
        top > bottom
      ) {
        return frameOf({ left, top, right, bottom }, turn);
      }
    }
    const [w, h] = [api.FPDF_GetPageWidthF(handle), api.FPDF_GetPageHeightF(handle)];
    return frameOf(
      turn % 2 === 0 ? { left: 0, bottom: 0, right: w, top: h } : { left: 0, bottom: 0, right: h, top: w },
      turn,
    );
  };

  const glyphsIn = (page: LoadedPage): PageGlyphs => {
    const text = api.FPDFText_LoadPage(page.handle);
    if (text === 0) return { glyphs: [], turn: 0, width: page.frame.width, height: page.frame.height, unmapped: 0 };
    try {
      return readGlyphs(pdfium, text, page.frame, page.turn, fonts);
    } finally {
      api.FPDFText_ClosePage(text);
    }
  };

  /**
   * PDFium puts characters into lines on the page as it is shown: text that is shown sideways or upside down comes out
   * backwards. Such a page is turned, in memory, so that its text is upright while it is read.
   */
  const glyphsOf = (page: LoadedPage): PageGlyphs => {
    const glyphs = glyphsIn(page);
    if (glyphs.turn === 0) return glyphs;
    api.FPDFPage_SetRotation(page.handle, quarterTurn(page.turn - glyphs.turn));
    try {
      return glyphsIn(page);
    } finally {
      api.FPDFPage_SetRotation(page.handle, page.turn);
    }
  };

  const bodyStyle = (): Style => {
    if (style !== undefined) return style;
    const counts = noCounts();
    const last = Math.min(pages, SAMPLE_FROM);
    const step = Math.max(1, Math.ceil(last / SAMPLE));
    for (let number = 1; number <= last; number += step) {
      const glyphs = withPage(number, glyphsOf);
      if (pages <= SAMPLE) sampled.set(number, glyphs);
      countStyles(glyphs.glyphs, counts);
    }
    style = mainStyle(counts) ?? PLAIN;
    return style;
  };

  const nameOf = (number: number): string | undefined => {
    const label = pdfium.utf16((buffer, size) => api.FPDF_GetPageLabel(document, number - 1, buffer, size)).trim();
    return label === '' || label === String(number) ? undefined : label;
  };

  return {
    pages,
    metadata,
    read(number) {
      const body = bodyStyle();
      outline ??= readOutline(pdfium, document);
      const titles = outline.get(number) ?? new Map<string, number>();
      const name = nameOf(number);
      return withPage(number, (page) => {
        const glyphs = sampled.get(number) ?? glyphsOf(page);
        sampled.delete(number);
        const graphics = readGraphics(pdfium, page.handle, page.frame, glyphs.turn);
        if (looksScanned(glyphs, graphics, page.frame)) {
          const picture = renderGrey(pdfium, page.handle, form, OCR_DPI, OCR_PIXELS);
          return {
            number,
            width: page.frame.width,
            height: page.frame.height,
            picture,
            ...(name === undefined ? {} : { name }),
          };
        }
        return layOut({
          number,
          frame: page.frame,
          glyphs,
          graphics,
          links: readLinks(pdfium, document, page.handle, page.frame, glyphs.turn),
          fields: form === 0 ? [] : readFields(pdfium, form, page.handle, page.frame, glyphs.turn),
          structure: readStructure(pdfium, page.handle),
          outline: titles,
          style: body,
          ...(name === undefined ? {} : { name }),
        });
      });
    },
    render: (number, longestSide) => withPage(number, (page) => renderColor(pdfium, page.handle, form, longestSide)),
    close,
  };
}
