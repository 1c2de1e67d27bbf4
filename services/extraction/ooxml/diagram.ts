import type { Block, ListItem } from '../../../domain/documents/content.js';
import { child, childrenNamed, integer, type XmlElement } from '../xml/element.js';
import { drawingText } from './drawing-text.js';

/** Levels of a diagram; a deeper one would be a cycle of connections. */
const MAX_LEVELS = 32;

/**
 * A SmartArt diagram's data part (dgm:dataModel) as a list: its points nested as the diagram nests them. Points that only
 * carry layout have no text. Points that hang on nothing come last, so that no text is lost.
 */
export function diagramBlocks(model: XmlElement | undefined): Block[] {
  const texts = new Map<string, string>();
  let root: string | undefined;
  for (const point of childrenNamed(child(model, 'dgm:ptLst'), 'dgm:pt')) {
    const id = point.attributes['modelId'] ?? '';
    const type = point.attributes['type'] ?? 'node';
    if (type === 'doc') root = id;
    if (type === 'pres') continue;
    const text = drawingText(child(point, 'dgm:t'));
    if (text !== '') texts.set(id, text);
  }
  const children = new Map<string, { id: string; order: number }[]>();
  for (const connection of childrenNamed(child(model, 'dgm:cxnLst'), 'dgm:cxn')) {
    if ((connection.attributes['type'] ?? 'parOf') !== 'parOf') continue;
    const { srcId, destId, srcOrd } = connection.attributes;
    if (srcId === undefined || destId === undefined) continue;
    const list = children.get(srcId) ?? [];
    list.push({ id: destId, order: integer(srcOrd) ?? list.length });
    children.set(srcId, list);
  }
  const items: ListItem[] = [];
  const seen = new Set<string>();
  const visit = (id: string, level: number): void => {
    if (seen.has(id) || level > MAX_LEVELS) return;
    seen.add(id);
    const text = texts.get(id);
    if (text !== undefined) items.push({ level: Math.max(0, level), content: [{ text }] });
    const below = (children.get(id) ?? []).toSorted((a, b) => a.order - b.order);
    for (const next of below) visit(next.id, text === undefined && level >= 0 ? level : level + 1);
  };
  if (root !== undefined) visit(root, -1);
  for (const id of texts.keys()) visit(id, 0);
  return items.length === 0 ? [] : [{ kind: 'list', items }];
}
