import type { Metadata, Page } from '../../domain/documents/content.js';
import type { Engines } from './engines.js';

/** Bounds that a reader must not pass; over them it throws the `Failure` named beside each. */
export interface ReadingLimits {
  /** Unpacked bytes of a container (`document_too_complex`). */
  unpackedBytes: number;
  /** Pages of one document (`document_too_many_pages`). */
  pages: number;
  /** Width × height of an image (`image_too_large`). */
  pixels: number;
}

export interface ReaderContext {
  limits: ReadingLimits;
  signal: AbortSignal;
  /** Folder for scratch files, removed by the caller. */
  scratch: string;
  /** What is kept from file to file; without it a format starts what it needs and stops it on `close`. */
  engines?: Engines;
  /** Called while a page takes long (text recognition), so that silence means a stuck reader. */
  onProgress?: () => void;
}

/**
 * One open file. Formats without pages answer `pages: 1` and read all of it as page 1; slides and sheets are pages.
 * Errors are `Failure`s: `document_encrypted`, `document_damaged`, `document_empty`, and those of the limits.
 */
export interface OpenDocument {
  readonly pages: number;
  readonly metadata: Metadata;
  /** Reads the pages `from`..`to` (counted from 1, inclusive) in order. A page depends only on the file, never on the range. */
  read(from: number, to: number): AsyncIterable<Page>;
  /** Renders a page as PNG, for formats that have an appearance (PDF, images). */
  image?(page: number, longestSide: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

export interface Format {
  /** What it is called in messages: "PDF", "Word document". */
  readonly name: string;
  readonly mediaType: string;
  readonly extension: string;
  open(path: string, context: ReaderContext): Promise<OpenDocument>;
}
