import type { Metadata, Page } from '../../../domain/documents/content.js';
import { fail } from '../../../domain/errors.js';
import type { ZipArchive } from '../container/zip.js';
import { decodeText } from '../encoding.js';
import { parseHtml } from '../html/tree.js';
import { htmlBlocks } from '../html/walker.js';
import { isoTime, resolvePart } from '../ooxml/package.js';
import { at, child, childrenNamed, descendants, elements, parseXml, textOf, type XmlElement } from '../xml/element.js';

/** An EPUB (3.3; 2.0.1 has the same parts): XHTML files in the order of the spine. */
export interface Book {
  readonly metadata: Metadata;
  /** One a file of the spine. */
  readonly chapters: number;
  page(number: number): Page;
}

const PAGE_TYPES = new Set(['application/xhtml+xml', 'text/html', 'text/x-oeb1-document']);

/** Finds the chapters. Errors: `document_damaged`, `document_encrypted` (copy protection), `document_empty`. */
export function openBook(zip: ZipArchive): Book {
  const tree = (name: string): XmlElement | undefined =>
    zip.has(name) ? parseXml(zip.chunks(name), 'e-book') : undefined;
  const container = tree('META-INF/container.xml');
  const path =
    at(container, 'rootfiles', 'rootfile')?.attributes['full-path'] ?? zip.names.find((name) => name.endsWith('.opf'));
  const root = path === undefined ? undefined : tree(path);
  if (path === undefined || !root)
    return fail('document_damaged', 'The e-book has lost its table of parts (the OPF file).');

  const items = new Map<string, { part: string; type: string; nav: boolean }>();
  for (const item of childrenNamed(child(root, 'manifest'), 'item')) {
    const { id, href, 'media-type': type = '', properties = '' } = item.attributes;
    if (id !== undefined && href !== undefined) {
      items.set(id, { part: resolvePart(path, href), type, nav: properties.split(/\s+/).includes('nav') });
    }
  }
  const parts = childrenNamed(child(root, 'spine'), 'itemref')
    .map((reference) => items.get(reference.attributes['idref'] ?? ''))
    .filter((item) => item !== undefined && PAGE_TYPES.has(item.type) && !item.nav && zip.has(item.part))
    .map((item) => item?.part ?? '');
  if (parts.length === 0) fail('document_empty', 'The e-book has no readable chapters.');

  // Fonts are often obscured, which does no harm; protected chapters cannot be read.
  const locked = new Set(
    [...descendants(tree('META-INF/encryption.xml'), 'enc:CipherReference')].map((one) => one.attributes['URI'] ?? ''),
  );
  if (parts.some((part) => locked.has(part))) fail('document_encrypted', 'The e-book is protected against copying.');

  const titles = chapterTitles(tree, items, path);
  return {
    metadata: readMetadata(child(root, 'metadata')),
    chapters: parts.length,
    page(number) {
      const part = parts[number - 1] ?? fail('page_not_found', `The e-book has no part ${number}.`);
      const text = decodeText(zip.bytes(part) ?? new Uint8Array(), 'xml');
      const title = titles.get(part);
      const blocks = htmlBlocks(parseHtml(text, true));
      return { number, method: 'text', ...(title === undefined ? {} : { name: title }), blocks };
    },
  };
}

/** File → its name in the table of contents: the navigation document, or the older NCX. */
function chapterTitles(
  tree: (name: string) => XmlElement | undefined,
  items: ReadonlyMap<string, { part: string; type: string; nav: boolean }>,
  opf: string,
): ReadonlyMap<string, string> {
  const titles = new Map<string, string>();
  const add = (source: string, href: string | undefined, label: string): void => {
    const title = label.replace(/\s+/g, ' ').trim();
    const part = href === undefined ? '' : resolvePart(source, href);
    if (title !== '' && !titles.has(part)) titles.set(part, title);
  };
  for (const item of items.values()) {
    if (item.nav) {
      for (const link of descendants(tree(item.part), 'a')) add(item.part, link.attributes['href'], textOf(link));
    } else if (item.type === 'application/x-dtbncx+xml') {
      for (const map of descendants(tree(item.part), 'navMap')) {
        for (const point of nested(map)) {
          add(item.part, child(point, 'content')?.attributes['src'], textOf(child(point, 'navLabel')));
        }
      }
    }
  }
  titles.delete(opf);
  return titles;
}

function* nested(parent: XmlElement): Generator<XmlElement> {
  for (const point of childrenNamed(parent, 'navPoint')) {
    yield point;
    yield* nested(point);
  }
}

function readMetadata(element: XmlElement | undefined): Metadata {
  const metadata: Metadata = {};
  const all = (name: string): string =>
    childrenNamed(element, name)
      .map((one) => textOf(one).replace(/\s+/g, ' ').trim())
      .filter((text) => text !== '')
      .join(', ');
  const plain = [
    ['title', all('dc:title')],
    ['author', all('dc:creator')],
    ['subject', all('dc:description')],
    ['keywords', all('dc:subject')],
    ['producer', all('dc:publisher')],
  ] as const;
  for (const [key, value] of plain) if (value !== '') metadata[key] = value;
  const created = isoTime(all('dc:date'));
  if (created !== undefined) metadata.created = created;
  for (const meta of elements(element)) {
    if (meta.attributes['property'] !== 'dcterms:modified') continue;
    const modified = isoTime(textOf(meta).trim());
    if (modified !== undefined) metadata.modified = modified;
  }
  return metadata;
}
