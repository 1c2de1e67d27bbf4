import { classifyFont, type Font } from './font.js';
import { inside, quarterTurn, turned, type Frame, type QuarterTurn, type Rect } from './geometry.js';
import type { Pdfium } from './pdfium.js';

/** One character of the page, in content-stream order, in the frame in which most of the page's text reads from left to right. */
export interface Glyph extends Rect {
  /** Usually one character; the box is as wide as the advance and as high as the font. */
  text: string;
  /** y of the baseline. */
  baseline: number;
  /** Font size in points as it is shown. */
  size: number;
  font: Font;
  /** How far the text runs from left to right in this frame: 0 it does, 1 it runs down, 2 upside down, 3 up. */
  turn: QuarterTurn;
  /** A space stands before it. */
  spaced: boolean;
  /** That space is PDFium's own guess from the gap; the file has none. */
  guessed: boolean;
  /** A hyphen at the end of a line that may only be there because the line ended. */
  soft: boolean;
  /** Not painted (OCR layers), or painted outside the page. */
  hidden: boolean;
  /** Marked-content id, to find its structure element; -1: none. */
  mark: number;
  /** Marked as page furniture (`/Artifact`) by the producer. */
  artifact: boolean;
  color: number;
}

export interface PageGlyphs {
  glyphs: Glyph[];
  /** Quarter turns clockwise that most of the text is turned by on the page as it is shown. */
  turn: QuarterTurn;
  /** Size of the frame the glyphs are in: that of the page, swapped for odd turns. */
  width: number;
  height: number;
  /** Share of characters whose font does not say which letters they are. */
  unmapped: number;
}

/** What all characters of one text object have in common, so that it is asked for once an object, not once a character. */
interface TextObject {
  font: Font;
  /** As it is shown: the nominal size times the scale of the text matrix. 0: not known. */
  size: number;
  hidden: boolean;
  turn: QuarterTurn;
  skewed: boolean;
  mark: number;
  artifact: boolean;
  color: number;
}

const INVISIBLE = 3;
const CLIPPED = 7;

/** Reads fonts of one document once: handles are stable while it is open. */
export type FontCache = Map<number, Font>;

