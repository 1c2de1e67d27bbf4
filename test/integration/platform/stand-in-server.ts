/** A small HTTP server for tests of the command line: answers what the test says. Never part of the product's paths. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Output } from '../../../cli/terminal/screen.js';
import type { ShownDocument } from '../../../cli/client/shapes.js';

export type Route = (request: IncomingMessage, response: ServerResponse, body: () => Promise<Buffer>) => unknown;

/** Listens on a free loopback port until `stop`. It knows nothing of live events: what follows them has to look. */
export async function serveRoutes(route: Route): Promise<{ url: string; stop: () => Promise<void> }> {
  const server = createServer((request, response) => {
    const body = async (): Promise<Buffer> => {
      const parts: Buffer[] = [];
      for await (const part of request) if (part instanceof Buffer) parts.push(part);
      return Buffer.concat(parts);
    };
    if (/^\/v1\/(ws$|channels\/)/.test(request.url ?? ''))
      json(response, 404, { code: 'not_found', title: 'Not found' });
    else void route(request, response, body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Answers with JSON. */
export function json(response: ServerResponse, status: number, value: unknown): ServerResponse {
  const type = status >= 400 ? 'application/problem+json' : 'application/json';
  return response.writeHead(status, { 'content-type': type }).end(JSON.stringify(value));
}

/** An output that keeps what is written. */
export function capture(): { output: Output; text: () => string } {
  let text = '';
  return { output: { write: (part: string) => (text += part) }, text: () => text };
}

/** A document as the API answers it. */
export const documentOf = (more: Partial<ShownDocument> = {}): ShownDocument => ({
  id: '01a20701-cc51-7207-bff9-091ce3b89698',
  run: 1,
  filename: 'invoice.pdf',
  media_type: 'application/pdf',
  bytes: 12_345,
  status: 'completed',
  error: null,
  label: 'invoice',
  confidence: 0.94,
  fields: [],
  pages: 2,
  language: 'en',
  steps: [],
  workflow_id: 'document/x/y/1',
  deduplicated: false,
  created_at: '2026-11-02T08:00:00.000Z',
  updated_at: '2026-11-02T08:00:00.900Z',
  completed_at: '2026-11-02T08:00:00.900Z',
  ...more,
});
