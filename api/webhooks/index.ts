import type { OpenAPIHono } from '@hono/zod-openapi';
import { fail } from '../../domain/errors.js';
import type { Database } from '../../services/db/index.js';
import type { HintPublisher } from '../../services/events/index.js';
import {
  addWebhook,
  enableWebhook,
  listDeliveries,
  removeWebhook,
  replayWebhook,
  rotateWebhook,
  testWebhook,
  webhookOf,
  webhooksOf,
  webhookSecret,
} from '../../services/notifications/index.js';
import type { Outbound } from '../../services/outbound/index.js';
import { requireAdministrator } from '../administrators.js';
import type { ApiContext, ApiEnvironment } from '../environment.js';
import type { Idempotency } from '../idempotency.js';
import * as contract from './contract.js';

export interface WebhookDeps {
  db: Database;
  hints: HintPublisher;
  idempotency: Idempotency;
  outbound: Outbound;
  newId: () => string;
  now: () => Date;
}

/** Webhooks, for the administrators of a team: events are of all its documents. */
export function mountWebhooks(app: OpenAPIHono<ApiEnvironment>, deps: WebhookDeps): void {
  const { db, hints, idempotency, outbound, newId, now } = deps;

  /** The tenant that the caller administers. */
  async function tenantOf(c: ApiContext): Promise<string> {
    const principal = c.get('principal');
    await requireAdministrator(db, principal);
    return principal.tenant;
  }

  app.openapi(contract.list, async (c) =>
    c.json({ items: await webhooksOf(db, await tenantOf(c)), next_cursor: null }, 200),
  );

  app.openapi(contract.add, async (c) => {
    const tenant = await tenantOf(c);
    const { url, events, kind } = c.req.valid('json');
    outbound.check(url);
    const fingerprint = `POST /v1/webhooks ${JSON.stringify({ url, events, kind })}`;
    const { answer } = await idempotency.once(c, fingerprint, async () => {
      const id = newId();
      await addWebhook(db, tenant, { id, url, kind, events, at: now() });
      return { status: 201, answer: { id } };
    });
    return c.json({ ...(await webhookOf(db, tenant, answer.id)), secret: await webhookSecret(db, answer.id) }, 201);
  });

  app.openapi(contract.remove, async (c) => {
    await removeWebhook(db, await tenantOf(c), c.req.valid('param').id);
    return c.body(null, 204);
  });

  app.openapi(contract.rotate, async (c) => {
    const tenant = await tenantOf(c);
    const { id } = c.req.valid('param');
    await idempotency.once(c, `POST /v1/webhooks/${id}/rotate`, async () => {
      await rotateWebhook(db, tenant, id);
      return { status: 200, answer: { id } };
    });
    return c.json({ ...(await webhookOf(db, tenant, id)), secret: await webhookSecret(db, id) }, 200);
  });

  app.openapi(contract.enable, async (c) => {
    const tenant = await tenantOf(c);
    const { id } = c.req.valid('param');
    await idempotency.once(c, `POST /v1/webhooks/${id}/enable`, async () => {
      await enableWebhook(db, tenant, id);
      return { status: 200, answer: { id } };
    });
    return c.json(await webhookOf(db, tenant, id), 200);
  });

  app.openapi(contract.test, async (c) => {
    const tenant = await tenantOf(c);
    const { id } = await webhookOf(db, tenant, c.req.valid('param').id);
    const { answer } = await idempotency.once(c, `POST /v1/webhooks/${id}/test`, async () => {
      const delivery = await testWebhook(db, tenant, id, { newId, at: now() });
      hints.work();
      return { status: 202, answer: { delivery } };
    });
    return c.json(answer, 202);
  });

  app.openapi(contract.deliveries, async (c) => {
    const { id } = await webhookOf(db, await tenantOf(c), c.req.valid('param').id);
    const { cursor, limit } = c.req.valid('query');
    return c.json(await listDeliveries(db, { webhook: id }, cursor, limit), 200);
  });

  app.openapi(contract.replay, async (c) => {
    const tenant = await tenantOf(c);
    const webhook = await webhookOf(db, tenant, c.req.valid('param').id);
    const range = c.req.valid('json');
    if (range.to < range.from) fail('invalid', 'to: comes before from.');
    const fingerprint = `POST /v1/webhooks/${webhook.id}/replay ${JSON.stringify(range)}`;
    const { answer } = await idempotency.once(c, fingerprint, async () => {
      const accepted = await replayWebhook(db, tenant, webhook, range, { newId, at: now() });
      hints.work();
      return { status: 202, answer: { accepted } };
    });
    return c.json(answer, 202);
  });
}
