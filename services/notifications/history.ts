import type { EventEnvelope } from '../../domain/events/event.js';
import type { Category } from '../../domain/notifications/notifiable.js';
import type { Channel } from '../../domain/notifications/preferences.js';
import type { Transaction } from '../db/index.js';
import { addDeliveries, mailOf } from './deliveries.js';
import type { Person } from './people.js';

/** The same said of the same object within this time is said once. */
const COLLAPSE = `interval '10 minutes'`;

/** Served by notification_decision_subject. */
const TOLD = `select distinct user_id as "user", channel, type, subject from notification_decision
  where user_id = any($1) and subject = any($2) and at > $3::timestamptz - ${COLLAPSE} and outcome <> 'skip'`;

/** Served by delivery_person. */
const SENT = `select user_id as "user", not_before as at from delivery
  where user_id = any($1) and channel = 'email' and not direct and gathers is null and status in ('waiting', 'sent')
    and created_at > $2::timestamptz - interval '1 day' and not_before > $2::timestamptz - interval '1 hour' order by not_before`;

/** Served by delivery_gathering; row locks until the commit: a digest is not sent while something is added to it. */
const GATHERING = `select id, user_id as "user", gathers, created_at as since, not_before as until,
    (select count(*) from delivery_item i where i.delivery_id = d.id) as items
  from delivery d where user_id = any($1) and gathers is not null and status = 'waiting' order by user_id, gathers for update`;

/** PK; row lock until the commit. Its workflow is told that it has another time now; a digest that is full gathers no more. */
const MOVE = `update delivery set not_before = $2, told_at = null, gathers = case when $3 then null else gathers end where id = $1`;

interface Digest {
  id: string;
  since: number;
  until: number;
  items: number;
}

/** What people have been told so far, in the past and by the decisions of this transaction. */
export interface History {
  /** Whether the person was told the same of the same object lately. */
  told(user: string, channel: Channel, event: EventEnvelope): boolean;
  tell(user: string, channel: Channel, event: EventEnvelope): void;
  /** When mail of the last hour was sent, or is going to be: milliseconds, the earliest first. */
  sentAt(user: string): readonly number[];
  send(user: string, at: number): void;
  gathering(user: string, category: Category): { since: number; items: number } | null;
  /** Adds one to the digest that gathers, or makes one; answers its id. */
  gather(person: Person, category: Category, until: string): Promise<string>;
}

/** Reads what decisions about these people and objects depend on, and locks their digests. */
export async function createHistory(
  tx: Transaction,
  users: readonly string[],
  subjects: readonly string[],
  now: Date,
  newId: () => string,
): Promise<History> {
  const toldRows = await tx.query<{ user: string; channel: string; type: string; subject: string }>(TOLD, [
    users,
    subjects,
    now,
  ]);
  const sentRows = await tx.query<{ user: string; at: Date }>(SENT, [users, now]);
  const digestRows = await tx.query<{
    id: string;
    user: string;
    gathers: string;
    since: Date;
    until: Date;
    items: number;
  }>(GATHERING, [users]);

  const nameOf = (...parts: string[]) => parts.join(' ');
  const told = new Set(toldRows.map(({ user, channel, type, subject }) => nameOf(user, channel, type, subject)));
  const sent = new Map<string, number[]>();
  for (const { user, at } of sentRows) sent.set(user, [...(sent.get(user) ?? []), at.getTime()]);
  const digests = new Map<string, Digest>(
    digestRows.map(({ id, user, gathers, since, until, items }) => [
      nameOf(user, gathers),
      { id, since: since.getTime(), until: until.getTime(), items },
    ]),
  );

  return {
    told: (user, channel, { type, subject }) => told.has(nameOf(user, channel, type, subject)),
    tell: (user, channel, { type, subject }) => void told.add(nameOf(user, channel, type, subject)),
    sentAt: (user) => sent.get(user) ?? [],
    send(user, at) {
      sent.set(
        user,
        [...(sent.get(user) ?? []), at].sort((a, b) => a - b),
      );
    },
    gathering(user, category) {
      const digest = digests.get(nameOf(user, category));
      return digest ? { since: digest.since, items: digest.items } : null;
    },
    async gather(person, category, until) {
      const name = nameOf(person.id, category);
      const time = Date.parse(until);
      const digest = digests.get(name) ?? { id: newId(), since: now.getTime(), until: time, items: 0 };
      if (digest.items === 0) await addDeliveries(tx, [mailOf(person, digest.id, until, now, category)], []);
      digest.items++;
      const full = time <= now.getTime();
      if (full || time !== digest.until) await tx.query(MOVE, [digest.id, until, full]);
      if (full) digests.delete(name);
      else digests.set(name, { ...digest, until: time });
      return digest.id;
    },
  };
}
