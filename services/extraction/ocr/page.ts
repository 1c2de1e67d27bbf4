import type { Page } from '../../../domain/documents/content.js';
import type { Font } from '../pdf/font.js';
import { median, quarterTurn, turned, type Frame, type Rect } from '../pdf/geometry.js';
import type { Glyph } from '../pdf/glyphs.js';
import type { Graphics, Rule } from '../pdf/graphics.js';
import { layOut } from '../pdf/page.js';
import { NO_STRUCTURE } from '../pdf/structure.js';
import type { Style } from '../pdf/style.js';
import type { GreyPicture, Recognition, RecognizeOptions, Recognizer } from './recognizer.js';
import { rulesIn } from './rules.js';

/** The page whose picture was read. */
export interface Sheet {
  number: number;
  /** Points, as it is shown. */
  width: number;
  height: number;
  name?: string;
}

const PRINT: Font = { name: 'print', bold: false, weight: 400, italic: false, mono: false, math: false };
/** Recognised heights of letters scatter: lines this near to the body's size have it. */
const SAME_SIZE = 0.2;
/** Recognised sizes are rough: a heading must be this much larger than the body. */
const LARGER = 1.3;
/** Below this a page of letters is better called empty than given to a reader. */
const USELESS = 0.2;

/** Reads the picture of a page: recognises its words, and lays them out with the lines that are drawn on it. */
export async function readSheet(
  recognizer: Recognizer,
  picture: GreyPicture,
  sheet: Sheet,
  options: RecognizeOptions,
): Promise<Page> {
  const rules = rulesIn(picture, sheet.width > 0 ? (picture.width * 72) / sheet.width : 200);
  const recognition = await recognizer.recognize(picture, options);
  const turn = (rule: Rule, across: boolean): Rect => {
    const rect = across
      ? { x0: rule.at, x1: rule.at, y0: rule.from, y1: rule.to }
      : { x0: rule.from, x1: rule.to, y0: rule.at, y1: rule.at };
    return turned(rect, recognition.turn, picture.width, picture.height);
  };
  const lines = [
    ...rules.horizontal.map((rule) => turn(rule, false)),
    ...rules.vertical.map((rule) => turn(rule, true)),
  ];
  const graphics: Graphics = { horizontal: [], vertical: [], boxes: [], drawings: [], images: [] };
  const scale = (recognition.turn % 2 === 1 ? sheet.height : sheet.width) / Math.max(1, recognition.width);
  for (const { x0, y0, x1, y1 } of lines) {
    if (x1 - x0 >= y1 - y0) graphics.horizontal.push({ from: x0 * scale, to: x1 * scale, at: y0 * scale });
    else graphics.vertical.push({ from: y0 * scale, to: y1 * scale, at: x0 * scale });
  }
  return pageOf(recognition, graphics, sheet);
}

/** Lays recognised words out like those of a digital page: paragraphs, headings by size, tables by lines and gaps. */
export function pageOf(recognition: Recognition, graphics: Graphics, sheet: Sheet): Page {
  const odd = recognition.turn % 2 === 1;
  const width = odd ? sheet.height : sheet.width;
  const height = odd ? sheet.width : sheet.height;
  const scale = recognition.width > 0 ? width / recognition.width : 1;
  const lines = recognition.confidence < USELESS ? [] : recognition.lines;
  const body =
    median(lines.flatMap((line) => line.words.flatMap((word) => new Array<number>(word.text.length).fill(line.size)))) *
    scale;
  const glyphs = lines.flatMap((line) => {
    const size = Math.abs(line.size * scale - body) <= SAME_SIZE * body ? body : line.size * scale;
    return line.words.map((word): Glyph => ({
      text: word.text,
      x0: word.x0 * scale,
      x1: word.x1 * scale,
      y0: word.y0 * scale,
      y1: word.y1 * scale,
      baseline: line.baseline * scale,
      size,
      font: PRINT,
      turn: 0,
      spaced: true,
      guessed: false,
      soft: false,
      hidden: false,
      mark: -1,
      artifact: false,
      color: 0,
    }));
  });
  const style: Style = { size: body > 0 ? body : 10, weight: 400, italic: false, mono: false };
  // `layOut` wants to know how the text is turned on the page that is shown: the other way round.
  const turn = quarterTurn(4 - recognition.turn);
  const frame: Frame = { width: sheet.width, height: sheet.height, toShown: (x, y) => [x, y] };
  const page = layOut({
    number: sheet.number,
    frame,
    glyphs: { glyphs, turn, width, height, unmapped: 0 },
    graphics,
    links: [],
    fields: [],
    structure: NO_STRUCTURE,
    outline: new Map(),
    style,
    larger: LARGER,
    ...(sheet.name === undefined ? {} : { name: sheet.name }),
  });
  return { ...page, method: 'ocr', confidence: Math.round(recognition.confidence * 1000) / 1000 };
}