export function readGlyphs(
  pdfium: Pdfium,
  textPage: number,
  frame: Frame,
  pageTurn: QuarterTurn,
  fonts: FontCache,
): PageGlyphs {
  const { api, scratch } = pdfium;
  const count = Math.max(0, api.FPDFText_CountChars(textPage));
  const objects = new Map<number, TextObject>();
  const glyphs: Glyph[] = [];
  const turns = [0, 0, 0, 0];
  let spaced = false;
  let guessed = true;
  let unmapped = 0;
  let last: TextObject | undefined;
  let lastPointer = 0;

  for (let i = 0; i < count; i++) {
    const code = api.FPDFText_GetUnicode(textPage, i) >>> 0;
    if (
      code === 0x20 ||
      code === 0xa0 ||
      code === 0x0a ||
      code === 0x0d ||
      code === 0x09 ||
      code === 0x3000 ||
      code === 0x200b
    ) {
      spaced = true;
      if (guessed && api.FPDFText_IsGenerated(textPage, i) !== 1) guessed = false;
      continue;
    }
    const soft = code === 0x02 || code === 0xfffe || code === 0xad;
    if (code === 0 || code > 0x10ffff || (code < 0x20 && !soft) || (code >= 0x200e && code <= 0x200f)) continue;

    const pointer = api.FPDFText_GetTextObject(textPage, i);
    if (pointer !== lastPointer || last === undefined) {
      lastPointer = pointer;
      last = objects.get(pointer);
      if (last === undefined) {
        last = readObject(pdfium, textPage, i, pointer, pageTurn, fonts);
        objects.set(pointer, last);
      }
    }
    if (!api.FPDFText_GetLooseCharBox(textPage, i, scratch)) continue;
    api.FPDFText_GetCharOrigin(textPage, i, scratch + 16, scratch + 24);
    const view = pdfium.view();
    const [ax, ay] = frame.toShown(view.getFloat32(scratch, true), view.getFloat32(scratch + 4, true));
    const [bx, by] = frame.toShown(view.getFloat32(scratch + 8, true), view.getFloat32(scratch + 12, true));
    const [ox, oy] = frame.toShown(view.getFloat64(scratch + 16, true), view.getFloat64(scratch + 24, true));
    if (!Number.isFinite(ax + ay + bx + by + ox + oy)) continue;
    const x0 = Math.min(ax, bx);
    const y0 = Math.min(ay, by);
    const x1 = Math.max(ax, bx);
    const y1 = Math.max(ay, by);
    if (api.FPDFText_HasUnicodeMapError(textPage, i) === 1 || code === 0xfffd) unmapped++;
    if (!last.skewed) turns[last.turn] = (turns[last.turn] ?? 0) + 1;
    const along = last.turn % 2 === 0;
    glyphs.push({
      text: soft ? '-' : characterOf(code, last.font),
      x0,
      y0,
      x1,
      y1,
      baseline: along ? oy : ox,
      size: last.size > 0 ? last.size : (along ? y1 - y0 : x1 - x0) / 1.18,
      font: last.font,
      turn: last.turn,
      spaced,
      guessed,
      soft,
      hidden:
        last.hidden || !inside((x0 + x1) / 2, (y0 + y1) / 2, { x0: 0, y0: 0, x1: frame.width, y1: frame.height }, 1),
      mark: last.mark,
      artifact: last.artifact,
      color: last.color,
    });
    spaced = false;
    guessed = true;
  }

  const turn = quarterTurn(turns.indexOf(Math.max(...turns)));
  const odd = turn % 2 === 1;
  if (turn !== 0) for (const glyph of glyphs) straighten(glyph, turn, frame);
  return {
    glyphs,
    turn,
    width: odd ? frame.height : frame.width,
    height: odd ? frame.width : frame.height,
    unmapped: glyphs.length === 0 ? 0 : unmapped / glyphs.length,
  };
}

function straighten(glyph: Glyph, turn: QuarterTurn, frame: Frame): void {
  const back = quarterTurn(4 - turn);
  const along = glyph.turn % 2 === 0;
  const point = along
    ? { x0: 0, x1: 0, y0: glyph.baseline, y1: glyph.baseline }
    : { x0: glyph.baseline, x1: glyph.baseline, y0: 0, y1: 0 };
  const baseline = turned(point, back, frame.width, frame.height);
  const rect = turned(glyph, back, frame.width, frame.height);
  glyph.x0 = rect.x0;
  glyph.y0 = rect.y0;
  glyph.x1 = rect.x1;
  glyph.y1 = rect.y1;
  glyph.turn = quarterTurn(glyph.turn - turn);
  glyph.baseline = glyph.turn % 2 === 0 ? baseline.y0 : baseline.x0;
}

function readObject(
  pdfium: Pdfium,
  textPage: number,
  index: number,
  pointer: number,
  pageTurn: QuarterTurn,
  fonts: FontCache,
): TextObject {
  const { api, scratch } = pdfium;
  const angle = api.FPDFText_GetCharAngle(textPage, index);
  const quarters = angle / (Math.PI / 2); // anticlockwise, as PDF space has y upwards
  const turn = quarterTurn(pageTurn - Math.round(quarters));
  const skewed = Math.abs(quarters - Math.round(quarters)) > 0.06;
  let size = 0;
  if (api.FPDFText_GetMatrix(textPage, index, scratch)) {
    const view = pdfium.view(); // a b c d e f: c and d say how high a unit of the font is drawn
    size =
      api.FPDFText_GetFontSize(textPage, index) *
      Math.hypot(view.getFloat32(scratch + 8, true), view.getFloat32(scratch + 12, true));
  }
  if (pointer === 0) {
    return {
      font: classifyFont({ name: '', flags: 0, weight: 0, italicAngle: 0 }),
      size,
      hidden: false,
      turn,
      skewed,
      mark: -1,
      artifact: false,
      color: 0,
    };
  }
  const mode = api.FPDFTextObj_GetTextRenderMode(pointer);
  let color = 0;
  if (api.FPDFPageObj_GetFillColor(pointer, scratch, scratch + 4, scratch + 8, scratch + 12)) {
    const view = pdfium.view();
    color =
      (view.getUint32(scratch, true) << 16) |
      (view.getUint32(scratch + 4, true) << 8) |
      view.getUint32(scratch + 8, true);
  }
  return {
    font: fontOf(pdfium, api.FPDFTextObj_GetFont(pointer), mode === 2, fonts),
    hidden: mode === INVISIBLE || mode === CLIPPED,
    size: Number.isFinite(size) ? size : 0,
    turn,
    skewed,
    mark: api.FPDFPageObj_GetMarkedContentID(pointer),
    artifact: isArtifact(pdfium, pointer),
    color,
  };
}

