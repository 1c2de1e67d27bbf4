import { STEP_NAMES, type DocumentRef, type DocumentStatus, type StepName } from '../../domain/documents/document.js';
import { beginningRefusal, firstUnfinished, refusalOf, type Verb } from '../../domain/documents/verbs.js';
import { fail, type ErrorCode } from '../../domain/errors.js';
import type { EventType } from '../../domain/events/event.js';
import type { Database, Transaction } from '../db/index.js';

/*
 * What a person can ask of documents. A verb changes the rows and records its events in one transaction; the dispatcher
 * then tells the workflows, as often as it takes. From the moment the transaction commits, effects of the old state find
 * no row to change (`superseded`, `held`).
 *
 *   queued ─▶ processing ─▶ completed │ failed
 *      │  ▲       │  ▲
 *    pause resume … (paused)
 *      └──cancel──┴─▶ cancelled
 *   failed, cancelled ─retry─▶ queued (run + 1, from the first step that was not finished)
 *   any of the three ─reprocess─▶ queued (run + 1, from the step that was asked for)
 *   any ─delete─▶ gone
 */

export type Change = { verb: Exclude<Verb, 'reprocess'> } | { verb: 'reprocess'; from: StepName };

export interface Refusal {
  id: string;
  code: ErrorCode;
  detail: string;
}

export interface Changed {
  accepted: string[];
  refused: Refusal[];
  /** Seconds from received to the end, of each document that ended with this. */
  ended: number[];
}

interface LockedDocument {
  id: string;
  run: number;
  status: DocumentStatus;
  from_step: StepName;
  label: string | null;
  pages_run: number | null;
  fields_run: number | null;
  indexed_run: number | null;
  /** Steps that this run finished. */
  finished: StepName[];
}

/**
 * PK; row locks until commit, in the order of the ids so that no two callers wait for each other. `no key`: an upload that
 * holds the content's row may refer to the document meanwhile.
 */
const LOCK = `select d.id, d.run, d.status, d.from_step, d.label, d.pages_run, d.fields_run, d.indexed_run,
    array(select s.name from document_step s where s.document_id = d.id and s.run = d.run and s.status = 'completed') as finished
  from document d where d.id = any($2) and d.tenant_id = $1 and d.deleted_at is null order by d.id for no key update`;

/** PK, as for the statements below; the rows are locked. What the run before showed is shown again. */
const CANCEL = `update document d set status = 'cancelled', delivered_at = null, updated_at = now(), completed_at = now(),
    label = b.label, confidence = b.confidence, model = b.model, pages = b.pages, language = b.language,
    properties = coalesce(b.properties, '{}'), pages_run = b.pages_run, fields_run = b.fields_run, indexed_run = b.indexed_run
  from document o left join document_run b on b.document_id = o.id and b.run = o.base_run
  where d.id = any($1) and o.id = d.id
  returning extract(epoch from now() - d.created_at)::float8 as seconds`;

const CANCEL_STEPS = `update document_step s set status = 'cancelled', ended_at = now(), progress = null from document d
  where d.id = any($1) and s.document_id = d.id and s.run = d.run and s.status in ('pending', 'running')`;

/** It keeps its place in the order of admission, and gives the place among the running documents to another. */
const PAUSE = `update document set status = 'paused', hold = hold + 1, delivered_at = null, updated_at = now() where id = any($1)`;

const RESUME = `update document set status = case when admitted_at is null then 'queued' else 'processing' end,
    hold = hold + 1, delivered_at = null, updated_at = now() where id = any($1)`;

const DELETE = `update document set deleted_at = now(), updated_at = now(), delivered_at = null where id = any($1)`;

/** What the document shows as its run is left behind. */
const ARCHIVE = `insert into document_run (document_id, tenant_id, run, from_step, status, error, label, confidence, model, pages,
    language, properties, pages_run, fields_run, indexed_run, completed_at)
  select id, tenant_id, run, from_step, status, error, label, confidence, model, pages, language, properties, pages_run,
    fields_run, indexed_run, completed_at
  from document where id = any($1)`;

/** Row locks on the contents, behind their documents'. The number of a run is never given twice, also after a deletion. */
const NEXT_RUNS = `update content c set run = c.run + 1 from document d
  where d.id = any($1) and c.tenant_id = d.tenant_id and c.sha256 = d.sha256 returning d.id, c.run`;

const RESTART = `update document d set base_run = d.run, run = n.run, from_step = n.from_step, reuse_run = n.reuse_run, hold = 0,
    status = 'queued', error = null, admitted_at = null, delivered_at = null, completed_at = null, updated_at = now()
  from unnest($1::uuid[], $2::int[], $3::text[], $4::int[]) as n(id, run, from_step, reuse_run) where d.id = n.id`;

/** Those before the first one are taken over: completed, with no attempt of this run's. */
const INSERT_STEPS = `insert into document_step (document_id, tenant_id, run, name, status)
  select n.id, $1, n.run, s.name, case when s.place < array_position($5::text[], n.from_step) then 'completed' else 'pending' end
  from unnest($2::uuid[], $3::int[], $4::text[]) as n(id, run, from_step), unnest($5::text[]) with ordinality as s(name, place)`;

