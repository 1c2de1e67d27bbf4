import { blobKeyOf, STEP_NAMES, type DocumentRef, type DocumentStatus } from '../../domain/documents/document.js';
import type { Blobs } from '../blobs/index.js';
import type { Database } from '../db/index.js';
import type { Logger, Metrics } from '../observability/index.js';
import type { DocumentWorkflows } from '../temporal/index.js';
import { restartLost } from './verbs.js';

/** Corrections by kind; on a healthy system all are 0. */
export type Corrections = {
  /** Documents that were to be started, of which Temporal knew nothing. */
  started: number;
  /** Documents that were being read, of which Temporal knew nothing any more: they begin a new run. */
  restarted: number;
  /** Documents whose run had ended without saying so. */
  closed: number;
  /** Chunks and fields of runs that were taken back. */
  rows: number;
  /** Stored files, or folders of a run's files, that belong to no document. */
  files: number;
  /** Received bytes that no document came of. */
  received: number;
};

/** What was told to Temporal so long ago must be known there, unless it takes its time. */
const ROW_GRACE_S = 60;
const BATCH = 200;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** Served by document_running; keyset by id. */
const UNDER_WAY = `select id, tenant_id as tenant, sha256, run, media_type as "mediaType", bytes, status from document
  where status in ('queued', 'processing', 'paused') and admitted_at is not null and deleted_at is null
    and delivered_at < now() - make_interval(secs => $2) and id > $1
  order by id limit ${BATCH}`;

/** PK; row lock until commit. */
const DELIVER_AGAIN = `update document set delivered_at = null where id = $1 and run = $2 and status in ('queued', 'paused') returning 1`;
const CLOSE = `update document set status = 'failed', error = $3, completed_at = now(), updated_at = now(), delivered_at = null
  where id = $1 and run = $2 and status in ('queued', 'processing', 'paused') and deleted_at is null returning 1`;
const UNFINISHED = `select name from document_step where document_id = $1 and run = $2 and status in ('running', 'pending')
  order by array_position($3::text[], name) limit 1`;
const CLOSE_STEPS = `update document_step set status = case when name = $3 then 'failed' else 'cancelled' end, ended_at = now(),
    progress = null, error = case when name = $3 then $4::jsonb end
  where document_id = $1 and run = $2 and status = 'running'`;

/** Served by document_ended: of the last day, for older ones were looked at before. */
const LEFT_CHUNKS = `with gone as (
    delete from chunk c using document d where d.deleted_at is null and d.completed_at between now() - interval '1 day' and now() - make_interval(secs => $1)
      and d.status in ('completed', 'failed', 'cancelled') and c.document_id = d.id and c.run is distinct from d.indexed_run returning 1)
  select count(*) as n from gone`;
const LEFT_FIELDS = `with gone as (
    delete from document_field f using document d where d.deleted_at is null and d.completed_at between now() - interval '1 day' and now() - make_interval(secs => $1)
      and d.status = 'cancelled' and f.document_id = d.id and f.run = d.run and d.fields_run is distinct from d.run returning 1)
  select count(*) as n from gone`;

/** Served by document_content, and by the PK of document_run. */
const OWNERS = `select d.tenant_id as tenant, d.sha256, d.run, d.status, d.pages_run, d.deleted_at is not null as deleted,
    array(select r.run from document_run r where r.document_id = d.id and r.status <> 'cancelled') as earlier
  from document d where (d.tenant_id, d.sha256) in (select t, s from unnest($1::uuid[], $2::text[]) as wanted(t, s))`;

/** Row lock on the content until commit, as an upload takes it. PK. */
const LOCK_CONTENT = `insert into content (tenant_id, sha256, bytes) select id, $2, 0 from tenant where id = $1
  on conflict (tenant_id, sha256) do update set bytes = content.bytes`;
const OWNED = `select 1 from document where tenant_id = $1 and sha256 = $2`;

interface Owner {
  tenant: string;
  sha256: string;
  run: number;
  status: DocumentStatus;
  pages_run: number | null;
  deleted: boolean;
  earlier: number[];
}

export interface ReconcileDeps {
  db: Database;
  blobs: Blobs;
  workflows: DocumentWorkflows;
  metrics: Metrics;
  log: Logger;
  now: () => Date;
  /** Seconds that files, and leftovers of runs, may lie about before they count as left behind. */
  graceS: number;
}

/**
 * Compares what the rows say with what Temporal knows and what is stored, and sets right what has come apart: starts what
 * was never started, closes what ended without saying so, removes what belongs to nothing. Each correction is counted and
 * logged. Safe at any time and beside itself: each is made under the lock, and on the condition, that a run would take.
 *
 * @param at told how far it is
 */
