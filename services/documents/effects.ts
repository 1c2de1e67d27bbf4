import type { DocumentRef, DocumentStatus, StepName, StepProgress } from '../../domain/documents/document.js';
import { fail } from '../../domain/errors.js';
import type { Transaction } from '../db/index.js';

/**
 * What a run may change of its document, each guarded by the run and the status it expects: a run that was overtaken
 * finds no row, throws `superseded`, and its transaction is rolled back.
 */

/** Row lock until commit; PK. `$4`: what is set besides. */
const touch = (set: string) =>
  `update document set updated_at = now()${set} where id = $1 and run = $2 and status = any($3) and deleted_at is null`;

const GUARD = `${touch('')} returning id`;
const CLAIM = `${touch(`, status = 'processing'`)} returning id`;

/** PK. A document that was paused a statement ago may already go on: what counts is that its run has not ended. */
const HELD = `select 1 from document where id = $1 and run = $2 and status in ('queued', 'processing', 'paused') and deleted_at is null`;

/** PK. Row locks until commit, behind the document's where an effect does it. */
const START_STEPS = `update document_step set status = 'running', started_at = coalesce(started_at, now()), attempts = greatest(attempts, $4)
  where document_id = $1 and run = $2 and name = any($3) and status in ('pending', 'running')`;

/** As above. What the run has taken over, completed without an attempt of its own, is not carried out. */
const FINISH_STEP = `update document_step set status = 'completed', attempts = greatest(attempts, $4), started_at = $5, ended_at = now(),
    duration_ms = $6, progress = null, error = null
  where document_id = $1 and run = $2 and name = $3 and (status <> 'completed' or attempts > 0) returning name`;

/** PK; a statement of its own, so that the row lock lasts for its commit only. */
const PROGRESS = `update document_step set progress = $4 where document_id = $1 and run = $2 and name = $3 and status = 'running'`;

const ALIVE: readonly DocumentStatus[] = ['queued', 'processing'];

/** Takes the row for this run; harmless when this run has it already. Throws `superseded`, and `held` while it is paused. */
export async function claim(tx: Transaction, { id, run }: DocumentRef): Promise<void> {
  const [row] = await tx.query(CLAIM, [id, run, ALIVE]);
  if (!row) await failHeld(tx, id, run);
}

/** Where the row of a run may be when an effect is had: the step that is in hand when its document is paused may end. */
const STATUSES = {
  step: ['processing', 'paused'],
  /** It would end the document, which a pause holds back. */
  lastStep: ['processing'],
  /** A claim that a dying database has lost leaves the row queued, and what failed behind it has failed all the same. */
  failure: ['queued', 'processing', 'paused'],
} as const satisfies Record<string, readonly DocumentStatus[]>;

/** Fails unless the document still belongs to this run, in a state that allows what is to be had. Throws `superseded`, `held`. */
export async function guard(
  tx: Transaction,
  { id, run }: DocumentRef,
  what: keyof typeof STATUSES = 'step',
): Promise<void> {
  const [row] = await tx.query(GUARD, [id, run, STATUSES[what]]);
  if (!row) await failHeld(tx, id, run);
}

async function failHeld(tx: Transaction, id: string, run: number): Promise<never> {
  const [held] = await tx.query(HELD, [id, run]);
  return fail(held ? 'held' : 'superseded');
}

/** The steps are running from now on, in this attempt; those that have ended stay as they are. */
export async function startSteps(
  tx: Transaction,
  { id, run }: DocumentRef,
  steps: readonly StepName[],
  attempt: number,
): Promise<void> {
  await tx.query(START_STEPS, [id, run, steps, attempt]);
}

export interface StepOutcome {
  attempt: number;
  startedAt: Date;
  durationMs: number;
}

/** Records that a step is done and emits its event. Throws `superseded` where the run took it over. */
export async function completeStep(
  tx: Transaction,
  document: DocumentRef,
  step: StepName,
  outcome: StepOutcome,
): Promise<void> {
  const { id, run, tenant } = document;
  const duration = Math.round(outcome.durationMs);
  const [finished] = await tx.query(FINISH_STEP, [id, run, step, outcome.attempt, outcome.startedAt, duration]);
  if (!finished) fail('superseded');
  tx.emit({
    tenant,
    type: 'document.step_completed',
    subject: `document:${id}`,
    data: { step, attempts: outcome.attempt, duration_ms: duration, run },
  });
}

/** How far a running step is, for those who look later; nobody is told (see `HintPublisher.progress`). */
export async function recordProgress(
  tx: Pick<Transaction, 'query'>,
  { id, run }: DocumentRef,
  step: StepName,
  progress: StepProgress,
): Promise<void> {
  await tx.query(PROGRESS, [id, run, step, JSON.stringify(progress)]);
}
