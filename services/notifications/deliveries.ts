import type { EventEnvelope } from '../../domain/events/event.js';
import type { Delivery, DeliveryAttempt, DeliveryState, DeliveryStatus } from '../../domain/notifications/delivery.js';
import { pageOf, parseCursor, type Database, type Queryable, type Transaction } from '../db/index.js';
import type { Person } from './people.js';

/** A delivery as it is made. */
export interface NewDelivery {
  id: string;
  tenant: string;
  channel: 'email' | 'webhook';
  /** Whom an e-mail goes to. */
  user: string | null;
  webhook: string | null;
  /** Which digest gathers here; null: it is not one. */
  gathers: string | null;
  /** Asked for by who gets it (a test, the link that confirms an address): preferences do not matter. */
  direct: boolean;
  reason: string | null;
  not_before: string;
  created_at: string;
}

/** What is to be sent, in the hands of one attempt. */
export interface ClaimedDelivery extends Pick<
  NewDelivery,
  'id' | 'tenant' | 'channel' | 'user' | 'webhook' | 'direct'
> {
  attempt: number;
  /** What its unsubscribe link shows. */
  unsubscribe: string;
  created_at: Date;
  /** The earliest first. */
  events: EventEnvelope[];
}

/** What became of an attempt. */
export interface Settled {
  outcome: NonNullable<DeliveryAttempt['outcome']>;
  status: number | null;
  detail: string | null;
  /** With `retry`: when to try again, from now. */
  afterMs?: number;
}

/** An attempt has a delivery for itself for so long; longer than any attempt takes (webhook/send.ts, ways.ts). */
const LEASE = `case channel when 'webhook' then interval '30 seconds' else interval '75 seconds' end`;

const ADD = `insert into delivery (id, tenant_id, channel, user_id, webhook_id, gathers, direct, reason, not_before, created_at)
  select id, tenant, channel, "user", webhook, gathers, direct, reason, not_before, created_at from jsonb_to_recordset($1) as d(
    id uuid, tenant uuid, channel text, "user" uuid, webhook uuid, gathers text, direct boolean, reason text, not_before timestamptz, created_at timestamptz)`;

const ADD_ITEMS = `insert into delivery_item (delivery_id, event_id, event)
  select delivery, (event->>'id')::uuid, event from jsonb_to_recordset($1) as i(delivery uuid, event jsonb) on conflict do nothing`;

/** PK. A lease that another attempt holds is waited for. */
const STATE = `select status, greatest(0, ceil(extract(epoch from greatest(not_before, coalesce(lease, not_before)) - now()) * 1000))::int as "waitMs"
  from delivery where id = $1`;

/** PK; row lock for the statement: of two attempts one gets it. From now on nothing is gathered in it. */
const CLAIM = `with mine as (
    update delivery set lease = now() + ${LEASE}, attempts = attempts + 1, gathers = null
    where id = $1 and status = 'waiting' and not_before <= now() and (lease is null or lease < now())
    returning id, tenant_id, channel, user_id, webhook_id, direct, attempts, unsubscribe, created_at),
  begun as (insert into delivery_attempt (delivery_id, attempt, at) select id, attempts, now() from mine)
  select id, tenant_id as tenant, channel, user_id as "user", webhook_id as webhook, direct, attempts as attempt, unsubscribe, created_at,
    (select coalesce(json_agg(i.event order by i.event->>'time', i.event_id), '[]') from delivery_item i where i.delivery_id = mine.id) as events
  from mine`;

/** PK; row lock for the statement. Only by the attempt that holds it. */
const SETTLE = `with settled as (
    update delivery set lease = null, status = $3, reason = $4, sent_at = case when $3 = 'sent' then now() end,
      not_before = now() + $5 * interval '1 millisecond'
    where id = $1 and attempts = $2 and status = 'waiting' returning id)
  update delivery_attempt a set outcome = $6, status = $7, detail = $4,
    duration_ms = extract(epoch from now() - a.at) * 1000
  from settled where a.delivery_id = settled.id and a.attempt = $2`;

/** Puts it off, or ends it, without an attempt having been made. PK; row lock for the statement. */
const SET_ASIDE = `with aside as (
    update delivery set lease = null, status = $3, reason = $4, not_before = coalesce($5, not_before), attempts = attempts - 1
    where id = $1 and attempts = $2 and status = 'waiting' returning id)
  delete from delivery_attempt a using aside where a.delivery_id = aside.id and a.attempt = $2`;

/** PK; row lock for the statement. What comes back is known by it. */
const ADDRESSED = `update delivery set recipient = $3 where id = $1 and attempts = $2 and status = 'waiting' returning id`;

const SHOWN = `d.id, d.channel, d.status, d.reason, d.not_before, d.created_at, d.sent_at, d.direct, d.gathers is not null as gathering,
  (select coalesce(json_agg(json_build_object('id', i.event->'id', 'type', i.event->'type', 'subject', i.event->'subject', 'time', i.event->'time')
      order by i.event->>'time', i.event_id), '[]') from delivery_item i where i.delivery_id = d.id) as events,
  (select coalesce(json_agg(json_build_object('attempt', a.attempt, 'at', a.at, 'duration_ms', a.duration_ms, 'status', a.status,
      'outcome', a.outcome, 'detail', a.detail) order by a.attempt), '[]') from delivery_attempt a where a.delivery_id = d.id) as attempts`;

/** Served by delivery_webhook; keyset. */
const OF_WEBHOOK = `select ${SHOWN} from delivery d where d.webhook_id = $1 and ($2::timestamptz is null or (d.created_at, d.id) < ($2, $3::uuid))
  order by d.created_at desc, d.id desc limit $4`;
