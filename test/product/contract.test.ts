import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import type { Document } from '../../domain/documents/document.js';
import { eventually, Product } from '../support/product.js';

interface Parameter {
  name: string;
  in: string;
  example?: unknown;
  schema?: { example?: unknown };
}
interface Operation {
  operationId?: string;
  summary?: string;
  tags?: string[];
  security?: object[];
  parameters?: Parameter[];
  responses: Record<string, { content?: Record<string, object> }>;
}
interface OpenApi {
  openapi: string;
  info: { version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, { required?: string[]; properties?: Record<string, unknown> }> };
}

/** Every route there is; one that is added is added here, and thereby to the contract. */
const ROUTES = `
delete /v1/documents/{id}
delete /v1/sessions/current
delete /v1/webhooks/{id}
get /healthz
get /metrics
get /readyz
get /v1/channels/{channel}/events
get /v1/documents
get /v1/documents/{id}
get /v1/documents/{id}/content
get /v1/documents/{id}/markdown
get /v1/documents/{id}/pages/{n}/image
get /v1/documents/{id}/pages/{n}/lines
get /v1/documents/{id}/pages/{n}/text
get /v1/documents/{id}/text
get /v1/documents/{id}/versions
get /v1/documents/{id}/versions/{run}
get /v1/email-confirmations/{token}
get /v1/me/deliveries
get /v1/me/preferences
get /v1/me/preview/mail
get /v1/notification-policy
get /v1/notifications
get /v1/search
get /v1/system
get /v1/system/tasks
get /v1/unsubscribe/{token}
get /v1/webhooks
get /v1/webhooks/{id}/deliveries
get /v1/ws
post /v1/documents
post /v1/documents/bulk
post /v1/documents/{id}/cancel
post /v1/documents/{id}/pause
post /v1/documents/{id}/reprocess
post /v1/documents/{id}/resume
post /v1/documents/{id}/retry
post /v1/email-confirmations/{token}
post /v1/me/deliveries/{id}/cancel
post /v1/me/deliveries/{id}/release
post /v1/me/preferences/explain
post /v1/me/preview
post /v1/me/test
post /v1/notifications/archive
post /v1/notifications/read
post /v1/notifications/unread
post /v1/queues/{name}/drain
post /v1/queues/{name}/undrain
post /v1/sessions
post /v1/system/tasks/{name}/run
post /v1/unsubscribe/{token}
post /v1/webhooks
post /v1/webhooks/{id}/enable
post /v1/webhooks/{id}/replay
post /v1/webhooks/{id}/rotate
post /v1/webhooks/{id}/test
post /v1/ws-tickets
put /v1/documents
put /v1/me/email
put /v1/me/preferences
put /v1/notification-policy`
  .trim()
  .split('\n');

describe('the contract at /openapi.json', () => {
  let product: Product;
  let contract: OpenApi;
  let operations: { name: string; method: string; path: string; operation: Operation }[];

  beforeAll(async () => {
    product = Product.attach(inject('home'), inject('port'));
    contract = (await product.api('GET', '/openapi.json', { headers: { authorization: '' } })).json<OpenApi>();
    operations = Object.entries(contract.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, method, path, operation })),
    );
  });

  it('names every route, each with a summary and a name of its own, and the version of the product', () => {
    expect(operations.map(({ name }) => name).sort()).toEqual(ROUTES);
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ROUTES.length);
    for (const { operation } of operations) expect(operation.summary).toMatch(/^\S.{5,}/);
    const { version } = JSON.parse(
      readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
    ) as OpenApi['info'];
    expect(contract.info.version).toBe(version);
  });

  it('tells truly where one has to say who one is', async () => {
    for (const { name, method, path, operation } of operations) {
      if (name === 'get /v1/ws' || name === 'post /v1/sessions') continue; // they take other proofs than a key
      const address = path
        .replace('{id}', '0190a000-0000-7000-8000-000000000000')
        .replace('{n}', '1')
        .replace('{channel}', 'tenant');
      const { status, headers } = await product.api(method.toUpperCase(), address, { headers: { authorization: '' } });
      const secured = (operation.security ?? []).length > 0;
      expect([name, status === 401]).toEqual([name, secured]);
      expect([name, '401' in operation.responses]).toEqual([name, secured]);
      if (secured) expect(headers.get('content-type')).toContain('application/problem+json');
    }
  });

  it('describes refusals as problem documents, and Idempotency-Key wherever it is honoured', () => {
    for (const { name, method, path, operation } of operations) {
      for (const [status, { content }] of Object.entries(operation.responses)) {
        if (Number(status) < 400 || name === 'get /readyz') continue;
        expect([name, status, Object.keys(content ?? {})]).toEqual([name, status, ['application/problem+json']]);
      }
      const takesKey = (operation.parameters ?? []).some(
        (one) => one.in === 'header' && one.name === 'Idempotency-Key',
      );
      const isLink = path.endsWith('/{token}'); // out of an e-mail: following it again changes nothing
      expect([name, takesKey]).toEqual([name, (method === 'post' || method === 'put') && !isLink]);
    }
  });

  it('describes what is answered, member by member', async () => {
    const word = randomBytes(6).toString('hex');
    const { id } = (await product.put('contract.txt', `A page about ${word}.`)).json<Document>();
    await product.terminalDocuments([id]);
    const expectShape = (schema: string, value: object | undefined) => {
      const { required = [], properties = {} } = contract.components.schemas[schema] ?? {};
      const members = Object.keys(value ?? {});
      expect([schema, required.filter((name) => !members.includes(name))]).toEqual([schema, []]);
      expect([schema, members.filter((name) => !(name in properties))]).toEqual([schema, []]);
    };
    const get = async (path: string) => (await product.api('GET', path)).json<{ items?: object[] }>();
    const document = await product.document(id);
    expectShape('Document', document);
    expectShape('Step', document.steps[0]);
    expectShape('Hit', (await get(`/v1/search?q=${word}`)).items?.[0]);
    expectShape('Event', (await product.events(`document:${id}`))[0]);
    expectShape('PageLines', await get(`/v1/documents/${id}/pages/1/lines`));
    expectShape('System', await get('/v1/system'));
    expectShape('Problem', await get('/v1/documents/0190a000-0000-7000-8000-000000000000'));
  });

  it('counts documents by status as the list does', async () => {
    const counted = async () =>
      (await product.api('GET', '/v1/system')).json<{ documents: Record<string, number> }>().documents;
    const listed = async () => {
      let count = 0;
      let cursor = '';
      do {
        const answer = await product.api('GET', `/v1/documents?status=completed&limit=200${cursor}`);
        const page = answer.json<{ items: unknown[]; next_cursor: string | null }>();
        count += page.items.length;
        cursor = page.next_cursor === null ? '' : `&cursor=${encodeURIComponent(page.next_cursor)}`;
      } while (cursor !== '');
      return count;
    };
    // Documents of other suites may still come to their end.
    await eventually('both count the same', async () => (await counted())['completed'] === (await listed()));
    const documents = await counted();
    expect(Object.keys(documents).sort()).toEqual([
      'cancelled',
      'completed',
      'failed',
      'paused',
      'processing',
      'queued',
      'review',
    ]);
  });
});
