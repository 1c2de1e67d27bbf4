import { blobKeyOf, type DocumentRef, type StepName } from '../domain/documents/document.js';
import { SLICE_PAGES, type FailureReport, type StepKey, type TakenOver } from '../domain/documents/step.js';
import { fail, Failure } from '../domain/errors.js';
import type { Blobs } from '../services/blobs/index.js';
import { cancelRun, claim, guard, startSteps } from '../services/documents/index.js';
import { runStep, type StepDeps } from './step.js';

export interface DocumentDeps extends StepDeps {
  blobs: Blobs;
  /** A run has ended: there may be room for another. */
  onEnded: () => void;
}

/** PK; the guard of the step has locked the row, until commit. */
const COMPLETE = `update document set status = 'completed', completed_at = now(), updated_at = now() where id = $1 and run = $2
  returning label, confidence, pages, extract(epoch from now() - created_at)::float8 as seconds`;

/** As above. */
const FAIL = `update document set status = 'failed', error = $3, completed_at = now(), updated_at = now() where id = $1 and run = $2
  returning extract(epoch from now() - created_at)::float8 as seconds`;

/** PK; row locks until commit, behind the document's. */
const FAIL_STEP = `update document_step set status = 'failed', ended_at = now(), error = $4, progress = null where document_id = $1 and run = $2 and name = $3`;
const CANCEL_STEPS = `update document_step set status = 'cancelled', ended_at = now(), progress = null
  where document_id = $1 and run = $2 and status = 'running'`;

/** Rows that an unfinished run left; what is shown stays. PK prefix. */
const REMOVE_CHUNKS = `delete from chunk where document_id = $1 and run = $2
  and not exists (select 1 from document d where d.id = $1 and d.indexed_run = $2)`;
const REMOVE_FIELDS = `delete from document_field where document_id = $1 and run = $2
  and not exists (select 1 from document d where d.id = $1 and d.fields_run = $2)`;

/** What earlier runs showed in searches. PK prefix; the document's row is locked. */
const REMOVE_OLD_CHUNKS = `delete from chunk c using document d where c.document_id = $1 and d.id = $1 and c.run <> d.indexed_run`;

/** PK. */
const TAKEN_OVER = `select pages, language, pages_run as run from document where id = $1 and run = $2`;
const USES_PAGES = `select 1 from document where id = $1 and (pages_run = $2 or reuse_run = $2)`;

interface Ended {
  label: string | null;
  confidence: number | null;
  pages: number | null;
  seconds: number;
}

/** What a run begins and ends with in the document's own row. Each can be repeated; what was overtaken changes nothing. */
export const createDocumentActivities = (deps: DocumentDeps) => {
  const { db, blobs, metrics, onEnded } = deps;

  function ended(status: string, seconds: number): void {
    metrics.documents.inc({ status });
    metrics.documentDuration.observe(seconds);
    onEnded();
  }

  return {
    /** Claims the row for a run that does not begin with reading; answers what it takes over. */
    async begin(document: DocumentRef, steps: readonly StepName[]): Promise<TakenOver> {
      const { id, run, tenant } = document;
      return db.effect({ key: `${id}/${run}/begin/claim`, tenant }, async (tx) => {
        await claim(tx, document);
        await startSteps(tx, document, steps, 1);
        const [row] = await tx.query<{ pages: number | null; language: string | null; run: number | null }>(
          TAKEN_OVER,
          [id, run],
        );
        if (!row || row.pages === null || row.run === null) return fail('not_ready', 'There is no text to go on from.');
        return { pages: row.pages, language: row.language, run: row.run, short: row.pages <= SLICE_PAGES };
      });
    },

    /** Completes the document and tells people. */
    async publish(document: DocumentRef, key: StepKey): Promise<{ label: string | null }> {
      const { id, run, tenant } = document;
      const { seconds, label } = await runStep(deps, document, key, {
        ends: true,
        work: () => Promise.resolve(),
        effect: async (tx) => {
          const [row] = await tx.query<Ended>(COMPLETE, [id, run]);
          const done = row ?? fail('superseded');
          const { label, confidence, pages } = done;
          await tx.query(REMOVE_OLD_CHUNKS, [id]);
          tx.emit({
            tenant,
            type: 'document.completed',
            subject: `document:${id}`,
            data: { label, confidence, pages, run },
          });
          return done;
        },
      });
      ended('completed', seconds);
      return { label };
    },

    /** Ends the document as failed, with the reason, unless it was overtaken. */
    async recordFailure(document: DocumentRef, failure: FailureReport, { key }: StepKey): Promise<void> {
      const { id, run, tenant } = document;
      const { code, message, step } = failure;
      try {
        const seconds = await db.effect({ key: `${key}/document.failed/1`, tenant }, async (tx) => {
          await guard(tx, document, 'failure');
          const [row] = await tx.query<Ended>(FAIL, [id, run, { code, message, step }]);
          await tx.query(FAIL_STEP, [id, run, step, { code, message }]);
          await tx.query(CANCEL_STEPS, [id, run]);
          await tx.query(REMOVE_CHUNKS, [id, run]);
          tx.emit({ tenant, type: 'document.failed', subject: `document:${id}`, data: { code, message, step, run } });
          return row?.seconds ?? 0;
        });
        ended('failed', seconds);
      } catch (error) {
        if (!(error instanceof Failure && error.code === 'superseded')) throw error;
      }
    },

    /** Takes back what a cancelled run has made; one that was cancelled in Temporal is recorded as such first. */
    async discard(document: DocumentRef): Promise<void> {
      const { id, run } = document;
      await db.transaction(async (tx) => {
        await cancelRun(tx, document);
        await tx.query(REMOVE_CHUNKS, [id, run]);
        await tx.query(REMOVE_FIELDS, [id, run]);
      });
      const [used] = await db.query(USES_PAGES, [id, run]);
      if (!used) await blobs.removeAll(`${blobKeyOf(document)}/${run}/`);
      onEnded();
    },
  };
};

export type DocumentActivities = ReturnType<typeof createDocumentActivities>;
