import { activityInfo, ApplicationFailure, Context } from '@temporalio/activity';
import { Failure } from '../domain/errors.js';
import type { Logger } from '../services/observability/index.js';
import { StepError } from './step.js';

/** Attempts at a step whose failure nobody foresaw; foreseen ones say themselves whether trying again can help. */
const UNFORESEEN_ATTEMPTS = 5;

/**
 * Turns what an activity throws into what the workflow understands: the error code as failure type, the step as its
 * detail where an activity has several, and whether the engine shall try again.
 */
export function asActivityFailure(thrown: unknown, attempt: number): unknown {
  const error = thrown instanceof StepError ? thrown.cause : thrown;
  if (error instanceof ApplicationFailure || Context.current().cancellationSignal.aborted) return error;
  const details = thrown instanceof StepError ? [thrown.step] : [];
  if (error instanceof Failure) {
    return ApplicationFailure.create({
      type: error.code,
      message: error.message,
      nonRetryable: !error.retryable,
      details,
      ...(error.cause === undefined ? {} : { cause: asError(error.cause) }),
    });
  }
  return ApplicationFailure.create({
    type: 'internal',
    message: error instanceof Error ? error.message : String(error),
    nonRetryable: attempt >= UNFORESEEN_ATTEMPTS,
    details,
    cause: asError(error),
  });
}

/** For the log: what is expected needs no stack. */
function causeOf(thrown: unknown): unknown {
  const error = thrown instanceof StepError ? thrown.cause : thrown;
  return error instanceof Failure ? { message: error.message } : error;
}

const asError = (value: unknown) => (value instanceof Error ? value : new Error(String(value)));

type Activity = (...args: never[]) => Promise<unknown>;

/** Well below the heartbeat timeout of the workflow (8 s): a worker that is gone is noticed within seconds. */
const HEARTBEAT_MS = 2_000;

/** Wraps each activity: heartbeats while it runs, failures translated, one log line with the ids a person searches by. */
export function asActivities<T extends Record<string, Activity>>(activities: T, log: Logger): T {
  const wrap =
    (name: string, body: (...args: unknown[]) => Promise<unknown>) =>
    async (...args: unknown[]): Promise<unknown> => {
      const { attempt, workflowExecution } = activityInfo();
      const beat = setInterval(() => Context.current().heartbeat(), HEARTBEAT_MS);
      const about = { activity: name, attempt, workflow_id: workflowExecution?.workflowId };
      try {
        return await body(...args);
      } catch (error) {
        const failure = asActivityFailure(error, attempt);
        const code = failure instanceof ApplicationFailure ? failure.type : undefined;
        log.warn({ ...about, code, err: causeOf(error) }, 'step failed');
        throw failure;
      } finally {
        clearInterval(beat);
      }
    };
  const wrapped = Object.entries(activities).map(([name, body]) => [
    name,
    wrap(name, body as (...args: unknown[]) => Promise<unknown>), // it gets the arguments that its own caller gave
  ]);
  return Object.fromEntries(wrapped) as T; // the same names with the same signatures; only how they fail has changed
}
