import type { OpenAPIHono } from '@hono/zod-openapi';
import type { ApiEnvironment } from '../environment.js';

/** The machine-readable contract. */
export function mountReference(app: OpenAPIHono<ApiEnvironment>): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key (dgk_…), or the session cookie of a signed-in browser',
  });
  app.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: {
      title: 'DocuGenie',
      version: '0.1.0',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
  });
}
