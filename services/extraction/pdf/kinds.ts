import { joined } from './inline.js';
import { faceOf, type Paragraph } from './paragraphs.js';
import type { Style } from './style.js';

/** A display formula: set apart, mostly in mathematics faces or symbols, without words of running text. */
export function isFormula(p: Paragraph): boolean {
  let math = 0;
  let all = 0;
  let words = 0;
  for (const line of p.lines) {
    for (const word of line.words) {
      for (const glyph of word.glyphs) {
        all++;
        if (glyph.font.math || /[\p{Sm}\u{1d400}-\u{1d7ff}\u0391-\u03c9]/u.test(glyph.text)) math++;
      }
      if (/^\p{L}{4,}[,.]?$/u.test(word.text) && !word.glyphs.some((glyph) => glyph.font.math)) words++;
    }
  }
  return all >= 3 && math >= 0.3 * all && words <= 1 && p.lines.length <= 8;
}

export function isCode(p: Paragraph, style: Style): boolean {
  return (
    !style.mono && p.lines.every((line) => line.turn === 0 && faceOf(line).mono === 'all') && joined(p.lines).length > 3
  );
}
