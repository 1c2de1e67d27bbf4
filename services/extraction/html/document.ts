import type { Block, Metadata } from '../../../domain/documents/content.js';
import { asFurniture } from '../sequence.js';
import { descendants, first, textOf, type XmlElement } from '../xml/element.js';

const META: Readonly<Record<string, 'author' | 'subject' | 'keywords' | 'producer'>> = {
  author: 'author',
  'dc.creator': 'author',
  'article:author': 'author',
  description: 'subject',
  'dc.description': 'subject',
  keywords: 'keywords',
  generator: 'producer',
};

/** What the head of a page says about it. */
export function htmlMetadata(root: XmlElement): Metadata {
  const metadata: Metadata = {};
  const title = textOf(first(root, 'title')).replace(/\s+/g, ' ').trim();
  if (title !== '') metadata.title = title;
  for (const element of descendants(root, 'meta')) {
    const key = META[(element.attributes['name'] ?? element.attributes['property'] ?? '').toLowerCase()];
    const content = element.attributes['content']?.trim() ?? '';
    if (key && content !== '') metadata[key] ??= content;
  }
  return metadata;
}

/**
 * What stands before the first heading of a web page is its surroundings (menus, banners, search boxes): kept for the
 * search, but no part of the body. A page without headings is all body.
 */
export function markSurroundings(blocks: Block[]): Block[] {
  const start = blocks.findIndex((block) => block.kind === 'heading' && !block.furniture);
  return start <= 0 ? blocks : [...asFurniture(blocks.slice(0, start), 'header'), ...blocks.slice(start)];
}
