import type { Glyph } from './glyphs.js';

/** What most of the text looks like: the measure for everything that stands out. */
export interface Style {
  /** Points. */
  size: number;
  /** Of the font: 400 regular, 700 bold. */
  weight: number;
  italic: boolean;
  mono: boolean;
}

/** Counts characters by size and face; cheap to merge over pages. */
export interface StyleCounts {
  sizes: Map<number, number>;
  /** Characters by size and weight (size × 10,000 + weight), and by size that are italic, monospaced. */
  weights: Map<number, number>;
  italic: Map<number, number>;
  mono: Map<number, number>;
  total: number;
}

export const noCounts = (): StyleCounts => ({
  sizes: new Map(),
  weights: new Map(),
  italic: new Map(),
  mono: new Map(),
  total: 0,
});

const bump = (map: Map<number, number>, key: number, by = 1): void => void map.set(key, (map.get(key) ?? 0) + by);

const WEIGHTS = 10_000;

export function countStyles(glyphs: readonly Glyph[], counts: StyleCounts): void {
  for (const glyph of glyphs) {
    const size = Math.round(glyph.size * 2) / 2;
    bump(counts.sizes, size);
    bump(counts.weights, size * WEIGHTS + glyph.font.weight);
    if (glyph.font.italic) bump(counts.italic, size);
    if (glyph.font.mono) bump(counts.mono, size);
    counts.total++;
  }
}

/** The style of the most frequent size; neighbouring half points count for it, because scaled pages scatter sizes. */
export function mainStyle(counts: StyleCounts): Style | undefined {
  let best: number | undefined;
  let most = 0;
  const near = (map: Map<number, number>, size: number): number =>
    (map.get(size) ?? 0) + 0.5 * ((map.get(size - 0.5) ?? 0) + (map.get(size + 0.5) ?? 0));
  for (const size of counts.sizes.keys()) {
    const n = near(counts.sizes, size);
    if (n > most) {
      most = n;
      best = size;
    }
  }
  if (best === undefined) return undefined;
  const share = (map: Map<number, number>): boolean => near(map, best) > 0.5 * most;
  let weight = 400;
  let heaviest = 0;
  for (const [key, n] of counts.weights) {
    if (key < best * WEIGHTS || key >= best * WEIGHTS + 1_000) continue;
    if (n > heaviest) {
      heaviest = n;
      weight = key - best * WEIGHTS;
    }
  }
  return { size: best, weight, italic: share(counts.italic), mono: share(counts.mono) };
}
