import { userChannel } from '../../domain/events/channel.js';
import type { Notification, NotificationState } from '../../domain/notifications/notification.js';
import { pageOf, parseCursor, type Database, type Queryable, type Transaction } from '../db/index.js';

interface Owner {
  tenant: string;
  user: string;
}

/** The row lock is held to the commit: counts are made, and told, one after the other. PK. */
const COUNT_UP = `insert into inbox (user_id, tenant_id, unread) values ($1, $2, $3)
  on conflict (user_id) do update set unread = inbox.unread + excluded.unread returning unread`;

/** Served by the unique key on (user_id, event_id). */
const ADD = `insert into notification (id, tenant_id, user_id, event_id, type, subject, severity, title, body, created_at)
  select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::timestamptz[])`;

const UNREAD = `select unread from inbox where user_id = $1`;

/** Served by notification_newest; keyset. */
const LIST = `select id, event_id, type, subject, severity, title, body, state, created_at from notification
  where user_id = $1 and case when $2::text is null then state <> 'archived' else state = $2 end
    and ($3::timestamptz is null or (created_at, id) < ($3, $4::uuid))
  order by created_at desc, id desc limit $5`;

/** Row locks until the commit. PK; of all, notification_newest. Answers how many were unread before. */
const MARK = `with changed as (
    update notification n set state = $2 from notification before
    where before.id = n.id and n.user_id = $1 and ($3::uuid[] is null or n.id = any($3))
      and n.state = any($4)
    returning n.id, before.state as was)
  select coalesce(array_agg(id), '{}') as ids, count(*) filter (where was = 'unread') as unread from changed`;

/** From which states a mark leads away. */
const BEFORE: Readonly<Record<NotificationState, readonly NotificationState[]>> = {
  unread: ['read', 'archived'],
  read: ['unread'],
  archived: ['unread', 'read'],
};

/**
 * Puts notifications into one person's inbox and tells the person's channel of each, with the count that holds from there
 * on. Take the inboxes of several people in the order of their ids.
 */
export async function addToInbox(
  tx: Transaction,
  { tenant, user }: Owner,
  added: readonly Notification[],
): Promise<void> {
  const [counted] = await tx.query<{ unread: number }>(COUNT_UP, [user, tenant, added.length]);
  await tx.query(ADD, [
    added.map(({ id }) => id),
    added.map(() => tenant),
    added.map(() => user),
    added.map(({ event_id }) => event_id),
    added.map(({ type }) => type),
    added.map(({ subject }) => subject),
    added.map(({ severity }) => severity),
    added.map(({ title }) => title),
    added.map(({ body }) => body),
    added.map(({ created_at }) => created_at),
  ]);
  const before = (counted?.unread ?? 0) - added.length;
  added.forEach((notification, index) =>
    tx.emit({
      tenant,
      type: 'notification.created',
      subject: userChannel(user),
      data: { notification, unread: before + index + 1 },
    }),
  );
}

/** How many are unread now. PK. */
export async function unreadOf(db: Queryable, user: string): Promise<number> {
  const [row] = await db.query<{ unread: number }>(UNREAD, [user]);
  return row?.unread ?? 0;
}

/** Newest first; without a state, all but the archived ones. Throws `bad_request` for a cursor that is none. */
export async function listNotifications(
  db: Queryable,
  user: string,
  state: NotificationState | undefined,
  cursor: string | undefined,
  limit: number,
): Promise<{ items: Notification[]; next_cursor: string | null }> {
  const after = cursor === undefined ? undefined : parseCursor(cursor);
  const rows = await db.query<Omit<Notification, 'created_at'> & { created_at: Date }>(LIST, [
    user,
    state ?? null,
    after?.at ?? null,
    after?.id ?? null,
    limit + 1,
  ]);
  return pageOf(rows, limit, (row) => ({ ...row, created_at: row.created_at.toISOString() }));
}

/**
 * Marks notifications of one person, all or those named; tells the person's channel, so that every device agrees. What is
 * somebody else's, or is so already, stays as it is.
 *
 * @returns how many are unread now
 */
export function mark(
  db: Database,
  { tenant, user }: Owner,
  state: NotificationState,
  ids: readonly string[] | 'all',
): Promise<number> {
  return db.transaction(async (tx) => {
    const [locked] = await tx.query<{ unread: number }>(COUNT_UP, [user, tenant, 0]);
    const [changed] = await tx.query<{ ids: string[]; unread: number }>(MARK, [
      user,
      state,
      ids === 'all' ? null : ids,
      BEFORE[state],
    ]);
    const now = locked?.unread ?? 0;
    if (!changed || changed.ids.length === 0) return now;
    const less = state === 'unread' ? -changed.ids.length : changed.unread;
    await tx.query(COUNT_UP, [user, tenant, -less]);
    const data = { state, unread: now - less, ...(ids === 'all' ? { all: true } : { ids: changed.ids }) };
    tx.emit({ tenant, type: 'notification.read', subject: userChannel(user), data });
    return now - less;
  });
}
