import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { DOCUMENT_STATUSES } from '../../domain/documents/document.js';
import type { Search } from '../../services/search/index.js';
import { json, Moment, refusals, secured } from '../contract.js';
import type { ApiEnvironment } from '../environment.js';

const HitSchema = z
  .object({
    document_id: z.uuid(),
    filename: z.string(),
    label: z.string().nullable(),
    media_type: z.string(),
    page: z.number().int(),
    snippet: z.string().openapi({
      description: 'HTML: escaped text with <mark> around hits',
      example: 'The <mark>net</mark> <mark>amount</mark> is due within 14 days',
    }),
    score: z.number(),
    match: z.enum(['words', 'meaning']).openapi({ description: 'meaning: none of the words stands there' }),
  })
  .openapi('Hit');

const route = createRoute({
  tags: ['search'],
  security: secured,
  method: 'get',
  path: '/v1/search',
  operationId: 'search',
  summary: 'Find documents by words, by meaning, or both',
  request: {
    query: z.object({
      q: z.string().max(1_000).openapi({ example: 'net amount' }),
      mode: z.enum(['hybrid', 'text', 'semantic']).default('hybrid'),
      label: z.string().max(100).optional(),
      status: z.enum(DOCUMENT_STATUSES).optional(),
      from: Moment.optional(),
      to: Moment.optional(),
      limit: z.coerce.number().int().min(1).max(100).default(10),
    }),
  },
  responses: { 200: json('Best first', z.object({ items: z.array(HitSchema) })), ...refusals },
});

/** The route of the search. */
export function mountSearch(app: OpenAPIHono<ApiEnvironment>, { search }: { search: Search }): void {
  app.openapi(route, async (c) => {
    const items = await search.search({ tenant: c.get('principal').tenant, ...c.req.valid('query') }, c.req.raw.signal);
    return c.json({ items }, 200);
  });
}
