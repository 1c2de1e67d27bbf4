import type { Metadata, Page } from '../../domain/documents/content.js';

/** What activities need of the processes that read files. A file is a path on this machine. */
export interface DocumentReading {
  inspect(
    path: string,
    mediaType: string,
    options: { signal: AbortSignal },
  ): Promise<{ pages: number; metadata: Metadata }>;
  /** Calls `onPage` for each page in order, as soon as it has been read. */
  read(
    path: string,
    mediaType: string,
    from: number,
    to: number,
    options: { signal: AbortSignal; onPage: (page: Page) => void | Promise<void> },
  ): Promise<void>;
  /** PNG. */
  image(
    path: string,
    mediaType: string,
    page: number,
    longestSide: number,
    options: { signal: AbortSignal },
  ): Promise<Uint8Array>;
}
