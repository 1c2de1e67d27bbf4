import type { Channel } from '../../domain/notifications/preferences.js';
import type { NotificationWorkflows } from '../temporal/index.js';
import type { Database } from '../db/index.js';
import { createPasses, type Passes } from '../lifecycle/index.js';
import type { Logger, Metrics } from '../observability/index.js';
import { decideNext } from './fan-out.js';

/** What no hint told is found within this time. */
const SWEEP_MS = 1_000;
/** While much happens it is decided in batches, this far apart. */
const PAUSE_MS = 200;
/** Deliveries that Temporal is told of in one pass. */
const BATCH = 64;
/** A delivery whose time came so long ago has lost its workflow: it is told of again. */
const OVERDUE = `interval '3 minutes'`;

/** Tenants with events that have not been decided; PK of channel and cursor, of which there is one a tenant. No lock. */
const BEHIND = `select t.id from tenant t join channel c on c.name = 'tenant:' || t.id
  left join notification_cursor n on n.tenant_id = t.id
  where n.tenant_id is null or n.epoch <> c.epoch or n."offset" < c.top`;

/** Served by delivery_untold. No lock: telling twice is harmless. */
const UNTOLD = `select id, channel, not_before from delivery where told_at is null and status = 'waiting' order by created_at limit ${BATCH}`;
/** PK; row locks for the statement. What was given another time meanwhile stays to be told: the workflow may have looked before. */
const TOLD = `update delivery d set told_at = now() from unnest($1::uuid[], $2::timestamptz[]) as told(id, not_before)
  where d.id = told.id and d.not_before = told.not_before`;
/** Served by delivery_waiting; row locks for the statement. */
const FORGOTTEN = `update delivery set told_at = null
  where status = 'waiting' and not_before < now() - ${OVERDUE} and told_at < now() - ${OVERDUE} and (lease is null or lease < now())`;

/**
 * Decides for each event whom it concerns, and tells Temporal of what is to be sent.
 *
 * The events of a tenant are decided in the order of their offsets: inbox, decisions, deliveries and the cursor behind the
 * last of them are one transaction, so that whatever dies, each event is decided once. Deliveries are rows; a workflow is
 * only their clock, and one that was not started, or is lost, is started by the next pass of this or any other process.
 *
 * Runs in each workflow worker: on `kick` (an event was written somewhere) and every second.
 */
export function createNotifier(deps: {
  db: Database;
  workflows: NotificationWorkflows;
  newId: () => string;
  now: () => Date;
  /** Ways to a person that this installation has. */
  ways: ReadonlySet<Channel>;
  metrics: Metrics;
  log: Logger;
}): Passes {
  const { db, workflows, metrics, log } = deps;
  let stopped = false;
  let failing = false;

  async function decideAll(): Promise<void> {
    for (const { id } of await db.query<{ id: string }>(BEHIND))
      while (!stopped) {
        const decided = await decideNext(deps, id);
        for (const { channel, outcome, n } of decided.counts) metrics.notifications.inc({ channel, outcome }, n);
        if (decided.lost > 0) log.warn({ tenant: id, events: decided.lost }, 'events went before they were decided');
        if (!decided.more) break;
      }
  }

  /** Answers whether there may be more. */
  async function tellTemporal(): Promise<boolean> {
    const waiting = await db.query<{ id: string; channel: string; not_before: Date }>(UNTOLD);
    if (waiting.length === 0) return false;
    const results = await Promise.allSettled(waiting.map(({ id, channel }) => workflows.deliver(id, channel)));
    const told = waiting.filter((_, index) => results[index]?.status === 'fulfilled');
    if (told.length > 0) await db.query(TOLD, [told.map(({ id }) => id), told.map((each) => each.not_before)]);
    const refused = results.find((result) => result.status === 'rejected');
    if (refused) throw refused.reason;
    return waiting.length === BATCH;
  }

  async function pass(): Promise<void> {
    try {
      await db.query(FORGOTTEN);
      await decideAll();
      while (!stopped && (await tellTemporal()));
      if (failing) log.info('people are told again');
      failing = false;
    } catch (error) {
      if (!failing) log.warn({ err: error }, 'notifications wait: they go on when it answers again');
      failing = true;
    }
  }

  const passes = createPasses({ pass, everyMs: SWEEP_MS, pauseMs: PAUSE_MS });
  return {
    ...passes,
    stop() {
      stopped = true;
      return passes.stop();
    },
  };
}
