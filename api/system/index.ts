import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { DOCUMENT_STATUSES } from '../../domain/documents/document.js';
import type { DocumentReader } from '../../services/documents/index.js';
import { json, refusals, secured } from '../contract.js';
import type { ApiEnvironment } from '../environment.js';
import type { LookAtComponents } from '../health/components.js';
import { VERSION } from '../version.js';

/** Every open page asks, after each thing that happens; the components are looked at this often only. */
const FRESH_MS = 10_000;

const NONE = Object.fromEntries(DOCUMENT_STATUSES.map((status) => [status, 0]));

const SystemSchema = z
  .object({
    version: z.string().openapi({ example: VERSION }),
    healthy: z.boolean(),
    components: z.array(
      z.object({
        name: z.string().openapi({ example: 'postgres' }),
        healthy: z.boolean(),
        detail: z.string().nullable().openapi({ description: 'why it is not healthy' }),
        version: z.string().nullable(),
      }),
    ),
    documents: z
      .record(z.string(), z.number().int())
      .openapi({ description: 'how many the tenant has of each status', example: NONE }),
  })
  .openapi('System');

const route = createRoute({
  tags: ['operation'],
  security: secured,
  method: 'get',
  path: '/v1/system',
  operationId: 'getSystem',
  summary: 'Health and version of every component, and how many documents there are',
  responses: { 200: json('System', SystemSchema), ...refusals },
});

/** How the product is, for every page. */
export function mountSystem(
  app: OpenAPIHono<ApiEnvironment>,
  { documents, components }: { documents: DocumentReader; components: LookAtComponents },
): void {
  app.openapi(route, async (c) => {
    const [all, counts] = await Promise.all([components(FRESH_MS), documents.counts(c.get('principal').tenant)]);
    return c.json(
      {
        version: VERSION,
        healthy: all.every(({ healthy }) => healthy),
        components: all,
        documents: { ...NONE, ...counts },
      },
      200,
    );
  });
}
