import { sniffFile, sniffHead } from './sniff.js';

export { findFields } from './fields/index.js';
export { createFurnitureMarker } from './furniture.js';
export { detectLanguage, searchConfiguration } from './language.js';
export { createMarkdownRenderer } from './markdown.js';
export { createReaderPool, type ReaderPool } from './pool.js';
export type { DocumentReading } from './reading.js';
export { pageText } from './text.js';

/**
 * Decides a file's media type by its bytes; the name only breaks ties between kinds of text. Containers (Office files)
 * need the whole file, for which `local` is asked only then. Throws `unsupported_media_type`, `document_encrypted`.
 */
export async function sniff(
  head: Uint8Array,
  filename: string,
  local: () => Promise<{ path: string; release: () => Promise<void> }>,
): Promise<string> {
  const sniffed = sniffHead(head, filename);
  if ('mediaType' in sniffed) return sniffed.mediaType;
  const file = await local();
  try {
    return await sniffFile(file.path, filename);
  } finally {
    await file.release();
  }
}
