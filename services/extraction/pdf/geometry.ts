/** A rectangle in points, origin top left, y downwards: x0 ≤ x1, y0 ≤ y1. */
export interface Rect {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

export const width = (r: Rect): number => r.x1 - r.x0;
export const height = (r: Rect): number => r.y1 - r.y0;
export const area = (r: Rect): number => Math.max(0, width(r)) * Math.max(0, height(r));
export const middleX = (r: Rect): number => (r.x0 + r.x1) / 2;
export const middleY = (r: Rect): number => (r.y0 + r.y1) / 2;

/** Length shared by two intervals; negative: the gap between them. */
export const shared = (a0: number, a1: number, b0: number, b1: number): number => Math.min(a1, b1) - Math.max(a0, b0);
export const sharedX = (a: Rect, b: Rect): number => shared(a.x0, a.x1, b.x0, b.x1);
const sharedY = (a: Rect, b: Rect): number => shared(a.y0, a.y1, b.y0, b.y1);

export function overlap(a: Rect, b: Rect): number {
  return Math.max(0, sharedX(a, b)) * Math.max(0, sharedY(a, b));
}

export function union(rects: Iterable<Rect>): Rect {
  const all: Rect = { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity };
  for (const r of rects) {
    if (r.x0 < all.x0) all.x0 = r.x0;
    if (r.y0 < all.y0) all.y0 = r.y0;
    if (r.x1 > all.x1) all.x1 = r.x1;
    if (r.y1 > all.y1) all.y1 = r.y1;
  }
  return all;
}

export const inside = (x: number, y: number, r: Rect, slack = 0): boolean =>
  x >= r.x0 - slack && x <= r.x1 + slack && y >= r.y0 - slack && y <= r.y1 + slack;

/** Whether `inner` lies in `outer`, up to `slack` points. */
export const contains = (outer: Rect, inner: Rect, slack = 0): boolean =>
  inner.x0 >= outer.x0 - slack &&
  inner.x1 <= outer.x1 + slack &&
  inner.y0 >= outer.y0 - slack &&
  inner.y1 <= outer.y1 + slack;

export type QuarterTurn = 0 | 1 | 2 | 3;

/**
 * How a page's own coordinates (origin bottom left, any offset, `/Rotate` not applied) become places on the page as it
 * is shown, and those become the frame in which its text runs from left to right (they differ on pages whose text is
 * printed sideways).
 */
export interface Frame {
  /** Size of the page as it is shown. */
  readonly width: number;
  readonly height: number;
  toShown(x: number, y: number): readonly [x: number, y: number];
}

/** `bounds` is the visible box in page coordinates, y upwards; `turn` counts quarter turns clockwise (`/Rotate` / 90). */
export function frameOf(
  bounds: { left: number; bottom: number; right: number; top: number },
  turn: QuarterTurn,
): Frame {
  const w = bounds.right - bounds.left;
  const h = bounds.top - bounds.bottom;
  const { left, bottom, right, top } = bounds;
  switch (turn) {
    case 0:
      return { width: w, height: h, toShown: (x, y) => [x - left, top - y] };
    case 1:
      return { width: h, height: w, toShown: (x, y) => [y - bottom, x - left] };
    case 2:
      return { width: w, height: h, toShown: (x, y) => [right - x, y - bottom] };
    case 3:
      return { width: h, height: w, toShown: (x, y) => [top - y, right - x] };
  }
}

/** Turns a rectangle of a `w` × `h` area by quarter turns clockwise; the area becomes h × w for odd turns. */
export function turned(r: Rect, turn: QuarterTurn, w: number, h: number): Rect {
  switch (turn) {
    case 0:
      return { x0: r.x0, y0: r.y0, x1: r.x1, y1: r.y1 };
    case 1:
      return { x0: h - r.y1, y0: r.x0, x1: h - r.y0, y1: r.x1 };
    case 2:
      return { x0: w - r.x1, y0: h - r.y1, x1: w - r.x0, y1: h - r.y0 };
    case 3:
      return { x0: r.y0, y0: w - r.x1, x1: r.y1, y1: w - r.x0 };
  }
}

export const quarterTurn = (value: number): QuarterTurn => {
  const turn = ((Math.round(value) % 4) + 4) % 4;
  return turn === 1 || turn === 2 || turn === 3 ? turn : 0;
};

/** The middle value; of an even count the lower one. NaN-free input; 0 for none. */
export function median(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1] ?? 0;
}
