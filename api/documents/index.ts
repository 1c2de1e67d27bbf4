import type { OpenAPIHono } from '@hono/zod-openapi';
import type { ApiEnvironment } from '../environment.js';
import * as contract from './contract.js';
import type { DocumentApiDeps } from './deps.js';
import { createDocumentHandlers } from './handlers.js';
import { createUploads } from './uploads.js';

/** Routes of documents: contracts and handlers put together. */
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
  app.openapi(contract.pageLines, async (c) => {
    const { id, n } = c.req.valid('param');
    return c.json(await handlers.pageLines(c, id, n), 200);
  });
  app.openapi(contract.pageImage, (c) =>
    handlers.pageImage(c, c.req.valid('param').id, c.req.valid('param').n, c.req.valid('query').size),
  );
}
