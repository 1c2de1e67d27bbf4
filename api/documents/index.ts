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
  for (const verb of ['cancel', 'pause', 'resume', 'retry'] as const)
    app.openapi(contract[verb], async (c) => c.json(await handlers.change(c, c.req.valid('param').id, { verb }), 202));
  app.openapi(contract.reprocess, async (c) => {
    const { from_step: from = 'extract' } = c.req.valid('json');
    return c.json(await handlers.change(c, c.req.valid('param').id, { verb: 'reprocess', from }), 202);
  });
  app.openapi(contract.bulk, async (c) => c.json(await handlers.bulk(c, c.req.valid('json')), 202));
  app.openapi(contract.versions, async (c) =>
    c.json({ items: await handlers.versions(c, c.req.valid('param').id), next_cursor: null }, 200),
  );
  app.openapi(contract.version, async (c) => {
    const { id, run } = c.req.valid('param');
    return c.json(await handlers.version(c, id, run), 200);
  });
  app.openapi(contract.content, (c) => handlers.content(c, c.req.valid('param').id));
  app.openapi(contract.text, (c) => handlers.text(c, c.req.valid('param').id, c.req.valid('query').run));
  app.openapi(contract.markdown, (c) => handlers.markdown(c, c.req.valid('param').id, c.req.valid('query').run));
  app.openapi(contract.pageText, (c) => handlers.pageText(c, c.req.valid('param').id, c.req.valid('param').n));
  app.openapi(contract.pageLines, async (c) => {
    const { id, n } = c.req.valid('param');
    return c.json(await handlers.pageLines(c, id, n), 200);
  });
  app.openapi(contract.pageImage, (c) =>
    handlers.pageImage(c, c.req.valid('param').id, c.req.valid('param').n, c.req.valid('query').size),
  );
}
