import type { Furniture } from '../../../domain/documents/content.js';
import type { Paragraph } from './paragraphs.js';
import type { Style } from './style.js';

/** "7", "- 7 -", "Page 7 of 12", "vii", "7-45", "12 / 40". */
const PAGE_NUMBER =
  /^[-–—|\s]*(?:(?:page|seite|página|pagina|p\.|pg\.?)\s*)?(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:[-–./]|of|von|de|di|sur)\s*\d{1,4})?[-–—|\s]*$/i;

/**
 * Page furniture that a single page gives away: page numbers, small print at the very edge, lines that the producer
 * marked as such, and running heads that carry the page number. What repeats from page to page is found by
 * `furniture.ts`, which sees all pages. Place alone never decides: pages whose text starts high lose their first line.
 */
export function marginsOf(
  paragraphs: readonly Paragraph[],
  page: { width: number; height: number },
  style: Style,
): Map<Paragraph, Furniture> {
  const found = new Map<Paragraph, Furniture>();
  const upright = paragraphs.filter((p) => p.lines[0]?.turn === 0);
  for (const p of paragraphs) {
    const first = p.lines[0];
    if (first === undefined || p.lines.length > 4) continue;
    const middle = (p.y0 + p.y1) / 2 / page.height;
    const side: Furniture = middle < 0.5 ? 'header' : 'footer';
    const text = p.lines.map((line) => line.text).join(' ');
    if (first.turn !== 0) {
      // Sideways print at the left or right edge: stamps of preprint servers, form numbers.
      const x = (p.x0 + p.x1) / 2 / page.width;
      if ((x < 0.07 || x > 0.93) && first.turn % 2 === 1) found.set(p, 'header');
      continue;
    }
    const edge = Math.min(p.y1, page.height - p.y0) / page.height; // how far its inner side is from the edge
    const above = upright.filter((other) => other !== p && other.y1 <= p.y0 + 2).length;
    const below = upright.filter((other) => other !== p && other.y0 >= p.y1 - 2).length;
    const outermost = side === 'header' ? above === 0 : below === 0;
    const small = first.size < 0.94 * style.size;
    if (p.lines.every((line) => line.artifact) && edge < 0.16) found.set(p, side);
    else if (PAGE_NUMBER.test(text) && edge < 0.11) found.set(p, side);
    else if (small && edge < 0.075) found.set(p, side);
    else if (
      outermost &&
      p.lines.length === 1 &&
      edge < 0.16 &&
      first.size <= style.size &&
      carriesNumber(p) &&
      apart(p, upright, 1.3)
    )
      found.set(p, side);
  }
  return found;
}

/** A line with a number set apart at its left or right end. */
function carriesNumber(p: Paragraph): boolean {
  const words = p.lines[0]?.words ?? [];
  const size = p.lines[0]?.size ?? 10;
  const [a, b] = [words[0], words[1]];
  const [y, z] = [words[words.length - 2], words[words.length - 1]];
  const number = /^(\d{1,4}|[ivxlc]{1,6})$/i;
  if (a !== undefined && b !== undefined && number.test(a.text) && b.x0 - a.x1 > 1.2 * size) return true;
  return y !== undefined && z !== undefined && number.test(z.text) && z.x0 - y.x1 > 1.2 * size;
}

function apart(p: Paragraph, others: readonly Paragraph[], ems: number): boolean {
  const size = p.lines[0]?.size ?? 10;
  return others.every(
    (other) => other === p || other.y0 - p.y1 > (ems - 1) * size || p.y0 - other.y1 > (ems - 1) * size,
  );
}