/** Served by delivery_person; keyset. */
const OF_PERSON = `select ${SHOWN} from delivery d where d.user_id = $1 and ($2::timestamptz is null or (d.created_at, d.id) < ($2, $3::uuid))
  order by d.created_at desc, d.id desc limit $4`;

/** PK; row lock for the statement. An attempt that is under way cannot be called back. */
const RELEASE = `update delivery set not_before = now(), told_at = null, reason = null
  where id = $1 and user_id = $2 and status = 'waiting' and lease is null returning id`;
const CANCEL = `update delivery set status = 'cancelled', reason = $3, gathers = null
  where id = $1 and user_id = $2 and status = 'waiting' and lease is null returning id`;

/** An e-mail to a person; `gathers`: a digest, and of what. */
export const mailOf = (
  { id: user, tenant }: Pick<Person, 'id' | 'tenant'>,
  id: string,
  notBefore: string,
  at: Date,
  gathers: string | null,
): NewDelivery => ({
  ...{ id, tenant, channel: 'email', user, webhook: null, gathers, direct: false, reason: null },
  not_before: notBefore,
  created_at: at.toISOString(),
});

/** An event to a webhook. */
export const deliveryTo = (
  tenant: string,
  webhook: string,
  id: string,
  at: Date,
  { direct = false } = {},
): NewDelivery => ({
  ...{ id, tenant, channel: 'webhook', user: null, webhook, gathers: null, direct, reason: null },
  not_before: at.toISOString(),
  created_at: at.toISOString(),
});

export async function addDeliveries(
  tx: Transaction,
  deliveries: readonly NewDelivery[],
  items: readonly { delivery: string; event: EventEnvelope }[],
): Promise<void> {
  if (deliveries.length > 0) await tx.query(ADD, [JSON.stringify(deliveries)]);
  if (items.length > 0) await tx.query(ADD_ITEMS, [JSON.stringify(items)]);
}

/** Whether its time has come; a delivery that is gone counts as cancelled. */
export async function deliveryState(db: Queryable, id: string): Promise<DeliveryState> {
  const [state] = await db.query<DeliveryState>(STATE, [id]);
  return state ?? { status: 'cancelled', waitMs: 0 };
}

/** Takes a delivery in hand for one attempt; undefined: it is not its time, another attempt has it, or it is over. */
export async function claimDelivery(db: Queryable, id: string): Promise<ClaimedDelivery | undefined> {
  const [claimed] = await db.query<ClaimedDelivery>(CLAIM, [id]);
  return claimed;
}

/** Records what became of an attempt; one that was overtaken changes nothing. */
export async function settleDelivery(
  db: Queryable,
  { id, attempt }: Pick<ClaimedDelivery, 'id' | 'attempt'>,
  { outcome, status, detail, afterMs = 0 }: Settled,
): Promise<void> {
  const next: DeliveryStatus = outcome === 'retry' ? 'waiting' : outcome === 'sent' ? 'sent' : 'failed';
  await db.query(SETTLE, [id, attempt, next, detail, afterMs, outcome, status]);
}

/** Puts a claimed delivery off until `notBefore`, or ends it (null), without counting an attempt. */
export async function setAside(
  db: Queryable,
  { id, attempt }: Pick<ClaimedDelivery, 'id' | 'attempt'>,
  reason: string,
  notBefore: Date | null,
): Promise<void> {
  await db.query(SET_ASIDE, [id, attempt, notBefore ? 'waiting' : 'cancelled', reason, notBefore]);
}

/** Says where a claimed delivery goes, before it does; false: another attempt has it, or it is over. */
export async function addressDelivery(
  db: Queryable,
  { id, attempt }: Pick<ClaimedDelivery, 'id' | 'attempt'>,
  address: string,
): Promise<boolean> {
  return (await db.query(ADDRESSED, [id, attempt, address])).length > 0;
}

/** Newest first. Throws `bad_request` for a cursor that is none. */
export async function listDeliveries(
  db: Queryable,
  of: { webhook: string } | { user: string },
  cursor: string | undefined,
  limit: number,
): Promise<{ items: Delivery[]; next_cursor: string | null }> {
  const after = cursor === undefined ? undefined : parseCursor(cursor);
  const place = [after?.at ?? null, after?.id ?? null, limit + 1];
  const rows =
    'webhook' in of
      ? await db.query<DeliveryRow>(OF_WEBHOOK, [of.webhook, ...place])
      : await db.query<DeliveryRow>(OF_PERSON, [of.user, ...place]);
  return pageOf(rows, limit, toDelivery);
}

type DeliveryRow = Omit<Delivery, 'not_before' | 'created_at' | 'sent_at'> & {
  not_before: Date;
  created_at: Date;
  sent_at: Date | null;
};

const toDelivery = ({ attempts, ...row }: DeliveryRow): Delivery => ({
  ...row,
  not_before: row.not_before.toISOString(),
  created_at: row.created_at.toISOString(),
  sent_at: row.sent_at?.toISOString() ?? null,
  attempts: attempts.map((each) => ({ ...each, at: new Date(each.at).toISOString() })),
});

/** Sends a waiting delivery of this person at once; false: there is none that waits. */
export async function releaseDelivery(db: Database, user: string, id: string): Promise<boolean> {
  return (await db.query(RELEASE, [id, user])).length > 0;
}

/** Takes back a waiting delivery of this person; false: there is none that waits. */
export async function cancelDelivery(db: Database, user: string, id: string): Promise<boolean> {
  return (await db.query(CANCEL, [id, user, 'You took it back.'])).length > 0;
}
