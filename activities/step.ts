import { activityInfo } from '@temporalio/activity';
import type { DocumentRef, StepName } from '../domain/documents/document.js';
import type { StepKey } from '../domain/documents/step.js';
import type { Database, Transaction } from '../services/db/index.js';
import { completeStep, guard, startSteps, type StepOutcome } from '../services/documents/index.js';
import type { Metrics } from '../services/observability/index.js';

/** What a step of a document has in hand while it runs. */
export interface StepRun {
  readonly attempt: number;
  /** What the step did, so far. */
  outcome(): StepOutcome;
}

export interface StepDeps {
  db: Database;
  metrics: Metrics;
  now: () => Date;
}

/**
 * Runs one step: finds out whether its effect was carried out by an earlier attempt, tells a repeated attempt, does the
 * work outside any transaction, then lets `effect` change rows and records the step and its event with it, once.
 */
export async function runStep<Work, Result>(
  deps: StepDeps,
  document: DocumentRef,
  { key, step }: StepKey,
  parts: {
    /** The slow part; no transaction is open. */
    work: (run: StepRun) => Promise<Work>;
    effect: (tx: Transaction, work: Work) => Promise<Result>;
    /** Whether it ends the document; then it is not carried out while that is paused. */
    ends?: boolean;
  },
): Promise<Result> {
  const { db, metrics, now } = deps;
  const { attempt } = activityInfo();
  const name = { key: `${key}/document.step_completed/1`, tenant: document.tenant };
  if (attempt > 1) {
    const done = await db.stored(name.key);
    if (done) return done.result as Result; // parse boundary: what this step's effect answered
    await tellRetry(db, document, { key, step }, attempt);
  }
  const startedAt = now();
  const outcome = () => ({ attempt, startedAt, durationMs: now().getTime() - startedAt.getTime() });
  try {
    const work = await parts.work({ attempt, outcome });
    const result = await db.effect(name, async (tx) => {
      await guard(tx, document, parts.ends ? 'lastStep' : 'step');
      await completeStep(tx, document, step, outcome());
      return parts.effect(tx, work);
    });
    metrics.stepDuration.observe({ step }, outcome().durationMs / 1_000);
    metrics.stepAttempts.inc({ step, outcome: 'completed' });
    return result;
  } catch (error) {
    metrics.stepAttempts.inc({ step, outcome: 'failed' });
    throw new StepError(step, error);
  }
}

/** Says which step failed, where an activity carries out several. */
export class StepError extends Error {
  override readonly name = 'StepError';
  readonly step: StepName;

  constructor(step: StepName, cause: unknown) {
    super(`${step} failed`, { cause });
    this.step = step;
  }
}

/** The only event whose key names the attempt: each repetition is told once. */
async function tellRetry(db: Database, document: DocumentRef, { key, step }: StepKey, attempt: number): Promise<void> {
  const { id, tenant, run } = document;
  await db.effect({ key: `${key}/document.retrying/${attempt}`, tenant }, async (tx) => {
    await guard(tx, document);
    await startSteps(tx, document, [step], attempt);
    tx.emit({ tenant, type: 'document.retrying', subject: `document:${id}`, data: { step, attempt, run } });
  });
}
