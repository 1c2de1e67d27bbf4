import { shared, sharedX, union, type Rect } from './geometry.js';

/**
 * Puts blocks into reading order.
 *
 * The order of the content stream is the author's program's own and is right on well-made files, also where geometry
 * is of little help (two columns with floats, margin notes): sorting by place loses against it. What it gets wrong is
 * the order of large parts: headers written last, a title placed after the body, the right column first. So the stream
 * is cut into units that read on by themselves, and only units are moved: what stands above goes first, and of what
 * stands side by side the left one (the right one on right-to-left pages).
 */
export function inReadingOrder<T extends Rect>(blocks: readonly T[], rtl = false): T[] {
  const units = unitsOf(blocks, rtl);
  if (units.length < 2) return [...blocks];
  const boxes = units.map((unit) => union(unit));
  const after = units.map(() => new Set<number>());
  const waiting = new Array<number>(units.length).fill(0);
  for (let i = 0; i < units.length; i++) {
    for (let j = i + 1; j < units.length; j++) {
      const a = boxes[i];
      const b = boxes[j];
      if (a === undefined || b === undefined) continue;
      const earlier = precedes(a, b, rtl) ? i : precedes(b, a, rtl) ? j : i;
      const later = earlier === i ? j : i;
      const certain = precedes(a, b, rtl) || precedes(b, a, rtl);
      if (!certain) continue;
      after[earlier]?.add(later);
      waiting[later] = (waiting[later] ?? 0) + 1;
    }
  }
  const done = new Set<number>();
  const order: number[] = [];
  while (order.length < units.length) {
    let next = -1;
    for (let i = 0; i < units.length; i++) {
      if (!done.has(i) && waiting[i] === 0) {
        next = i;
        break;
      }
    }
    if (next < 0) for (let i = 0; i < units.length && next < 0; i++) if (!done.has(i)) next = i; // a cycle: the stream decides
    done.add(next);
    order.push(next);
    for (const later of after[next] ?? []) waiting[later] = (waiting[later] ?? 0) - 1;
  }
  return order.flatMap((i) => units[i] ?? []);
}

/** Blocks may overlap a little: boxes of fonts are higher than their letters. */
const SLACK = 4;

function precedes(a: Rect, b: Rect, rtl: boolean): boolean {
  if (a.y1 <= b.y0 + SLACK && b.y1 > a.y1) return sharedX(a, b) > 0;
  const sideBySide = shared(a.y0, a.y1, b.y0, b.y1) > 0.3 * Math.min(a.y1 - a.y0, b.y1 - b.y0);
  return sideBySide && (rtl ? b.x1 <= a.x0 + SLACK : a.x1 <= b.x0 + SLACK);
}

/** Cuts the stream where it comes back to something that should have come first, or jumps over what comes later. */
function unitsOf<T extends Rect>(blocks: readonly T[], rtl: boolean): T[][] {
  const units: T[][] = [];
  let unit: T[] = [];
  for (const [index, block] of blocks.entries()) {
    const last = unit[unit.length - 1];
    if (last !== undefined) {
      const back = unit.some((earlier) => precedes(block, earlier, rtl));
      const first = index - unit.length;
      const jumps = !back && blocks.some((other, i) => (i < first || i > index) && between(other, last, block));
      if (back || jumps) {
        units.push(unit);
        unit = [];
      }
    }
    unit.push(block);
  }
  if (unit.length > 0) units.push(unit);
  return units;
}

/** Whether a block of another unit stands in the space that the stream jumps over from `a` down to `b`. */
function between(other: Rect, a: Rect, b: Rect): boolean {
  if (b.y0 - a.y1 < 12) return false;
  return other.y0 >= a.y1 - SLACK && other.y1 <= b.y0 + SLACK && (sharedX(other, a) > 0 || sharedX(other, b) > 0);
}
