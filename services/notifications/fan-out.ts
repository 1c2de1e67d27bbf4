import type { EventEnvelope } from '../../domain/events/event.js';
import { tenantChannel } from '../../domain/events/channel.js';
import { decide } from '../../domain/notifications/decide.js';
import type { Decision } from '../../domain/notifications/decision.js';
import { NOTIFIABLE, type NotifiableType } from '../../domain/notifications/notifiable.js';
import type { Notification } from '../../domain/notifications/notification.js';
import { CHANNELS, type Channel } from '../../domain/notifications/preferences.js';
import { wordingOf } from '../../domain/notifications/wording.js';
import type { Database, Transaction } from '../db/index.js';
import { readEvents } from '../events/index.js';
import { addDeliveries, deliveryTo, mailOf, type NewDelivery } from './deliveries.js';
import { documentId, documentsOf, type DocumentFacts } from './documents.js';
import { addressOf } from './explain.js';
import { createHistory, type History } from './history.js';
import { addToInbox } from './inbox.js';
import { isTold, type Told } from './letters.js';
import { peopleOf, policyOf, type Person, type Policy } from './people.js';
import { wantedBy, webhooksOf } from './webhooks.js';

interface Deps {
  db: Database;
  newId: () => string;
  now: () => Date;
  /** Ways to a person that this installation has. */
  ways: ReadonlySet<Channel>;
}

export interface Decided {
  /** Whether there are more events. */
  more: boolean;
  /** Events that retention has dropped before they were decided. */
  lost: number;
  counts: { channel: string; outcome: string; n: number }[];
}

const NOTHING: Decided = { more: false, lost: 0, counts: [] };

/** PK. A tenant is seen from its first event on. */
const BEGIN = `insert into notification_cursor (tenant_id, epoch, "offset") select tenant_id, epoch, 0 from channel where name = $2 and tenant_id = $1
  on conflict do nothing`;
/** PK; row lock until the commit: one process decides for a tenant, others go on with other tenants. */
const LOCK = `select epoch, "offset" from notification_cursor where tenant_id = $1 for update skip locked`;
/** PK. */
const CHANNEL = `select epoch, top, floor from channel where name = $1`;
const ADVANCE = `update notification_cursor set epoch = $2, "offset" = $3 where tenant_id = $1`;

const STORE = `insert into notification_decision (user_id, event_id, channel, tenant_id, type, subject, outcome, not_before, reasons, at)
  select "user", event, channel, $2, type, subject, outcome, not_before, reasons, $3 from jsonb_to_recordset($1) as d(
    "user" uuid, event uuid, channel text, type text, subject text, outcome text, not_before timestamptz, reasons jsonb)`;

/** A decision that has been made, as it is stored. */
interface Made {
  user: string;
  event: string;
  channel: Channel;
  type: NotifiableType;
  subject: string;
  outcome: Decision['outcome'];
  not_before: string | null;
  reasons: Decision['reasons'];
}

/**
 * Decides the next events of a tenant, at most a page of them, in one transaction: whom each concerns, what is put into
 * inboxes, what is to be sent, and that it has been decided.
 *
 * Locks: the cursor, then inboxes by user, digests that gather, and the channels of the people last.
 */
export async function decideNext(deps: Deps, tenant: string): Promise<Decided> {
  const { db } = deps;
  const channel = tenantChannel(tenant);
  await db.query(BEGIN, [tenant, channel]);
  return db.transaction(async (tx) => {
    const [cursor] = await tx.query<{ epoch: string; offset: number }>(LOCK, [tenant]);
    const [state] = await tx.query<{ epoch: string; top: number; floor: number }>(CHANNEL, [channel]);
    if (!cursor || !state) return NOTHING;
    const known = cursor.epoch === state.epoch ? cursor.offset : state.top; // of another epoch: nothing old is told anew
    const from = Math.max(known, state.floor);
    const events = await readEvents({ query: tx.query, durable: noWait }, channel, from, 'tenant', state.top);
    const upTo = events.at(-1)?.offset ?? from;
    if (upTo !== cursor.offset || cursor.epoch !== state.epoch) await tx.query(ADVANCE, [tenant, state.epoch, upTo]);
    const counts = events.length === 0 ? [] : await fanOut(deps, tx, tenant, events);
    return { more: upTo < state.top, lost: from - known, counts };
  });
}

/** What is decided here reaches the disk after what it is decided from. */
const noWait = () => Promise.resolve();