export async function reconcile(deps: ReconcileDeps, at: (position: { looked: number }) => void): Promise<Corrections> {
  const { db, blobs, metrics, log, now, graceS } = deps;
  const done: Corrections = { started: 0, restarted: 0, closed: 0, rows: 0, files: 0, received: 0 };
  const corrected = (kind: keyof Corrections, about: object, count = 1): void => {
    if (count === 0) return;
    done[kind] += count;
    metrics.corrections.inc({ kind }, count);
    log.warn({ kind, count, ...about }, 'corrected');
  };
  let looked = 0;

  for (let after = FIRST_ID; ;) {
    const rows = await db.query<DocumentRef & { status: DocumentStatus }>(UNDER_WAY, [
      after,
      Math.min(ROW_GRACE_S, graceS),
    ]);
    for (const { status, ...document } of rows) {
      const kind = await reconcileRun(deps, document, status);
      if (kind) corrected(kind, { document: document.id, run: document.run });
      at({ looked: ++looked });
    }
    if (rows.length < BATCH) break;
    after = rows.at(-1)?.id ?? after;
  }
  for (const statement of [LEFT_CHUNKS, LEFT_FIELDS]) {
    const [row] = await db.query<{ n: number }>(statement, [graceS]);
    corrected('rows', {}, row?.n ?? 0);
  }
  const before = new Date(now().getTime() - graceS * 1_000);
  corrected('received', {}, await blobs.sweepReceived(before));
  for await (const batch of contents(blobs, before)) {
    for (const key of await orphans(db, batch)) {
      if (await removeOrphan(deps, key)) corrected('files', { key });
    }
    at({ looked: (looked += batch.size) });
  }
  return done;
}

/** Answers what was corrected. */
async function reconcileRun(
  { db, workflows }: ReconcileDeps,
  document: DocumentRef,
  status: DocumentStatus,
): Promise<'started' | 'restarted' | 'closed' | undefined> {
  const state = await workflows.stateOf(document);
  if (state === 'running') return undefined;
  if (state === 'closed') return (await closeLost(db, document)) ? 'closed' : undefined;
  if (status !== 'processing') {
    const [again] = await db.query(DELIVER_AGAIN, [document.id, document.run]);
    return again && 'started';
  }
  return (await db.transaction((tx) => restartLost(tx, document))) ? 'restarted' : undefined;
}

/** A run that was terminated, or failed in a way that it could not record. */
async function closeLost(db: Database, { id, tenant, run }: DocumentRef): Promise<boolean> {
  const error = { code: 'run_lost', message: 'Its run was ended in Temporal. A retry goes on from where it was.' };
  return db.transaction(async (tx) => {
    const [unfinished] = await tx.query<{ name: string }>(UNFINISHED, [id, run, STEP_NAMES]);
    const step = unfinished?.name ?? null;
    const [closed] = await tx.query(CLOSE, [id, run, { ...error, step }]);
    if (!closed) return false;
    await tx.query(CLOSE_STEPS, [id, run, step, error]);
    tx.emit({ tenant, type: 'document.failed', subject: `document:${id}`, data: { ...error, step, run } });
    return true;
  });
}

/** Runs of stored files by content: `0` stands for the original. Those that are young are left out. */
type Stored = Map<string, Set<number>>;

async function* contents(blobs: Blobs, before: Date): AsyncIterable<Stored> {
  let batch: Stored = new Map();
  for await (const { key, at } of blobs.list()) {
    const [tenant = '', sha256 = '', run = '0'] = key.split('/');
    const content = `${tenant}/${sha256}`;
    if (at > before) continue;
    if (!batch.has(content) && batch.size === BATCH) {
      yield batch;
      batch = new Map();
    }
    batch.set(content, (batch.get(content) ?? new Set()).add(Number(run)));
  }
  if (batch.size > 0) yield batch;
}

/** Keys, and folders of keys (which end in a slash), that no document accounts for. */
async function orphans(db: Database, stored: Stored): Promise<string[]> {
  const keys = [...stored.keys()].map((content) => content.split('/'));
  const owners = await db.query<Owner>(OWNERS, [keys.map(([tenant]) => tenant), keys.map(([, sha256]) => sha256)]);
  return [...stored].flatMap(([content, runs]) => {
    const own = owners.filter((owner) => blobKeyOf(owner) === content);
    if (own.some(({ deleted }) => deleted)) return []; // its removal is under way
    return [...runs]
      .filter((run) => !own.some((owner) => accountsFor(owner, run)))
      .map((run) => (run === 0 ? content : `${content}/${run}/`));
  });
}

const accountsFor = ({ run, status, pages_run, earlier }: Owner, stored: number): boolean =>
  stored === 0 || stored === pages_run || earlier.includes(stored) || (stored === run && status !== 'cancelled');

/** Removes it unless a document has come of it meanwhile. Answers whether it did. */
async function removeOrphan({ db, blobs }: ReconcileDeps, key: string): Promise<boolean> {
  const [tenant = '', sha256 = ''] = key.split('/');
  return db.transaction(async (tx) => {
    await tx.query(LOCK_CONTENT, [tenant, sha256]);
    if (key.endsWith('/')) {
      await blobs.removeAll(key);
      return true;
    }
    const [owned] = await tx.query(OWNED, [tenant, sha256]);
    if (owned) return false;
    await blobs.remove(key);
    return true;
  });
}
