import type { DocumentRef, StepName } from '../../domain/documents/document.js';
import type { Blobs } from '../blobs/index.js';
import type { Database } from '../db/index.js';
import { createPasses, type Passes } from '../lifecycle/index.js';
import type { Logger } from '../observability/index.js';
import { TASK_QUEUES, type DocumentWorkflows } from '../temporal/index.js';
import { deliverQueues } from '../operation/index.js';
import { removeDeleted } from './removal.js';

/** What no hint told is found within this time. */
const SWEEP_MS = 1_000;
/** Documents that are admitted, and messages that are delivered, in one pass. */
const BATCH = 64;

/** Whether there is anything to do; served by document_waiting and document_undelivered. No lock. */
const LOOK = `select
  exists (select 1 from document where status = 'queued' and admitted_at is null and deleted_at is null) as waiting,
  exists (select 1 from document where delivered_at is null
    and (admitted_at is not null or status = 'cancelled' or deleted_at is not null)) as undelivered`;

/** One process at a time counts and admits; released at commit. */
const LOCK_ADMISSION = `select pg_advisory_xact_lock(7305804402)`;

/**
 * Gives free places to the documents that wait, none while the queue is drained: by priority, then in turn among tenants, then by age. Served by
 * document_running (count) and document_waiting. Row locks on the admitted rows until commit.
 */
const ADMIT = `with room as (
    select case when exists (select 1 from queue where name = '${TASK_QUEUES.documents}' and drained_at is not null) then 0
      when $1 = 0 then ${BATCH} else least(${BATCH}, $1 - count(*)) end as places from document
    where status in ('queued', 'processing') and admitted_at is not null and deleted_at is null
  ), waiting as (
    select id from (
      select id, priority, created_at, row_number() over (partition by tenant_id order by priority, created_at) as turn from (
        select id, tenant_id, priority, created_at from document
        where status = 'queued' and admitted_at is null and deleted_at is null order by priority, created_at limit 2000) head
    ) ranked order by priority, turn, created_at limit greatest(0, (select places from room))
  )
  update document set admitted_at = clock_timestamp() where id in (select id from waiting) returning id`;

/** Served by document_undelivered. No lock: two sweeps that read the same rows deliver twice, which is harmless. */
const UNDELIVERED = `select id, tenant_id as tenant, sha256, run, media_type as "mediaType", bytes, reuse_run as reuse, from_step as from,
    filename, priority, hold, status = 'paused' as paused, (status = 'cancelled' or deleted_at is not null) as stop
  from document
  where delivered_at is null and (admitted_at is not null or status = 'cancelled' or deleted_at is not null)
  order by updated_at limit ${BATCH}`;

/** Only if the row still says what was delivered: a retry in between has a new run to start. PK; row locks until commit. */
const DELIVERED = `update document set delivered_at = clock_timestamp()
  from unnest($1::uuid[], $2::int[], $3::boolean[], $4::int[]) as told(id, run, stop, hold)
  where document.id = told.id and document.run = told.run and document.hold = told.hold
    and (document.status = 'cancelled' or document.deleted_at is not null) = told.stop`;

interface Message extends Omit<DocumentRef, 'reuse'> {
  reuse: number | null;
  from: StepName;
  filename: string;
  priority: number;
  hold: number;
  paused: boolean;
  stop: boolean;
}

/**
 * Tells Temporal what the rows say: which documents may run now, and which runs are to stop. The rows are the truth; a
 * message that could not be delivered (Temporal is down, this process dies) is found again by the next sweep, of this
 * or any other process, and starting or stopping a run twice is harmless.
 *
 * Runs in each workflow worker: on `kick` (an upload, a verb, a run that ended) and every second.
 */
export function createDispatcher(deps: {
  db: Database;
  blobs: Blobs;
  workflows: DocumentWorkflows;
  maxRuns: number;
  log: Logger;
}): Passes {
  const { db, blobs, workflows, maxRuns, log } = deps;
  let stopped = false;
  let failing = false;

  /**
   * Answers whether a full batch was handled, so that there may be more. What a crash of the database takes back here is
   * done again.
   */
  async function pass(): Promise<boolean> {
    const [found] = await db.query<{ waiting: boolean; undelivered: boolean }>(LOOK);
    const admitted = found?.waiting ? await admit() : 0;
    if (admitted === 0 && !found?.undelivered) return false;
    const messages = await db.query<Message>(UNDELIVERED);
    const told = await Promise.allSettled(messages.map(deliver));
    const delivered = messages.filter((_, index) => told[index]?.status === 'fulfilled');
    if (delivered.length > 0) await record(delivered);
    const refused = told.find((result) => result.status === 'rejected');
    if (refused) throw refused.reason;
    return messages.length === BATCH || admitted === BATCH;
  }

  /** Answers how many documents may run now that had to wait. */
  async function admit(): Promise<number> {
    const rows = await db.transaction(
      async (tx) => {
        await tx.query(LOCK_ADMISSION);
        return tx.query(ADMIT, [maxRuns]);
      },
      { durable: false },
    );
    return rows.length;
  }

  async function record(delivered: readonly Message[]): Promise<void> {
    const values = [
      delivered.map(({ id }) => id),
      delivered.map(({ run }) => run),
      delivered.map(({ stop }) => stop),
      delivered.map(({ hold }) => hold),
    ];
    await db.transaction((tx) => tx.query(DELIVERED, values), { durable: false });
  }

  async function deliver({ filename, priority, stop, from, reuse, hold, paused, ...rest }: Message): Promise<void> {
    const document = { ...rest, ...(reuse === null ? {} : { reuse }) };
    if (stop) return workflows.cancel(document);
    await workflows.start({ document, filename, ...(from === 'extract' ? {} : { from }) }, priority);
    if (hold > 0) await workflows.hold(document, { paused, revision: hold });
  }

  async function sweep(): Promise<void> {
    try {
      await deliverQueues(db, workflows);
      while (!stopped && (await pass()));
      await removeDeleted({ db, blobs, workflows });
      if (failing) log.info('documents are delivered again');
      failing = false;
    } catch (error) {
      if (!failing) log.warn({ err: error }, 'documents wait: they will be delivered when it answers again');
      failing = true;
    }
  }

  const passes = createPasses({ pass: sweep, everyMs: SWEEP_MS });
  return {
    ...passes,
    stop() {
      stopped = true;
      return passes.stop();
    },
  };
}
