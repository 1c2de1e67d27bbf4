import type { Database } from '../db/index.js';
import { sweepCredentials } from '../identity/index.js';
import type { TaskResult } from './tasks.js';

/** Served by idempotency_key_age. */
const OLD_REQUESTS = `with gone as (delete from idempotency_key where created_at < now() - interval '24 hours' returning 1)
  select count(*) as n from gone`;

const PARTITIONS = `select ensure_event_partitions(current_date, current_date + 28)`;

/**
 * Served by event_key_at. A run may be tried again for as long as Temporal keeps it; one that waits for a person, for
 * longer: its keys stay.
 */
const OLD_KEYS = `with gone as (
    delete from event_key where at < now() - interval '60 days' and left(key, 36) not in (
      select id::text from document where status in ('queued', 'processing', 'paused', 'review') and deleted_at is null)
    returning 1)
  select count(*) as n from gone`;

/** Removes what has expired; it is refused before that. */
export async function sweepExpired(db: Database): Promise<TaskResult> {
  const credentials = await sweepCredentials(db);
  return { credentials, requests: counted(await db.query<Counted>(OLD_REQUESTS)) };
}

/** Locks readers and writers out for the moment of the drop; gives up, and tries the next day, rather than let them wait. */
const OLD_EVENTS = `select drop_event_partitions(now() - $1 * interval '1 day') as n`;
const NO_LONGER_THAN = `set local lock_timeout = '5s'`;

/** Served by notification_decision_age. */
const OLD_DECISIONS = `with gone as (delete from notification_decision where at < now() - interval '30 days' returning 1)
  select count(*) as n from gone`;
/** Served by notification_age. What was not read stays. */
const OLD_NOTIFICATIONS = `with gone as (
    delete from notification where created_at < now() - interval '180 days' and state <> 'unread' returning 1)
  select count(*) as n from gone`;
/** Served by delivery_age; items and attempts go with them. */
const OLD_DELIVERIES = `with gone as (
    delete from delivery where created_at < now() - interval '90 days' and status <> 'waiting' returning 1)
  select count(*) as n from gone`;

/**
 * Makes room for the events to come, drops the weeks of those that are too old, and forgets what nothing can repeat and
 * nobody asks for any more.
 *
 * @param eventsDays how long events are kept, in days
 */
export async function retain(db: Database, { eventsDays }: { eventsDays: number }): Promise<TaskResult> {
  await db.query(PARTITIONS);
  const weeks = await db.transaction(async (tx) => {
    await tx.query(NO_LONGER_THAN);
    return counted(await tx.query<Counted>(OLD_EVENTS, [eventsDays]));
  });
  return {
    weeks,
    keys: counted(await db.query<Counted>(OLD_KEYS)),
    decisions: counted(await db.query<Counted>(OLD_DECISIONS)),
    notifications: counted(await db.query<Counted>(OLD_NOTIFICATIONS)),
    deliveries: counted(await db.query<Counted>(OLD_DELIVERIES)),
  };
}

interface Counted {
  n: number;
}

const counted = ([row]: readonly Counted[]): number => row?.n ?? 0;
