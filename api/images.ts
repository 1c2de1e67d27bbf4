import { blobKeyOf } from '../domain/documents/document.js';
import type { Blobs } from '../services/blobs/index.js';
import type { DocumentReading } from '../services/extraction/index.js';
import type { Metrics } from '../services/observability/index.js';
import type { PageImages } from './documents/deps.js';

/** Of rendered pages, over all documents; beyond it the oldest is let go. */
const KEPT_BYTES = 32 * 1024 * 1024;

/** Renders pages for people who look at them, in a reading process of the api's own; the last ones are kept. */
export function createPageImages(deps: { blobs: Blobs; reading: DocumentReading; metrics: Metrics }): PageImages {
  const kept = new Map<string, Uint8Array<ArrayBuffer>>();
  let bytes = 0;

  return {
    async page(document, mediaType, page, longestSide, signal) {
      const name = `${blobKeyOf(document)}/${page}/${longestSide}`;
      const before = kept.get(name);
      deps.metrics.cacheRequests.inc({ cache: 'page_images', outcome: before ? 'hit' : 'miss' });
      if (before) return before;
      const file = await deps.blobs.local(blobKeyOf(document));
      try {
        const png = new Uint8Array(await deps.reading.image(file.path, mediaType, page, longestSide, { signal }));
        bytes += png.length - (kept.get(name)?.length ?? 0); // who asked at the same time may have put it there
        kept.set(name, png);
        for (const [oldest, image] of kept) {
          if (bytes <= KEPT_BYTES) break;
          kept.delete(oldest);
          bytes -= image.length;
        }
        return png;
      } finally {
        await file.release();
      }
    },
  };
}
