import type { OpenAPIHono } from '@hono/zod-openapi';
import type { DocumentRef } from '../../domain/documents/document.js';
import type { Blobs } from '../../services/blobs/index.js';
import type { Database } from '../../services/db/index.js';
import type { Dispatcher, DocumentReader, PageStore } from '../../services/documents/index.js';
import type { Metrics } from '../../services/observability/index.js';
import type { ApiEnvironment } from '../environment.js';
import type { Idempotency } from '../idempotency.js';
import * as contract from './contract.js';
import { createDocumentHandlers } from './handlers.js';
import type { UploadLimits } from './receive.js';
import { createUploads } from './uploads.js';

export interface DocumentApiDeps {
  db: Database;
  blobs: Blobs;
  documents: DocumentReader;
  pages: PageStore;
  dispatcher: Dispatcher;
  idempotency: Idempotency;
  metrics: Metrics;
  limits: UploadLimits & { atOnce: number };
  images: PageImages;
  newId: () => string;
}

/** Renders pages, in a process of its own. */
export interface PageImages {
  page(document: Pick<DocumentRef, 'tenant' | 'sha256'>, mediaType: string, page: number, longestSide: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
}

export function mountDocuments(app: OpenAPIHono<ApiEnvironment>, deps: DocumentApiDeps): void {
  const handlers = createDocumentHandlers(deps);
  const uploads = createUploads(deps);

  app.openAPIRegistry.registerPath(contract.put);
  app.openAPIRegistry.registerPath(contract.post);
  app.put('/v1/documents', uploads.put);
  app.post('/v1/documents', uploads.post);

  app.openapi(contract.list, async (c) => c.json(await handlers.list(c, c.req.valid('query')), 200));
  app.openapi(contract.get, async (c) => c.json(await handlers.get(c, c.req.valid('param').id), 200));
  app.openapi(contract.remove, async (c) => {
    await handlers.remove(c, c.req.valid('param').id);
    return c.body(null, 204);
  });
  app.openapi(contract.cancel, async (c) => c.json(await handlers.cancel(c, c.req.valid('param').id), 202));
  app.openapi(contract.retry, async (c) => c.json(await handlers.retry(c, c.req.valid('param').id), 202));
  app.openapi(contract.content, (c) => handlers.content(c, c.req.valid('param').id));
  app.openapi(contract.text, (c) => handlers.text(c, c.req.valid('param').id));
  app.openapi(contract.markdown, (c) => handlers.markdown(c, c.req.valid('param').id));
  app.openapi(contract.pageText, (c) => handlers.pageText(c, c.req.valid('param').id, c.req.valid('param').n));
  app.openapi(contract.pageImage, (c) =>
    handlers.pageImage(c, c.req.valid('param').id, c.req.valid('param').n, c.req.valid('query').size),
  );
}
