import { fail } from '../../domain/errors.js';
import type { Database } from '../db/index.js';
import { TASK_QUEUES } from '../temporal/index.js';

/** A task queue, as people see it. */
export interface QueueState {
  name: string;
  /** Since when nothing new is taken from it; null: it is not drained. */
  drained_at: string | null;
  reason: string | null;
}

const NAMES: readonly string[] = Object.values(TASK_QUEUES);

/** A handful of rows. */
const QUEUES = `select name, drained_at, reason from queue`;

/** PK; row lock until commit. Answers a row where it changed something. */
const CHANGE = `insert into queue (name, drained_at, reason) values ($1, case when $2 then now() end, $3)
  on conflict (name) do update set drained_at = excluded.drained_at, reason = excluded.reason, delivered_at = null
    where (queue.drained_at is null) = $2
  returning 1`;

const UNDELIVERED = `select name, drained_at is not null as drained from queue where delivered_at is null`;
const DELIVERED = `update queue set delivered_at = now() where name = $1 and (drained_at is not null) = $2`;

/** Every queue there is. */
export async function listQueues(db: Database): Promise<QueueState[]> {
  const rows = await db.query<{ name: string; drained_at: Date | null; reason: string | null }>(QUEUES);
  return NAMES.map((name) => {
    const row = rows.find((each) => each.name === name);
    return { name, drained_at: row?.drained_at?.toISOString() ?? null, reason: row?.reason ?? null };
  });
}

/**
 * Takes nothing new from a queue until it is undrained; what is in hand ends. Draining `docugenie` admits no further
 * document, and those that have begun go on. Of a queue that is so already nothing changes. The tenant that asks is told.
 * Throws `not_found`.
 */
export async function drainQueue(
  db: Database,
  tenant: string,
  name: string,
  { drain, reason }: { drain: boolean; reason: string | null },
): Promise<void> {
  if (!NAMES.includes(name)) fail('not_found', `There is no queue ${name}; there are ${NAMES.join(', ')}.`);
  await db.transaction(async (tx) => {
    const [changed] = await tx.query(CHANGE, [name, drain, drain ? reason : null]);
    if (!changed) return;
    tx.emit({
      tenant,
      type: drain ? 'queue.drained' : 'queue.undrained',
      subject: `queue:${name}`,
      data: { queue: name, reason: drain ? reason : null },
    });
  });
}

/** Tells Temporal which queues are drained, where it has not been told yet. Throws while it does not answer. */
export async function deliverQueues(
  db: Database,
  temporal: { drain(queue: string, drained: boolean): Promise<void> },
): Promise<void> {
  const rows = await db.query<{ name: string; drained: boolean }>(UNDELIVERED);
  for (const { name, drained } of rows) {
    if (name !== TASK_QUEUES.documents) await temporal.drain(name, drained); // the dispatcher admits none meanwhile
    await db.query(DELIVERED, [name, drained]);
  }
}
