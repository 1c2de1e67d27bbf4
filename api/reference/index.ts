import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { problem, secured } from '../contract.js';
import type { ApiEnvironment } from '../environment.js';
import { VERSION } from '../version.js';

/** Described only: the upgrade is answered by the gateway. */
const socket = createRoute({
  tags: ['events'],
  security: [...secured, {}],
  method: 'get',
  path: '/v1/ws',
  operationId: 'openSocket',
  summary: 'Live events: a WebSocket of docugenie.v1',
  description:
    'An upgrade with the subprotocol docugenie.v1; docs/PROTOCOL.md describes the frames. Browsers show the session’s cookie or a ticket, others an API key, or a token in the first frame.',
  responses: { 101: { description: 'The frames follow' }, 426: problem('Not a WebSocket') },
});

const ABOUT = `Reads documents durably: upload a file, follow its steps live, ask for its text, fields and pages.

Errors are problem documents (RFC 9457) with a \`code\`; whatever a request is refused with that is not listed here is one too. Times are ISO 8601 UTC. Lists answer \`items\` and \`next_cursor\`.`;

/** The machine-readable contract. */
export function mountReference(app: OpenAPIHono<ApiEnvironment>, { cookie }: { cookie: string }): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key, dgk_…',
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: cookie,
    description: 'A signed-in browser',
  });
  app.openAPIRegistry.registerPath(socket);
  app.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: {
      title: 'DocuGenie',
      version: VERSION,
      description: ABOUT,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    tags: [
      { name: 'documents', description: 'Upload, follow, read' },
      { name: 'search' },
      { name: 'events', description: 'What happens, live' },
      { name: 'identity' },
      { name: 'operation', description: 'Health and metrics' },
    ],
  });
}
