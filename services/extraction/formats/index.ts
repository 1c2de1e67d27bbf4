import { fail } from '../../../domain/errors.js';
import type { Format, OpenDocument, ReaderContext } from '../reader.js';
import { MEDIA_TYPES, type Kind } from './media-types.js';

/** Each format is loaded when it is first needed: who only reads text never loads a PDF engine. */
const LOADERS: Readonly<Record<Kind, () => Promise<Format>>> = {
  pdf: async () => (await import('./pdf.js')).pdf,
  png: async () => (await import('./image.js')).png,
  jpeg: async () => (await import('./image.js')).jpeg,
  tiff: async () => (await import('./image.js')).tiff,
  docx: async () => (await import('./docx.js')).docx,
  pptx: async () => (await import('./pptx.js')).pptx,
  xlsx: async () => (await import('./xlsx.js')).xlsx,
  html: async () => (await import('./html.js')).html,
  markdown: async () => (await import('./markdown.js')).markdown,
  text: async () => (await import('./plain.js')).plain,
  csv: async () => (await import('./csv.js')).csv,
  eml: async () => (await import('./eml.js')).eml,
  msg: async () => (await import('./msg.js')).msg,
  epub: async () => (await import('./epub.js')).epub,
  odt: async () => (await import('./odt.js')).odt,
  odp: async () => (await import('./odp.js')).odp,
  ods: async () => (await import('./ods.js')).ods,
};

const isKind = (key: string): key is Kind => Object.hasOwn(LOADERS, key);

/** Media type → loader of its format. */
export const FORMATS: ReadonlyMap<string, () => Promise<Format>> = new Map(
  Object.keys(LOADERS)
    .filter(isKind)
    .map((kind) => [MEDIA_TYPES[kind], LOADERS[kind]]),
);

/** Media types that can be read, for messages and the API's documentation. */
export const ACCEPTED: readonly string[] = Object.values(MEDIA_TYPES);

/**
 * Opens a file of a known media type (`sniffFile` tells it). Errors: `unsupported_media_type`, and those of the formats:
 * `document_encrypted`, `document_damaged`, `document_empty`, `document_too_complex`, `document_too_many_pages`.
 */
export async function openDocument(path: string, mediaType: string, context: ReaderContext): Promise<OpenDocument> {
  const load = FORMATS.get(mediaType);
  if (!load)
    return fail('unsupported_media_type', `Files of type ${mediaType} cannot be read.`, { accepted: ACCEPTED });
  const format = await load();
  return format.open(path, context);
}
