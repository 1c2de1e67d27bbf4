import type { Figure } from './figures.js';
import { area, overlap, union, type Rect } from './geometry.js';
import { joinOf } from './inline.js';
import { isCaption } from './markers.js';
import type { Paragraph } from './paragraphs.js';
import type { DraftTable } from './tables.js';

/** A piece of the page on its way to become a block. */
export type Piece = Rect &
  ({ kind: 'text'; paragraph: Paragraph } | { kind: 'table'; table: DraftTable } | { kind: 'figure'; figure: Figure });

export const rectOf = ({ x0, y0, x1, y1 }: Rect): Rect => ({ x0, y0, x1, y1 });

/** A picture stands before the first text below it in its column, and after its caption when that stands above. */
export function withFigures(pieces: readonly Piece[], figures: readonly Figure[]): Piece[] {
  const result = [...pieces];
  for (const figure of figures) {
    if (result.some((piece) => piece.kind === 'table' && overlap(piece, figure) > 0.5 * area(piece))) continue;
    const piece: Piece = { ...rectOf(figure), kind: 'figure', figure };
    const caption = result.findIndex(
      (other) =>
        other.kind === 'text' &&
        isCaption(other.paragraph.lines[0]?.text ?? '') &&
        Math.max(other.y0 - figure.y1, figure.y0 - other.y1) < 40 &&
        Math.min(other.x1, figure.x1) > Math.max(other.x0, figure.x0),
    );
    const below = result.findIndex(
      (other) => other.y0 >= figure.y1 - 4 && Math.min(other.x1, figure.x1) > Math.max(other.x0, figure.x0),
    );
    const at = caption >= 0 ? caption + 1 : below >= 0 ? below : result.length;
    result.splice(at, 0, piece);
  }
  return result;
}

/** Joins a paragraph that a column break has cut: it does not end its sentence, and goes on further up to the right. */
export function joinCut(pieces: readonly Piece[]): Piece[] {
  const result: Piece[] = [];
  for (const piece of pieces) {
    if (piece.kind === 'text') {
      const last = lastBody(result);
      if (last?.kind === 'text' && goesOn(last.paragraph, piece.paragraph)) {
        const lines = [...last.paragraph.lines, ...piece.paragraph.lines];
        last.paragraph = { ...last.paragraph, ...union(lines), lines };
        continue;
      }
    }
    result.push({ ...piece });
  }
  return result;
}

/** The last running text: pictures, tables and captions that stand at the end of a column do not end a sentence. */
function lastBody(pieces: readonly Piece[]): Piece | undefined {
  for (let i = pieces.length - 1; i >= 0; i--) {
    const piece = pieces[i];
    if (piece?.kind !== 'text') continue;
    if (isCaption(piece.paragraph.lines[0]?.text ?? '')) continue;
    return piece;
  }
  return undefined;
}

function goesOn(a: Paragraph, b: Paragraph): boolean {
  const end = a.lines[a.lines.length - 1];
  const start = b.lines[0];
  if (end === undefined || start === undefined || a.lines.length + b.lines.length < 3) return false;
  if (
    Math.abs(end.size - start.size) > 0.04 * end.size ||
    end.font.bold !== start.font.bold ||
    end.turn !== 0 ||
    start.turn !== 0
  )
    return false;
  if (b.y0 > end.y0 - 2 * end.size) return false; // only from the foot of one column to the head of another
  if (/[.!?:;。！？][)\]”’"'»]*$/u.test(end.text)) return false;
  if (end.x1 < a.x1 - 4 * end.size) return false; // the last line is not full
  return /^[\p{Ll}\p{Lo}\d(]/u.test(start.text) && joinOf(end, start) !== 'glue';
}
