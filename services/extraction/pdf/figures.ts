import { area, contains, height, middleX, middleY, overlap, sharedX, union, width, type Rect } from './geometry.js';
import type { Graphics } from './graphics.js';
import { isFigureCaption } from './markers.js';
import type { Paragraph } from './paragraphs.js';

export interface Figure extends Rect {
  /** Text that belongs to the picture: labels, axes. */
  labels: Set<Paragraph>;
}

/** Pieces of a drawing are rarely further apart than this, in points. */
const NEAR = 6;
/** Beyond this many pieces the outline of a drawing does not change any more. */
const MOST_PIECES = 4_000;

/** Joins images and drawings that touch into pictures. */
function clustersOf(graphics: Graphics): Rect[] {
  const clusters: Rect[] = [];
  const pieces = [...graphics.images, ...graphics.drawings]
    .filter((piece) => width(piece) > 0.5 || height(piece) > 0.5)
    .slice(0, MOST_PIECES);
  pieces.sort((a, b) => area(b) - area(a)); // large ones first: most others fall into them
  for (const piece of pieces) {
    let merged: Rect = { x0: piece.x0, y0: piece.y0, x1: piece.x1, y1: piece.y1 };
    for (let i = clusters.length - 1; i >= 0; i--) {
      const cluster = clusters[i];
      if (cluster === undefined) continue;
      if (
        cluster.x0 - NEAR > merged.x1 ||
        cluster.x1 + NEAR < merged.x0 ||
        cluster.y0 - NEAR > merged.y1 ||
        cluster.y1 + NEAR < merged.y0
      )
        continue;
      merged = union([merged, cluster]);
      clusters.splice(i, 1);
    }
    clusters.push(merged);
  }
  return clusters;
}

/**
 * Finds pictures: what a reader would call one. Logos and icons are too small, backgrounds have the page's text on
 * them. Text is only taken for a label of the picture when a caption says that it is a figure; otherwise it stays text.
 */
export function figuresOf(
  graphics: Graphics,
  paragraphs: readonly Paragraph[],
  page: { width: number; height: number },
  bodySize: number,
): Figure[] {
  const figures: Figure[] = [];
  const captions = paragraphs.filter((p) => isFigureCaption(p.lines[0]?.text ?? ''));
  for (const cluster of clustersOf(graphics)) {
    if (area(cluster) < 0.012 * page.width * page.height || width(cluster) < 24 || height(cluster) < 24) continue;
    const onIt = paragraphs.filter((p) => overlap(p, cluster) > 0.6 * area(p));
    const captioned = captions.some(
      (caption) => sharedX(caption, cluster) > 0 && distance(caption, cluster) < 40 && !contains(cluster, caption, 2),
    );
    const prose = onIt
      .filter((p) => !isLabel(p))
      .reduce((n, p) => n + p.lines.reduce((m, line) => m + line.text.length, 0), 0);
    if (prose > (captioned ? 400 : 120)) continue; // a panel behind text
    const printed = onIt.reduce((sum, p) => sum + area(p), 0);
    if (!captioned && printed > 0.12 * area(cluster)) continue; // a bar or a box behind a title
    if (!captioned && area(cluster) > 0.9 * page.width * page.height) continue;
    const labels = new Set<Paragraph>();
    if (captioned) {
      for (const p of paragraphs) {
        if (captions.includes(p) || !isLabel(p)) continue;
        const on = overlap(p, cluster) > 0.5 * area(p);
        const beside = (p.lines[0]?.size ?? 0) < 0.95 * bodySize && distance(p, cluster) < 12 && nearMiddle(p, cluster);
        if (on || beside) labels.add(p);
      }
    }
    figures.push({ ...cluster, labels });
  }
  return figures;
}

function isLabel(p: Paragraph): boolean {
  const words = p.lines.reduce((n, line) => n + line.words.length, 0);
  return words <= 14 && p.lines.every((line) => line.words.length <= 7);
}

function distance(a: Rect, b: Rect): number {
  const dx = Math.max(0, -sharedX(a, b));
  const dy = Math.max(0, Math.max(a.y0, b.y0) - Math.min(a.y1, b.y1));
  return Math.max(dx, dy);
}

const nearMiddle = (p: Rect, cluster: Rect): boolean =>
  (middleX(p) > cluster.x0 && middleX(p) < cluster.x1) || (middleY(p) > cluster.y0 && middleY(p) < cluster.y1);
