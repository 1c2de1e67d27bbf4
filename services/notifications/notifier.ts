import type { Channel } from '../../domain/notifications/preferences.js';
import type { NotificationWorkflows } from '../temporal/index.js';
import type { Database } from '../db/index.js';
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
const UNTOLD = `select id, channel from delivery where told_at is null and status = 'waiting' order by created_at limit ${BATCH}`;
/** PK; row locks for the statement. What changed meanwhile is told of again, as it was set to null again. */
const TOLD = `update delivery set told_at = now() where id = any($1)`;
/** Served by delivery_waiting; row locks for the statement. */
const FORGOTTEN = `update delivery set told_at = null
  where status = 'waiting' and not_before < now() - ${OVERDUE} and told_at < now() - ${OVERDUE} and (lease is null or lease < now())`;

export interface Notifier {
  start(): void;
  /** Something has happened; returns at once. */
  kick(): void;
  stop(): Promise<void>;
}

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
}): Notifier {
  const { db, workflows, metrics, log } = deps;
  let timer: NodeJS.Timeout | undefined;
  let soon: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let again = false;
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
    const waiting = await db.query<{ id: string; channel: string }>(UNTOLD);
    if (waiting.length === 0) return false;
    const told = await Promise.allSettled(waiting.map(({ id, channel }) => workflows.deliver(id, channel)));
    const ids = waiting.filter((_, index) => told[index]?.status === 'fulfilled').map(({ id }) => id);
    if (ids.length > 0) await db.query(TOLD, [ids]);
    const refused = told.find((result) => result.status === 'rejected');
    if (refused) throw refused.reason;
    return waiting.length === BATCH;
  }

  async function pass(): Promise<void> {
    try {
      await decideAll();
      while (!stopped && (await tellTemporal()));
      if (failing) log.info('people are told again');
      failing = false;
    } catch (error) {
      if (!failing) log.warn({ err: error }, 'notifications wait: they go on when it answers again');
      failing = true;
    }
  }

  function kick(): void {
    if (stopped) return;
    if (running) {
      again = true;
      return;
    }
    running = pass().finally(() => {
      running = undefined;
      if (!again || stopped) return;
      again = false;
      soon = setTimeout(kick, PAUSE_MS);
    });
  }

  function sweep(): void {
    db.query(FORGOTTEN).then(kick, (error: unknown) => log.debug({ err: error }, 'deliveries could not be looked at'));
  }

  return {
    start() {
      timer = setInterval(sweep, SWEEP_MS);
      kick();
    },
    kick,
    async stop() {
      stopped = true;
      clearInterval(timer);
      clearTimeout(soon);
      await running;
    },
  };
}
