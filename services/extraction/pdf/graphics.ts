import { height, quarterTurn, turned, union, width, type Frame, type QuarterTurn, type Rect } from './geometry.js';
import type { Pdfium } from './pdfium.js';

/** A drawn horizontal line from `x0` to `x1` (or vertical from `y0` to `y1`) at `at`; edges of filled boxes count too. */
export interface Rule {
  from: number;
  to: number;
  at: number;
}

export interface Graphics {
  horizontal: Rule[];
  vertical: Rule[];
  /** Filled or stroked boxes, as drawn; `fill` is its colour unless it is only outlined. */
  boxes: (Rect & { fill?: number })[];
  /** Paths with curves or slanted lines: drawings, logos, charts. */
  drawings: Rect[];
  images: Rect[];
}

const PATH = 2;
const IMAGE = 3;
const SHADING = 4;
const FORM = 5;
const BEZIER = 1;
const MOVE = 2;
/** A stroke or a filled box up to this thick, in points, is a line. */
const THIN = 3;
/** Pages of maps and plots hold 100,000 paths; after this many only their outlines would change nothing. */
const MOST_PATHS = 12_000;
const MOST_SEGMENTS = 64;

type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];
const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

const multiply = (m: Matrix, n: Matrix): Matrix => [
  m[0] * n[0] + m[1] * n[2],
  m[0] * n[1] + m[1] * n[3],
  m[2] * n[0] + m[3] * n[2],
  m[2] * n[1] + m[3] * n[3],
  m[4] * n[0] + m[5] * n[2] + n[4],
  m[4] * n[1] + m[5] * n[3] + n[5],
];

