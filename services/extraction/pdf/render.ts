import type { GreyPicture } from '../ocr/recognizer.js';
import { fail } from '../../../domain/errors.js';
import type { Pdfium } from './pdfium.js';

const GREY = 1;
const BGRX = 3;
const ANNOTATIONS = 0x01;
const RGB_ORDER = 0x10;
const WHITE = 0xffffffff;

/** A picture in colour: four bytes a pixel (red, green, blue, unused), rows from top to bottom. */
export interface ColorPicture {
  width: number;
  height: number;
  pixels: Uint8Array;
}

/** Draws a page with its annotations and form fields in colour; the longest side gets `longestSide` pixels. */
export function renderColor(pdfium: Pdfium, page: number, form: number, longestSide: number): ColorPicture {
  const scale = longestSide / longest(pdfium, page);
  return render(pdfium, page, form, scale, BGRX);
}

/** Draws a page in grey, at `dpi` dots per inch but with at most `mostPixels` pixels. */
export function renderGrey(pdfium: Pdfium, page: number, form: number, dpi: number, mostPixels: number): GreyPicture {
  const { api } = pdfium;
  const points = Math.max(1, api.FPDF_GetPageWidthF(page) * api.FPDF_GetPageHeightF(page));
  const scale = Math.min(dpi / 72, Math.sqrt(mostPixels / points));
  return { ...render(pdfium, page, form, scale, GREY), dpi: scale * 72 };
}

const longest = ({ api }: Pdfium, page: number): number =>
  Math.max(1, api.FPDF_GetPageWidthF(page), api.FPDF_GetPageHeightF(page));

function render(
  pdfium: Pdfium,
  page: number,
  form: number,
  scale: number,
  format: typeof GREY | typeof BGRX,
): ColorPicture {
  const { api } = pdfium;
  const width = Math.max(1, Math.round(api.FPDF_GetPageWidthF(page) * scale));
  const height = Math.max(1, Math.round(api.FPDF_GetPageHeightF(page) * scale));
  const bitmap = api.FPDFBitmap_CreateEx(width, height, format, 0, 0);
  if (bitmap === 0) fail('document_too_complex', `A page of ${width} × ${height} pixels does not fit into memory.`);
  try {
    api.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, WHITE);
    const flags = ANNOTATIONS | (format === BGRX ? RGB_ORDER : 0);
    api.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, flags);
    if (form !== 0) api.FPDF_FFLDraw(form, bitmap, page, 0, 0, width, height, 0, flags);
    const stride = api.FPDFBitmap_GetStride(bitmap);
    const source = pdfium.bytes(api.FPDFBitmap_GetBuffer(bitmap), stride * height);
    const row = width * (format === GREY ? 1 : 4);
    if (stride === row) return { width, height, pixels: source.slice() };
    const pixels = new Uint8Array(row * height);
    for (let y = 0; y < height; y++) pixels.set(source.subarray(y * stride, y * stride + row), y * row);
    return { width, height, pixels };
  } finally {
    api.FPDFBitmap_Destroy(bitmap);
  }
}
