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
  const [requests] = await db.query<{ n: number }>(OLD_REQUESTS);
  return { credentials, requests: requests?.n ?? 0 };
}

/** Makes room for the events to come, and forgets the keys of effects that nothing can repeat any more. */
export async function retain(db: Database): Promise<TaskResult> {
  await db.query(PARTITIONS);
  const [keys] = await db.query<{ n: number }>(OLD_KEYS);
  return { keys: keys?.n ?? 0 };
}
