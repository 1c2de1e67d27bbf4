import type { DocumentRef } from '../../domain/documents/document.js';
import type { Blobs } from '../../services/blobs/index.js';
import type { Database } from '../../services/db/index.js';
import type { DocumentReader, PageStore } from '../../services/documents/index.js';
import type { HintPublisher } from '../../services/events/index.js';
import type { Metrics } from '../../services/observability/index.js';
import type { Idempotency } from '../idempotency.js';
import type { UploadLimits } from './receive.js';

export interface DocumentApiDeps {
  db: Database;
  blobs: Blobs;
  documents: DocumentReader;
  pages: PageStore;
  /** Tells the workers that there is something to start or to stop. */
  hints: HintPublisher;
  idempotency: Idempotency;
  metrics: Metrics;
  limits: UploadLimits & { atOnce: number };
  images: PageImages;
  newId: () => string;
  now: () => Date;
}

/** Renders pages, in a process of its own. */
export interface PageImages {
  page(
    document: Pick<DocumentRef, 'tenant' | 'sha256'>,
    mediaType: string,
    page: number,
    longestSide: number,
    signal: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>>;
}
