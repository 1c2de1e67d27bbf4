import type { DocumentRef } from '../domain/documents/document.js';
import type { FailureReport, StepKey } from '../domain/documents/step.js';
import { fail, Failure } from '../domain/errors.js';
import { guard } from '../services/documents/index.js';
import { runStep, type StepDeps } from './step.js';

export interface DocumentDeps extends StepDeps {
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

/** Rows that an unfinished run left; what a finished run before it made stays visible. PK prefix. */
const REMOVE_CHUNKS = `delete from chunk where document_id = $1 and run = $2
  and not exists (select 1 from document d where d.id = $1 and d.indexed_run = $2)`;

interface Ended {
  label: string | null;
  confidence: number | null;
  pages: number | null;
  seconds: number;
}

/** What a run begins and ends with in the document's own row. Each can be repeated; what was overtaken changes nothing. */
export const createDocumentActivities = (deps: DocumentDeps) => {
  const { db, metrics, onEnded } = deps;

  function ended(status: string, seconds: number): void {
    metrics.documents.inc({ status });
    metrics.documentDuration.observe(seconds);
    onEnded();
  }

  return {
    /** Completes the document and tells people. */
    async publish(document: DocumentRef, key: StepKey): Promise<{ label: string | null }> {
      const { id, run, tenant } = document;
      const { seconds, label } = await runStep(deps, document, key, {
        work: () => Promise.resolve(),
        effect: async (tx) => {
          const [row] = await tx.query<Ended>(COMPLETE, [id, run]);
          const done = row ?? fail('superseded');
          const { label, confidence, pages } = done;
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
          await guard(tx, document);
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

    /** Removes what a cancelled run has written so far. */
    async discard({ id, run }: DocumentRef): Promise<void> {
      await db.query(REMOVE_CHUNKS, [id, run]);
      onEnded();
    },
  };
};

export type DocumentActivities = ReturnType<typeof createDocumentActivities>;
