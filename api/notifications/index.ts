import type { OpenAPIHono } from '@hono/zod-openapi';
import { fail } from '../../domain/errors.js';
import { isNotifiable } from '../../domain/notifications/notifiable.js';
import type { NotificationState } from '../../domain/notifications/notification.js';
import type { Channel } from '../../domain/notifications/preferences.js';
import type { Database } from '../../services/db/index.js';
import type { HintPublisher } from '../../services/events/index.js';
import {
  cancelDelivery,
  createLinks,
  explainEvent,
  explainType,
  listDeliveries,
  listNotifications,
  mailDirectly,
  mark,
  personOf,
  policyOf,
  preview,
  previewMail,
  releaseDelivery,
  setAddress,
  setPolicy,
  setPreferences,
  testInbox,
  unreadOf,
  type Person,
} from '../../services/notifications/index.js';
import { requireAdministrator } from '../administrators.js';
import type { ApiContext, ApiEnvironment } from '../environment.js';
import type { Idempotency } from '../idempotency.js';
import * as contract from './contract.js';
import { shownPreferences } from './preferences.js';

export interface NotificationDeps {
  db: Database;
  hints: HintPublisher;
  idempotency: Idempotency;
  /** Ways to a person that this installation has. */
  ways: ReadonlySet<Channel>;
  /** How readers reach the product. */
  publicUrl: string;
  newId: () => string;
  now: () => Date;
}

/** Of a mail in a frame of our own page: it shows, and can do nothing. */
const MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox";

/** A person's inbox, preferences and e-mail. */
export function mountNotifications(app: OpenAPIHono<ApiEnvironment>, deps: NotificationDeps): void {
  const { db, hints, idempotency, ways, publicUrl, newId, now } = deps;
  const links = createLinks(publicUrl);
  const clock = () => ({ newId, at: now() });

  async function me(c: ApiContext): Promise<Person> {
    return (await personOf(db, c.get('principal').user)) ?? fail('unauthenticated');
  }
  async function preferencesOf(c: ApiContext) {
    const person = await me(c);
    return shownPreferences(person, await policyOf(db, person.tenant), ways);
  }

  app.openapi(contract.list, async (c) => {
    const { user } = c.get('principal');
    const { state, cursor, limit } = c.req.valid('query');
    const [page, unread] = await Promise.all([listNotifications(db, user, state, cursor, limit), unreadOf(db, user)]);
    return c.json({ ...page, unread }, 200);
  });

  /** Once a key. */
  async function marked(c: ApiContext, state: NotificationState, ids: readonly string[] | 'all') {
    const { answer } = await idempotency.once(c, `mark ${state} ${JSON.stringify(ids)}`, async () => ({
      status: 200,
      answer: { unread: await mark(db, c.get('principal'), state, ids) },
    }));
    return answer;
  }
  app.openapi(contract.read, async (c) => c.json(await marked(c, 'read', c.req.valid('json').ids ?? 'all'), 200));
  app.openapi(contract.unread, async (c) => c.json(await marked(c, 'unread', c.req.valid('json').ids ?? 'all'), 200));
  app.openapi(contract.archive, async (c) =>
    c.json(await marked(c, 'archived', c.req.valid('json').ids ?? 'all'), 200),
  );

  app.openapi(contract.getPreferences, async (c) => c.json(await preferencesOf(c), 200));

  app.openapi(contract.putPreferences, async (c) => {
    const preferences = c.req.valid('json');
    await idempotency.once(c, `PUT /v1/me/preferences ${JSON.stringify(preferences)}`, async () => {
      await setPreferences(db, await me(c), preferences);
      return { status: 200, answer: {} };
    });
    return c.json(await preferencesOf(c), 200);
  });

  app.openapi(contract.explain, async (c) => {
    const { event } = c.req.valid('json');
    const person = await me(c);
    if (typeof event === 'string')
      return c.json(
        (await explainEvent(db, person.id, event)) ?? fail('not_found', 'Nothing was decided about it.'),
        200,
      );
    const { type, label = null, document = null } = event;
    const policy = await policyOf(db, person.tenant);
    return c.json(explainType({ person, policy, ways, now: now() }, { type, label, document }), 200);
  });

  app.openapi(contract.test, async (c) => {
    const { channel } = c.req.valid('json');
    const person = await me(c);
    if (channel === 'email') assertMail(person);
    const { answer } = await idempotency.once(c, `POST /v1/me/test ${channel}`, async () => {
      const id =
        channel === 'inbox' ? await testInbox(db, person, clock()) : await mailDirectly(db, person, 'test', clock());
      hints.work();
      return { status: 202, answer: { id } };
    });
    return c.json(answer, 202);
  });

  app.openapi(contract.preview, async (c) => {
    const { channel, event } = c.req.valid('json');
    const of = typeof event === 'string' ? { event } : event;
    return c.json(await preview({ db, links, now }, c.get('principal').tenant, channel, of), 200);
  });

  app.openapi(contract.previewMail, async (c) => {
    const { event } = c.req.valid('query');
    const of = isNotifiable(event) ? { type: event } : { event };
    const { html } = await previewMail({ db, links, now }, c.get('principal').tenant, of);
    return c.html(html, 200, { 'content-security-policy': MAIL_POLICY, 'cache-control': 'no-store' });
  });

  /** Throws `conflict` where an e-mail could not be sent. */
  function assertMail(person: Person): void {
    const { state, text } = shownPreferences(person, { enabled: true, preferences: {} }, ways).email;
    if (state !== 'ready') fail('conflict', text);
  }

  app.openapi(contract.setEmail, async (c) => {
    const { address } = c.req.valid('json');
    await idempotency.once(c, `PUT /v1/me/email ${address ?? ''}`, async () => {
      const person = await me(c);
      await setAddress(db, person.id, address);
      if (address !== null && ways.has('email')) await mailDirectly(db, person, 'address.confirmation', clock());
      hints.work();
      return { status: 200, answer: {} };
    });
    return c.json(await preferencesOf(c), 200);
  });

  app.openapi(contract.deliveries, async (c) => {
    const { cursor, limit } = c.req.valid('query');
    return c.json(await listDeliveries(db, { user: c.get('principal').user }, cursor, limit), 200);
  });

  /** Once a key. Throws `conflict` when there is nothing to change. */
  async function change(c: ApiContext, verb: 'release' | 'cancel', id: string) {
    const act = verb === 'release' ? releaseDelivery : cancelDelivery;
    await idempotency.once(c, `POST /v1/me/deliveries/${id}/${verb}`, async () => {
      if (!(await act(db, c.get('principal').user, id))) fail('conflict', 'It does not wait to be sent.');
      hints.work();
      return { status: 202, answer: { id } };
    });
    return { id };
  }
  app.openapi(contract.release, async (c) => c.json(await change(c, 'release', c.req.valid('param').id), 202));
  app.openapi(contract.cancel, async (c) => c.json(await change(c, 'cancel', c.req.valid('param').id), 202));

  app.openapi(contract.getPolicy, async (c) => c.json(await policyOf(db, c.get('principal').tenant), 200));

  app.openapi(contract.putPolicy, async (c) => {
    const principal = c.get('principal');
    await requireAdministrator(db, principal);
    const policy = c.req.valid('json');
    await idempotency.once(c, `PUT /v1/notification-policy ${JSON.stringify(policy)}`, async () => {
      await setPolicy(db, principal.tenant, policy);
      return { status: 200, answer: {} };
    });
    return c.json(await policyOf(db, principal.tenant), 200);
  });
}