/** Reads lines, boxes, drawings and images of a page, in the frame of its glyphs (`turn` is theirs). */
export function readGraphics(pdfium: Pdfium, page: number, shown: Frame, turn: QuarterTurn): Graphics {
  const frame = straightened(shown, turn);
  const { api, scratch } = pdfium;
  const graphics: Graphics = { horizontal: [], vertical: [], boxes: [], drawings: [], images: [] };
  let paths = 0;

  const matrixOf = (object: number): Matrix => {
    if (!api.FPDFPageObj_GetMatrix(object, scratch)) return IDENTITY;
    const view = pdfium.view();
    const at = (i: number): number => view.getFloat32(scratch + 4 * i, true);
    return [at(0), at(1), at(2), at(3), at(4), at(5)];
  };
  const place = (m: Matrix, x: number, y: number): readonly [number, number] =>
    frame.toShown(m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]);

  const visit = (object: number, outer: Matrix, depth: number): void => {
    const type = api.FPDFPageObj_GetType(object);
    if (type === FORM) {
      if (depth > 8) return;
      const matrix = multiply(matrixOf(object), outer);
      const count = api.FPDFFormObj_CountObjects(object);
      for (let i = 0; i < count; i++) visit(api.FPDFFormObj_GetObject(object, i), matrix, depth + 1);
    } else if (type === IMAGE) {
      const m = multiply(matrixOf(object), outer);
      graphics.images.push(clip(boundsOf([place(m, 0, 0), place(m, 1, 0), place(m, 0, 1), place(m, 1, 1)]), frame));
    } else if (type === SHADING) {
      graphics.drawings.push(clip(objectBounds(object, outer), frame));
    } else if (type === PATH && paths++ < MOST_PATHS) {
      readPath(object, multiply(matrixOf(object), outer), outer);
    }
  };

  const objectBounds = (object: number, outer: Matrix): Rect => {
    if (!api.FPDFPageObj_GetBounds(object, scratch, scratch + 4, scratch + 8, scratch + 12))
      return { x0: 0, y0: 0, x1: 0, y1: 0 };
    const view = pdfium.view();
    const [l, b, r, t] = [0, 4, 8, 12].map((o) => view.getFloat32(scratch + o, true));
    return boundsOf([place(outer, l ?? 0, b ?? 0), place(outer, r ?? 0, t ?? 0)]);
  };

  const readPath = (object: number, matrix: Matrix, outer: Matrix): void => {
    const fillMode = api.FPDFPath_GetDrawMode(object, scratch, scratch + 4) ? pdfium.view().getInt32(scratch, true) : 0;
    const stroked = fillMode === 0 ? true : pdfium.view().getInt32(scratch + 4, true) !== 0;
    const count = api.FPDFPath_CountSegments(object);
    const bounds = objectBounds(object, outer);
    if (count > MOST_SEGMENTS) {
      if (width(bounds) > THIN || height(bounds) > THIN) graphics.drawings.push(clip(bounds, frame));
      return;
    }
    const fill = fillMode !== 0 ? colorOf(object) : undefined;
    const corners: (readonly [number, number])[] = [];
    let slanted = false;
    let start: readonly [number, number] | undefined;
    let last: readonly [number, number] | undefined;
    const lines: Rect[] = [];
    for (let i = 0; i < count; i++) {
      const segment = api.FPDFPath_GetPathSegment(object, i);
      if (!api.FPDFPathSegment_GetPoint(segment, scratch, scratch + 4)) continue;
      const view = pdfium.view();
      const point = place(matrix, view.getFloat32(scratch, true), view.getFloat32(scratch + 4, true));
      const kind = api.FPDFPathSegment_GetType(segment);
      if (kind === BEZIER) slanted = true;
      if (kind === MOVE) start = point;
      else if (last !== undefined) {
        const line = boundsOf([last, point]);
        if (width(line) > 1 && height(line) > 1) slanted = true;
        lines.push(line);
      }
      corners.push(point);
      last = point;
    }
    if (start !== undefined && last !== undefined && fillMode !== 0) lines.push(boundsOf([start, last]));
    const shape = boundsOf(corners);
    if (slanted) {
      graphics.drawings.push(clip(bounds, frame));
      return;
    }
    if (fillMode !== 0 && (width(shape) <= THIN || height(shape) <= THIN)) {
      if (fill !== WHITE) addRule(shape); // a line drawn as a thin filled box
      return;
    }
    if (fill === WHITE && !stroked) return; // paper
    if (width(shape) > THIN && height(shape) > THIN && (corners.length >= 4 || fillMode !== 0)) {
      graphics.boxes.push(fill === undefined ? shape : { ...shape, fill });
    }
    for (const line of lines) addRule(line);
  };

  const addRule = (line: Rect): void => {
    const w = width(line);
    const h = height(line);
    if (w >= h && w > 2 && h <= THIN)
      graphics.horizontal.push({ from: line.x0, to: line.x1, at: (line.y0 + line.y1) / 2 });
    else if (h > w && h > 2 && w <= THIN)
      graphics.vertical.push({ from: line.y0, to: line.y1, at: (line.x0 + line.x1) / 2 });
  };

  const colorOf = (object: number): number => {
    if (!api.FPDFPageObj_GetFillColor(object, scratch, scratch + 4, scratch + 8, scratch + 12)) return 0;
    const view = pdfium.view();
    const [r, g, b, a] = [0, 4, 8, 12].map((o) => view.getUint32(scratch + o, true));
    if ((a ?? 255) < 8) return WHITE;
    return ((r ?? 0) << 16) | ((g ?? 0) << 8) | (b ?? 0);
  };

  const count = api.FPDFPage_CountObjects(page);
  for (let i = 0; i < count; i++) visit(api.FPDFPage_GetObject(page, i), IDENTITY, 0);
  return graphics;
}

/** The frame in which sideways text reads from left to right. */
function straightened(shown: Frame, turn: QuarterTurn): Frame {
  if (turn === 0) return shown;
  const odd = turn % 2 === 1;
  const back = quarterTurn(4 - turn);
  return {
    width: odd ? shown.height : shown.width,
    height: odd ? shown.width : shown.height,
    toShown: (x, y) => {
      const [sx, sy] = shown.toShown(x, y);
      const r = turned({ x0: sx, y0: sy, x1: sx, y1: sy }, back, shown.width, shown.height);
      return [r.x0, r.y0];
    },
  };
}

const WHITE = 0xffffff;

const boundsOf = (points: readonly (readonly [number, number])[]): Rect =>
  union(points.map(([x, y]) => ({ x0: x, y0: y, x1: x, y1: y })));

function clip(r: Rect, frame: Frame): Rect {
  const x0 = Math.min(Math.max(r.x0, 0), frame.width);
  const y0 = Math.min(Math.max(r.y0, 0), frame.height);
  return { x0, y0, x1: Math.max(x0, Math.min(r.x1, frame.width)), y1: Math.max(y0, Math.min(r.y1, frame.height)) };
}
