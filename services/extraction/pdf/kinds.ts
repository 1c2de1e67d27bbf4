import { joined } from './inline.js';
import type { Paragraph } from './paragraphs.js';
import type { Style } from './style.js';

/** A display formula: set apart, mostly in mathematics faces or symbols, without words of running text. */
export function isFormula(p: Paragraph): boolean {
  if (p.lines.length > 8) return false;
  let math = 0;
  let all = 0;
  let words = 0;
  for (const line of p.lines) {
    for (const word of line.words) {
      const set = word.glyphs.some((glyph) => glyph.font.math);
      if (!set && /^\p{L}{4,}[,.]?$/u.test(word.text) && ++words > 1) return false;
      for (const glyph of word.glyphs) {
        all++;
        if (glyph.font.math || /[\p{Sm}\u{1d400}-\u{1d7ff}\u0391-\u03c9]/u.test(glyph.text)) math++;
      }
    }
  }
  return all >= 3 && math >= 0.3 * all;
}

export function isCode(p: Paragraph, style: Style): boolean {
  return (
    !style.mono && p.lines.every((line) => line.turn === 0 && line.face.mono === 'all') && joined(p.lines).length > 3
  );
}
