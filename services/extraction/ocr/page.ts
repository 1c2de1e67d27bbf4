import type { Page } from '../../../domain/documents/content.js';
import type { Font } from '../pdf/font.js';
import { median, quarterTurn, type Frame } from '../pdf/geometry.js';
import type { Glyph } from '../pdf/glyphs.js';
import type { Graphics, Rule } from '../pdf/graphics.js';
import { layOut } from '../pdf/page.js';
import type { Style } from '../pdf/style.js';
import { turnedPicture } from './picture.js';
import type { GreyPicture, Recognition } from './recognizer.js';
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
/** Below this a page of letters is better called empty than given to a reader. */
const USELESS = 0.2;

/** Lays recognised words out like those of a digital page: paragraphs, headings by size, tables by lines and gaps. */
export function pageOf(recognition: Recognition, picture: GreyPicture, sheet: Sheet): Page {
  const odd = recognition.turn % 2 === 1;
  const width = odd ? sheet.height : sheet.width;
  const height = odd ? sheet.width : sheet.height;
  const scale = recognition.width > 0 ? width / recognition.width : 1;
  const lines = recognition.confidence < USELESS ? [] : recognition.lines;
  const body = median(lines.flatMap((line) => line.words.flatMap((word) => new Array<number>(word.text.length).fill(line.size)))) * scale;
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
    graphics: glyphs.length === 0 ? NOTHING : graphicsIn(turnedPicture(picture, recognition.turn), scale),
    links: [],
    fields: [],
    structure: { headings: new Map(), alternatives: [] },
    outline: new Map(),
    style,
    ...(sheet.name === undefined ? {} : { name: sheet.name }),
  });
  return { ...page, method: 'ocr', confidence: Math.round(recognition.confidence * 1000) / 1000 };
}

const NOTHING: Graphics = { horizontal: [], vertical: [], boxes: [], drawings: [], images: [] };

function graphicsIn(picture: GreyPicture, scale: number): Graphics {
  const inch = 72 / scale;
  const { horizontal, vertical } = rulesIn(picture, Math.round(inch * 0.35), Math.max(3, Math.round(inch * 0.05)));
  const toPoints = (rule: Rule): Rule => ({ from: rule.from * scale, to: rule.to * scale, at: rule.at * scale });
  return { ...NOTHING, horizontal: horizontal.map(toPoints), vertical: vertical.map(toPoints) };
}
