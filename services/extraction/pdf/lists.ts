import type { Fragment } from './fragments.js';
import { markerOf, type Marker } from './markers.js';
import type { Paragraph } from './paragraphs.js';

export interface DraftItem {
  marker: Marker;
  level: number;
  lines: Fragment[];
  paragraph: Paragraph;
}

/**
 * Groups paragraphs that start with a marker into lists. A bullet is one by itself; a number or letter only together
 * with a neighbour of the same style, or when its text hangs under itself: "1. The court…" may start any paragraph.
 */
export function listsOf(paragraphs: readonly Paragraph[], skip: ReadonlySet<Paragraph>): DraftItem[][] {
  const lists: DraftItem[][] = [];
  let current: DraftItem[] = [];
  const flush = (): void => {
    if (current.length > 0 && isList(current)) lists.push(levelled(current));
    current = [];
  };
  for (const paragraph of paragraphs) {
    const first = paragraph.lines[0];
    const marker = skip.has(paragraph) || first === undefined ? undefined : markerOf(first.text);
    if (marker === undefined || first === undefined) {
      flush();
      continue;
    }
    const last = current[current.length - 1]?.paragraph;
    if (
      last !== undefined &&
      (paragraph.y0 < last.y0 - 2 * first.size ? paragraph.x0 < last.x1 : paragraph.y0 - last.y1 > 2.5 * first.size)
    )
      flush();
    current.push({ marker, level: 0, lines: paragraph.lines, paragraph });
  }
  flush();
  return lists;
}

function isList(items: readonly DraftItem[]): boolean {
  if (items.some((item) => item.marker.bullet)) return true;
  const styles = new Map<string, number>();
  for (const item of items) styles.set(item.marker.style, (styles.get(item.marker.style) ?? 0) + 1);
  if ([...styles.values()].some((n) => n > 1)) return true;
  return items.every((item) => hangs(item.lines));
}

/** Whether the lines after the first stand under its text, not under its marker. */
function hangs(lines: readonly Fragment[]): boolean {
  const [first, second] = lines;
  return first !== undefined && second !== undefined && second.x0 - first.x0 > 0.7 * first.size;
}

/** Gives items levels by how far their markers are set in: each new step to the right is one deeper. */
function levelled(items: DraftItem[]): DraftItem[] {
  const stack: number[] = [];
  for (const item of items) {
    const x = item.paragraph.lines[0]?.x0 ?? 0;
    const size = item.paragraph.lines[0]?.size ?? 10;
    while (stack.length > 1 && x < (stack[stack.length - 1] ?? 0) - 0.6 * size) stack.pop();
    const top = stack[stack.length - 1];
    if (top === undefined) stack.push(x);
    else if (x > top + 0.6 * size && x < top + 8 * size) stack.push(x);
    else stack[stack.length - 1] = x;
    item.level = stack.length - 1;
  }
  return items;
}
