import type { Metadata } from '../../../domain/documents/content.js';
import { fail } from '../../../domain/errors.js';
import { openZip, type ZipArchive, type ZipLimits } from '../container/zip.js';
import { isoTime } from '../ooxml/package.js';
import {
  at,
  child,
  childrenNamed,
  descendants,
  parseXml,
  textOf,
  type Pruning,
  type XmlElement,
} from '../xml/element.js';

/** An OpenDocument package (ODF 1.3 part 2): content.xml, styles.xml, meta.xml, and objects in folders of their own. */
export interface OpenDocumentPackage {
  readonly zip: ZipArchive;
  readonly what: string;
  tree(name: string, pruning?: Pruning): XmlElement | undefined;
  metadata(): Metadata;
}

export function openOpenDocument(path: string, limits: ZipLimits, what: string): OpenDocumentPackage {
  const zip = openZip(path, limits, what);
  const tree = (name: string, pruning?: Pruning): XmlElement | undefined =>
    zip.has(name) ? parseXml(zip.chunks(name), what, pruning) : undefined;
  try {
    for (const entry of childrenNamed(tree('META-INF/manifest.xml'), 'manifest:file-entry')) {
      if (entry.attributes['manifest:full-path'] === 'content.xml' && child(entry, 'manifest:encryption-data')) {
        fail('document_encrypted', `The ${what} is protected by a password.`);
      }
    }
    if (!zip.has('content.xml')) fail('document_damaged', `The ${what} has lost its main part (content.xml).`);
  } catch (error) {
    zip.close();
    throw error;
  }
  return { zip, what, tree, metadata: () => readMetadata(tree('meta.xml')) };
}

/** Name of the part behind `xlink:href="./Object 1"`. */
export const objectPart = (href: string | undefined): string => `${(href ?? '').replace(/^\.?\//, '')}/content.xml`;

function readMetadata(root: XmlElement | undefined): Metadata {
  const meta = at(root, 'office:meta');
  const metadata: Metadata = {};
  const text = (name: string): string => textOf(child(meta, name)).trim();
  const keywords = [...descendants(meta, 'meta:keyword')].map((one) => textOf(one).trim()).join(', ');
  const plain = [
    ['title', text('dc:title')],
    ['author', text('meta:initial-creator') || text('dc:creator')],
    ['subject', text('dc:subject')],
    ['keywords', keywords],
    ['producer', text('meta:generator')],
  ] as const;
  for (const [key, value] of plain) if (value !== '') metadata[key] = value;
  const created = isoTime(text('meta:creation-date'));
  const modified = isoTime(text('dc:date'));
  if (created !== undefined) metadata.created = created;
  if (modified !== undefined) metadata.modified = modified;
  return metadata;
}