function isArtifact(pdfium: Pdfium, object: number): boolean {
  const { api } = pdfium;
  const marks = api.FPDFPageObj_CountMarks(object);
  for (let i = 0; i < marks; i++) {
    const mark = api.FPDFPageObj_GetMark(object, i);
    if (mark === 0) continue;
    const length = pdfium.scratch + 4_096;
    const name = pdfium.utf16((buffer, size) =>
      api.FPDFPageObjMark_GetName(mark, buffer, Math.min(size, 4_096), length)
        ? pdfium.view().getUint32(length, true)
        : 0,
    );
    if (name === 'Artifact') return true;
  }
  return false;
}

/** Text that is filled and outlined is how word processors fake a bold face. */
function fontOf(pdfium: Pdfium, handle: number, outlined: boolean, fonts: FontCache): Font {
  const known = fonts.get(outlined ? -handle : handle);
  if (known !== undefined) return known;
  const { api, scratch } = pdfium;
  const facts = { name: '', flags: 0, weight: 0, italicAngle: 0 };
  if (handle !== 0) {
    facts.name = pdfium.utf8((buffer, size) => api.FPDFFont_GetBaseFontName(handle, buffer, size));
    facts.flags = Math.max(0, api.FPDFFont_GetFlags(handle));
    facts.weight = api.FPDFFont_GetWeight(handle);
    if (api.FPDFFont_GetItalicAngle(handle, scratch)) facts.italicAngle = pdfium.view().getInt32(scratch, true);
  }
  const plain = classifyFont(facts);
  const font = outlined && !plain.bold ? { ...plain, bold: true, weight: 700 } : plain;
  fonts.set(outlined ? -handle : handle, font);
  return font;
}

/** Symbol fonts put their signs at U+F000–F0FF (the byte in the old font); these are the ones that mean something. */
const SYMBOLS: Readonly<Record<number, string>> = {
  0x6c: '●',
  0x6e: '■',
  0x6f: '☐',
  0x71: '❑',
  0x72: '❒',
  0x74: '⧫',
  0x75: '◆',
  0x76: '❖',
  0x77: '⬥',
  0x9f: '•',
  0xa7: '▪',
  0xa8: '☐',
  0xb7: '•',
  0xd8: '➢',
  0xe0: '→',
  0xe8: '➔',
  0xf0: '⇨',
  0xfb: '✗',
  0xfc: '✓',
  0xfd: '☒',
  0xfe: '☑',
};

function characterOf(code: number, font: Font): string {
  if (code >= 0xf020 && code <= 0xf0ff) {
    const byte = code - 0xf000;
    const symbol = SYMBOLS[byte];
    if (symbol !== undefined) return symbol;
    if (!/wingding|webding|symbol|dingbat/i.test(font.name) && byte >= 0x21 && byte < 0x7f)
      return String.fromCharCode(byte);
    return '•';
  }
  // Wingdings without the offset: a bullet typed as a letter.
  if (code < 0x100 && /wingding/i.test(font.name)) return SYMBOLS[code] ?? '•';
  if (code >= 0xd800 && code <= 0xdfff) return String.fromCharCode(code); // half of a pair: its other half follows
  return String.fromCodePoint(code);
}