/** Does to each document what was asked, where its state allows it; what becomes of one does not touch the others. */
export async function changeDocuments(
  db: Database,
  tenant: string,
  ids: readonly string[],
  change: Change,
): Promise<Changed> {
  return db.transaction(async (tx) => {
    const rows = await tx.query<LockedDocument>(LOCK, [tenant, ids]);
    const found = new Set(rows.map(({ id }) => id));
    const refused: Refusal[] = ids
      .filter((id) => !found.has(id))
      .map((id) => ({ id, code: 'document_not_found', detail: 'No such document.' }));
    const taken: LockedDocument[] = [];
    for (const row of rows) {
      const detail =
        refusalOf(change.verb, row.status) ??
        (change.verb === 'reprocess' ? beginningRefusal(change.from, resultsOf(row)) : undefined);
      if (detail === undefined) taken.push(row);
      else refused.push({ id: row.id, code: 'conflict', detail });
    }
    const ended = taken.length > 0 ? await apply(tx, tenant, taken, change) : [];
    return { accepted: taken.map(({ id }) => id), refused, ended };
  });
}

/** The same for one. Throws `document_not_found`, and `conflict` where its state forbids it. */
export async function changeDocument(db: Database, tenant: string, id: string, change: Change): Promise<Changed> {
  const changed = await changeDocuments(db, tenant, [id], change);
  const [refused] = changed.refused;
  if (refused) fail(refused.code, refused.detail);
  return changed;
}

/** Ends a run that nobody has ended in its row, such as one that was cancelled in Temporal. Answers whether it did. */
export async function cancelRun(tx: Transaction, { id, tenant, run }: DocumentRef): Promise<boolean> {
  const [row] = await tx.query<LockedDocument>(LOCK, [tenant, [id]]);
  if (row?.run !== run || refusalOf('cancel', row.status) !== undefined) return false;
  await apply(tx, tenant, [row], { verb: 'cancel' });
  return true;
}

/**
 * Begins a new run for one that Temporal knows nothing of any more, from the first step that it did not finish. Answers
 * whether the row was still in that run.
 */
export async function restartLost(tx: Transaction, { id, tenant, run }: DocumentRef): Promise<boolean> {
  const [row] = await tx.query<LockedDocument>(LOCK, [tenant, [id]]);
  if (row?.run !== run || row.status !== 'processing') return false;
  for (const { id: subject, ...data } of await restart(tx, tenant, [row], { verb: 'retry' }))
    tx.emit({
      tenant,
      type: 'document.restarted',
      subject: `document:${subject}`,
      data: { ...data, reason: 'run_lost' },
    });
  return true;
}

const TOLD: Readonly<Record<Verb, EventType>> = {
  cancel: 'document.cancelled',
  pause: 'document.paused',
  resume: 'document.resumed',
  retry: 'document.restarted',
  reprocess: 'document.restarted',
  delete: 'document.deleted',
};

/** Answers the seconds of those that ended with it. */
async function apply(
  tx: Transaction,
  tenant: string,
  rows: readonly LockedDocument[],
  change: Change,
): Promise<number[]> {
  const ids = rows.map(({ id }) => id);
  const tell = (id: string, data: Record<string, unknown>) =>
    tx.emit({ tenant, type: TOLD[change.verb], subject: `document:${id}`, data });

  if (change.verb === 'retry' || change.verb === 'reprocess') {
    for (const { id, ...data } of await restart(tx, tenant, rows, change)) tell(id, data);
    return [];
  }
  rows.forEach(({ id, run }) => tell(id, { run }));
  switch (change.verb) {
    case 'cancel': {
      await tx.query(CANCEL_STEPS, [ids]);
      const ended = await tx.query<{ seconds: number }>(CANCEL, [ids]);
      return ended.map(({ seconds }) => seconds);
    }
    case 'pause':
      await tx.query(PAUSE, [ids]);
      return [];
    case 'resume':
      await tx.query(RESUME, [ids]);
      return [];
    case 'delete':
      await tx.query(DELETE, [ids]);
      return [];
  }
}

/** Begins a new run of each, and leaves the one before as a version. */
async function restart(
  tx: Transaction,
  tenant: string,
  rows: readonly LockedDocument[],
  change: Change,
): Promise<{ id: string; run: number; from_step: StepName }[]> {
  const ids = rows.map(({ id }) => id);
  await tx.query(ARCHIVE, [ids]);
  const next = await tx.query<{ id: string; run: number }>(NEXT_RUNS, [ids]);
  const runs = new Map(next.map(({ id, run }) => [id, run]));
  const begun = rows.map((row) => {
    const run = runs.get(row.id) ?? fail('internal', 'A document without a content row.');
    return { id: row.id, run, ...beginningOf(row, change) };
  });
  const froms = begun.map(({ from_step }) => from_step);
  const numbers = begun.map(({ run }) => run);
  await tx.query(RESTART, [ids, numbers, froms, begun.map(({ reuse }) => reuse)]);
  await tx.query(INSERT_STEPS, [tenant, ids, numbers, froms, STEP_NAMES]);
  return begun.map(({ id, run, from_step }) => ({ id, run, from_step }));
}

/** The step that a run begins with, and the run of which slices of pages are taken over. */
function beginningOf(row: LockedDocument, change: Change): { from_step: StepName; reuse: number | null } {
  if (change.verb === 'reprocess') return { from_step: change.from, reuse: null };
  // What a cancelled run had made was taken back; what a failed one had finished is kept.
  if (row.status === 'cancelled') return { from_step: row.from_step, reuse: null };
  const from_step = firstUnfinished(row.finished);
  return { from_step, reuse: from_step === 'extract' ? row.run : null };
}

const resultsOf = ({ pages_run, label, fields_run, indexed_run }: LockedDocument) => ({
  text: pages_run !== null,
  label: label !== null,
  fields: fields_run !== null,
  index: indexed_run !== null,
});
