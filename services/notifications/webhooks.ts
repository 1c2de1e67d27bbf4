import { randomBytes } from 'node:crypto';
import { tenantChannel } from '../../domain/events/channel.js';
import type { EventEnvelope } from '../../domain/events/event.js';
import { fail } from '../../domain/errors.js';
import type { Database, Queryable } from '../db/index.js';
import { addDeliveries, deliveryTo } from './deliveries.js';
import { newSecret } from './webhook/signature.js';

/** An address that a tenant's events are posted to. */
export interface Webhook {
  id: string;
  url: string;
  /** `slack`: what it is sent is a message for people, as Slack and those like it take it. */
  kind: 'standard' | 'slack';
  /** Types; `*` is all, `document.*` all of one kind of object. */
  events: string[];
  /** null: it is sent to. */
  disabled_at: string | null;
  disabled_reason: string | null;
  created_at: string;
}

/** What signs: the secret of now, and the one before it for as long as it holds. */
export interface WebhookTarget extends Pick<Webhook, 'id' | 'url' | 'kind'> {
  secrets: string[];
  disabled: boolean;
}

/** The secret before the last rotation signs as well for so long. */
const ROTATION = `interval '24 hours'`;
/** Events that one replay repeats at the most. */
const REPLAY_LIMIT = 10_000;

const COLUMNS = `id, url, kind, events, disabled_at, disabled_reason, created_at`;

/** Served by webhook_tenant. No lock. */
const LIST = `select ${COLUMNS} from webhook where tenant_id = $1 order by created_at, id`;
/** PK. */
const ONE = `select ${COLUMNS} from webhook where id = $1 and tenant_id = $2`;
const ADD = `insert into webhook (id, tenant_id, url, kind, events, secret, created_at) values ($1, $2, $3, $4, $5, $6, $7)`;
const REMOVE = `delete from webhook where id = $1 and tenant_id = $2 returning 1`;
const ROTATE = `update webhook set secret = $3, previous_secret = secret, previous_until = now() + ${ROTATION}
  where id = $1 and tenant_id = $2 returning 1`;
const ENABLE = `update webhook set disabled_at = null, disabled_reason = null where id = $1 and tenant_id = $2 returning 1`;
const DISABLE = `update webhook set disabled_at = now(), disabled_reason = $2 where id = $1 and disabled_at is null`;
const TARGET = `select id, url, kind, disabled_at is not null as disabled,
    case when previous_until > now() then array[secret, previous_secret] else array[secret] end as secrets
  from webhook where id = $1`;

/** The partitions of the time; primary key on (channel, offset) within each. */
const EVENTS_BETWEEN = `select "offset", id, type, subject, at, data from event
  where channel = $1 and at >= $2 and at <= $3 order by "offset" limit ${REPLAY_LIMIT + 1}`;

type WebhookRow = Omit<Webhook, 'disabled_at' | 'created_at'> & { disabled_at: Date | null; created_at: Date };

const toWebhook = (row: WebhookRow): Webhook => ({
  ...row,
  disabled_at: row.disabled_at?.toISOString() ?? null,
  created_at: row.created_at.toISOString(),
});

/** Whether an endpoint asked for events of a type. */
export const wantedBy = (wanted: readonly string[], type: string): boolean =>
  wanted.some((each) => each === '*' || each === type || (each.endsWith('.*') && type.startsWith(each.slice(0, -1))));

/** The earliest first. */
export async function webhooksOf(db: Queryable, tenant: string): Promise<Webhook[]> {
  return (await db.query<WebhookRow>(LIST, [tenant])).map(toWebhook);
}

/** Throws `not_found`, also for another tenant's. */
export async function webhookOf(db: Queryable, tenant: string, id: string): Promise<Webhook> {
  return toWebhook(found(await db.query<WebhookRow>(ONE, [id, tenant])));
}

export async function addWebhook(
  db: Queryable,
  tenant: string,
  { id, url, kind, events, at }: Pick<Webhook, 'id' | 'url' | 'kind' | 'events'> & { at: Date },
): Promise<void> {
  await db.query(ADD, [id, tenant, url, kind, events, newSecret(randomBytes), at]);
}

/** Removes it with its deliveries; what waits is not sent. Throws `not_found`. */
export async function removeWebhook(db: Queryable, tenant: string, id: string): Promise<void> {
  found(await db.query(REMOVE, [id, tenant]));
}

/** Gives it a new secret; for a day both sign. Throws `not_found`. */
export async function rotateWebhook(db: Queryable, tenant: string, id: string): Promise<void> {
  found(await db.query(ROTATE, [id, tenant, newSecret(randomBytes)]));
}

/** What signs from now on: shown once, to who has just made it. */
export async function webhookSecret(db: Queryable, id: string): Promise<string> {
  const target = await targetOf(db, id);
  return target?.secrets[0] ?? fail('not_found', 'There is no such webhook.');
}

/** Sends to it again. Throws `not_found`. */
export async function enableWebhook(db: Queryable, tenant: string, id: string): Promise<void> {
  found(await db.query(ENABLE, [id, tenant]));
}

/** Sends to it no more, until a person enables it. */
export async function disableWebhook(db: Queryable, id: string, reason: string): Promise<void> {
  await db.query(DISABLE, [id, reason]);
}

/** What a delivery needs; undefined: the webhook is gone. */
export async function targetOf(db: Queryable, id: string): Promise<WebhookTarget | undefined> {
  const [target] = await db.query<WebhookTarget>(TARGET, [id]);
  return target;
}

interface Now {
  newId: () => string;
  at: Date;
}

/** Sends an event that says it is a test; answers its delivery. */
export async function testWebhook(db: Database, tenant: string, webhook: string, { newId, at }: Now): Promise<string> {
  const delivery = deliveryTo(tenant, webhook, newId(), at, { direct: true });
  const event: EventEnvelope = {
    ...{ channel: 'tenant', offset: 0, id: delivery.id, type: 'webhook.test', subject: `webhook:${webhook}` },
    time: at.toISOString(),
    data: { message: 'This is a test: nothing has happened.' },
  };
  await db.transaction((tx) => addDeliveries(tx, [delivery], [{ delivery: delivery.id, event }]));
  return delivery.id;
}

/**
 * Sends once more what happened in a range of time, with the ids that it had: a receiver that has some of it knows them.
 * Throws `invalid` when that is more than a replay may be.
 *
 * @returns how many are sent
 */
export async function replayWebhook(
  db: Database,
  tenant: string,
  { id, events: wanted }: Pick<Webhook, 'id' | 'events'>,
  { from, to }: { from: Date; to: Date },
  { newId, at }: Now,
): Promise<number> {
  const rows = await db.query<Omit<EventEnvelope, 'channel' | 'time'> & { at: Date }>(EVENTS_BETWEEN, [
    tenantChannel(tenant),
    from,
    to,
  ]);
  if (rows.length > REPLAY_LIMIT)
    fail('invalid', `More than ${REPLAY_LIMIT} events happened in this range: take a shorter one.`);
  const repeated = rows.filter(({ type }) => wantedBy(wanted, type));
  const deliveries = repeated.map(() => deliveryTo(tenant, id, newId(), at));
  const items = repeated.map(({ at: time, ...row }, index) => ({
    delivery: deliveries[index]?.id ?? '',
    event: { channel: 'tenant', time: time.toISOString(), ...row },
  }));
  await db.transaction((tx) => addDeliveries(tx, deliveries, items));
  return deliveries.length;
}

const found = <Row>(rows: readonly Row[]): Row => rows[0] ?? fail('not_found', 'There is no such webhook.');
