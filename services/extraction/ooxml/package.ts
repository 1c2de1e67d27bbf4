import type { Metadata } from '../../../domain/documents/content.js';
import { fail } from '../../../domain/errors.js';
import { isCompoundFile, readCompoundNames } from '../container/compound.js';
import { openZip, type ZipArchive, type ZipLimits } from '../container/zip.js';
import { child, elements, parseXml, textOf, type XmlElement } from '../xml/element.js';

/** A reference from one part to another, or to something outside. */
export interface Relationship {
  id: string;
  /** The last segment of the type's URI ("chart", "header"): equal in strict and transitional files. */
  type: string;
  /** Name of the part, or the address where `external`. */
  target: string;
  external: boolean;
}

/** An Open Packaging Conventions package (ECMA-376 part 2): parts that refer to each other. */
export interface OoxmlPackage {
  readonly zip: ZipArchive;
  /** The part that everything hangs on: word/document.xml and the like. */
  readonly main: string;
  relations(part: string): readonly Relationship[];
  relation(part: string, id: string | undefined): Relationship | undefined;
  /** The first part that `part` refers to by this type. */
  related(part: string, type: string): string | undefined;
  /** Root element of a part; undefined where the part is missing. */
  tree(part: string | undefined): XmlElement | undefined;
  properties(): Metadata;
  close(): void;
}

/** Opens the package at `path`. `mains` are the usual names of the main part, tried when its relationship is missing. */
export function openPackage(path: string, limits: ZipLimits, what: string, mains: readonly string[]): OoxmlPackage {
  if (isCompoundFile(path)) {
    if (readCompoundNames(path).has('EncryptedPackage')) {
      fail('document_encrypted', `The ${what} is protected by a password.`);
    }
    fail('document_damaged', `The file is an older Office file, not a ${what}.`);
  }
  const zip = openZip(path, limits, what);
  const cache = new Map<string, readonly Relationship[]>();
  const relations = (part: string): readonly Relationship[] => {
    const known = cache.get(part);
    if (known) return known;
    const read = readRelations(zip, part);
    cache.set(part, read);
    return read;
  };
  const related = (part: string, type: string): string | undefined =>
    relations(part).find((relation) => relation.type === type && !relation.external && zip.has(relation.target))
      ?.target;
  const tree = (part: string | undefined): XmlElement | undefined =>
    part !== undefined && zip.has(part) ? parseXml(zip.chunks(part), what) : undefined;
  try {
    const declared = related('', 'officeDocument');
    const main = declared ?? mains.find((name) => zip.has(name));
    if (main === undefined) {
      return fail('document_damaged', `The ${what} has lost its main part (${mains[0] ?? 'unknown'}).`);
    }
    return {
      zip,
      main,
      relations,
      relation: (part, id) => (id === undefined ? undefined : relations(part).find((relation) => relation.id === id)),
      related,
      tree,
      properties: () =>
        readProperties(
          tree(related('', 'core-properties') ?? 'docProps/core.xml'),
          tree(related('', 'extended-properties') ?? 'docProps/app.xml'),
        ),
      close: zip.close,
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

/** Resolves a target against the folder of its source part; both "/xl/a.xml" and "../a.xml" occur. */
export function resolvePart(source: string, target: string): string {
  const clean = target.replaceAll('\\', '/').replace(/[?#].*$/, '');
  const path = clean.startsWith('/') ? clean.split('/') : [...source.split('/').slice(0, -1), ...clean.split('/')];
  const resolved: string[] = [];
  for (const segment of path) {
    if (segment === '..') resolved.pop();
    else if (segment !== '' && segment !== '.') resolved.push(safeDecode(segment));
  }
  return resolved.join('/');
}

function safeDecode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function readRelations(zip: ZipArchive, part: string): Relationship[] {
  const slash = part.lastIndexOf('/') + 1;
  const name = `${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`;
  if (!zip.has(name)) return [];
  const found: Relationship[] = [];
  for (const element of elements(parseXml(zip.chunks(name)))) {
    const { Id: id, Type: type, Target: target, TargetMode: mode } = element.attributes;
    if (id === undefined || target === undefined) continue;
    const external = mode?.toLowerCase() === 'external';
    found.push({
      id,
      type: (type ?? '').replace(/^.*\//, ''),
      target: external ? target : resolvePart(part, target),
      external,
    });
  }
  return found;
}

/** docProps/core.xml (Dublin Core) and docProps/app.xml. */
function readProperties(core: XmlElement | undefined, app: XmlElement | undefined): Metadata {
  const metadata: Metadata = {};
  const text = (name: string): string => textOf(child(core, name)).trim();
  const plain = [
    ['title', text('dc:title')],
    ['author', text('dc:creator') || text('cp:lastModifiedBy')],
    ['subject', text('dc:subject')],
    ['keywords', text('cp:keywords')],
    ['producer', textOf(child(app, 'Application')).trim()],
  ] as const;
  for (const [key, value] of plain) if (value !== '') metadata[key] = value;
  const created = isoTime(text('dcterms:created'));
  const modified = isoTime(text('dcterms:modified'));
  if (created) metadata.created = created;
  if (modified) metadata.modified = modified;
  return metadata;
}

/** ISO 8601 in UTC, or nothing where the file has no sensible time. */
export function isoTime(text: string | Date | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