async function fanOut(
  deps: Deps,
  tx: Transaction,
  tenant: string,
  events: readonly EventEnvelope[],
): Promise<Decided['counts']> {
  const told = events.filter(isTold);
  const webhooks = await toWebhooks(deps, tx, tenant, events);
  const counts = [{ channel: 'webhook', outcome: 'send', n: webhooks }];
  if (told.length === 0) return counts.filter(({ n }) => n > 0);
  const [people, policy, documents] = await Promise.all([
    peopleOf(tx, tenant),
    policyOf(tx, tenant),
    documentsOf(tx, tenant, told),
  ]);
  const history = await createHistory(
    tx,
    people.map(({ id }) => id),
    [...new Set(told.map(({ subject }) => subject))],
    deps.now(),
    deps.newId,
  );
  const made: Made[] = [];
  for (const person of people) made.push(...(await toPerson(deps, tx, { person, policy, documents, history, told })));
  await tx.query(STORE, [JSON.stringify(made), tenant, deps.now()]);
  for (const channel of CHANNELS)
    for (const outcome of ['send', 'gather', 'skip'] as const)
      counts.push({
        channel,
        outcome,
        n: made.filter((each) => each.channel === channel && each.outcome === outcome).length,
      });
  return counts.filter(({ n }) => n > 0);
}

/** Everything that is told to one person. */
async function toPerson(
  { newId, now, ways }: Deps,
  tx: Transaction,
  facts: {
    person: Person;
    policy: Policy;
    documents: ReadonlyMap<string, DocumentFacts>;
    history: History;
    told: readonly Told[];
  },
): Promise<Made[]> {
  const { person, policy, documents, history, told } = facts;
  const at = now();
  const inbox: Notification[] = [];
  const deliveries: NewDelivery[] = [];
  const items: { delivery: string; event: EventEnvelope }[] = [];
  const made: Made[] = [];
  for (const event of told)
    for (const channel of CHANNELS) {
      const id = documentId(event.subject);
      const document = id === undefined ? undefined : documents.get(id);
      const decision = decide({
        type: event.type,
        document: id ?? null,
        label: document?.label ?? null,
        channel,
        now: at.getTime(),
        on: policy.enabled,
        maySee: id === undefined || document !== undefined,
        address: addressOf(channel, person, ways),
        tenant: policy.preferences,
        person: person.preferences,
        told: history.told(person.id, channel, event),
        sentAt: channel === 'email' ? history.sentAt(person.id) : [],
        gathering: history.gathering(person.id, NOTIFIABLE[event.type].category),
      });
      const notBefore = decision.notBefore === null ? null : new Date(decision.notBefore).toISOString();
      made.push({
        user: person.id,
        event: event.id,
        channel,
        type: event.type,
        subject: event.subject,
        outcome: decision.outcome,
        not_before: notBefore,
        reasons: decision.reasons,
      });
      if (notBefore === null) continue;
      history.tell(person.id, channel, event);
      if (channel === 'inbox') inbox.push(notificationOf(event, document, newId(), at));
      else if (decision.outcome === 'gather') {
        items.push({ delivery: await history.gather(person, NOTIFIABLE[event.type].category, notBefore), event });
      } else {
        const id = newId();
        history.send(person.id, Date.parse(notBefore));
        deliveries.push(mailOf(person, id, notBefore, at, null));
        items.push({ delivery: id, event });
      }
    }
  if (inbox.length > 0) await addToInbox(tx, { tenant: person.tenant, user: person.id }, inbox);
  await addDeliveries(tx, deliveries, items);
  return made;
}

const notificationOf = (event: Told, document: DocumentFacts | undefined, id: string, at: Date): Notification => ({
  id,
  event_id: event.id,
  type: event.type,
  subject: event.subject,
  severity: NOTIFIABLE[event.type].severity,
  ...wordingOf(event, document),
  state: 'unread',
  created_at: at.toISOString(),
});

/** Answers how many deliveries it made. */
async function toWebhooks(
  { newId, now }: Deps,
  tx: Transaction,
  tenant: string,
  events: readonly EventEnvelope[],
): Promise<number> {
  const at = now();
  const deliveries: NewDelivery[] = [];
  const items: { delivery: string; event: EventEnvelope }[] = [];
  for (const webhook of await webhooksOf(tx, tenant)) {
    if (webhook.disabled_at !== null) continue;
    for (const event of events.filter(({ type }) => wantedBy(webhook.events, type))) {
      const delivery = deliveryTo(tenant, webhook.id, newId(), at);
      deliveries.push(delivery);
      items.push({ delivery: delivery.id, event });
    }
  }
  await addDeliveries(tx, deliveries, items);
  return deliveries.length;
}
