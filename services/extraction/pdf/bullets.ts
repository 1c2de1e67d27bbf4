import { fromWords, wordOf, type Fragment } from './fragments.js';
import { height, middleX, middleY, width, type Rect } from './geometry.js';
import type { Graphics } from './graphics.js';

/**
 * Gives lines the bullets that are drawn rather than printed (browsers and slide programs do so): a dot, ring or square
 * about as high as a small letter, right before the start of a line, at the height of its letters.
 */
export function withBullets(fragments: readonly Fragment[], graphics: Graphics): Fragment[] {
  const dots = [...graphics.drawings, ...graphics.boxes].filter(
    (r) => width(r) > 1.5 && width(r) < 14 && width(r) < 1.5 * height(r) && height(r) < 1.5 * width(r),
  );
  if (dots.length === 0 || dots.length > 400) return [...fragments];
  const used = new Set<Rect>();
  return fragments.map((fragment) => {
    if (fragment.turn !== 0 || fragment.hidden) return fragment;
    const dot = dots.find((r) => !used.has(r) && marks(r, fragment));
    if (dot === undefined) return fragment;
    used.add(dot);
    const first = fragment.words[0]?.glyphs[0];
    if (first === undefined) return fragment;
    const bullet = wordOf([
      { ...first, ...dotRect(dot), text: '•', baseline: fragment.baseline, size: fragment.size, spaced: true },
    ]);
    return fromWords(
      [bullet, ...fragment.words.map((word, i) => (i === 0 ? { ...word, glyphs: spacedFirst(word.glyphs) } : word))],
      fragment.order,
    );
  });
}

const dotRect = ({ x0, y0, x1, y1 }: Rect): Rect => ({ x0, y0, x1, y1 });

const spacedFirst = (glyphs: Fragment['words'][number]['glyphs']): typeof glyphs =>
  glyphs.map((glyph, i) => (i === 0 ? { ...glyph, spaced: true } : glyph));

function marks(dot: Rect, line: Fragment): boolean {
  const gap = line.x0 - dot.x1;
  if (gap < 0.1 * line.size || gap > 2.2 * line.size) return false;
  if (height(dot) > 0.65 * line.size || height(dot) < 0.15 * line.size) return false;
  const y = middleY(dot);
  return y < line.baseline && y > line.baseline - 0.75 * line.size && middleX(dot) < line.x0;
}
