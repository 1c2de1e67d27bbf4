import { activityInfo, ApplicationFailure, CancelledFailure, Context } from '@temporalio/activity';
import { Failure } from '../domain/errors.js';
import { missing, type Breakers } from '../services/breaker/index.js';
import type { Faults } from '../services/faults/index.js';
import type { Logger } from '../services/observability/index.js';
import { positionOf } from './position.js';
import { StepError } from './step.js';

/** Attempts at a step whose failure nobody foresaw; foreseen ones say themselves whether trying again can help. */
const UNFORESEEN_ATTEMPTS = 5;

/**
 * Turns what an activity throws into what the workflow understands: the error code as failure type, the step as its
 * detail where an activity has several, and whether the engine shall try again.
 */
export function asActivityFailure(thrown: unknown, attempt: number): unknown {
  const error = causeIn(thrown);
  const { cancellationSignal, cancellationDetails } = Context.current();
  if (cancellationDetails?.workerShutdown)
    return ApplicationFailure.create({ type: 'worker_shutdown', message: 'The worker stops; another one goes on.' });
  if (cancellationSignal.aborted) return new CancelledFailure('It was cancelled.', [], asError(error));
  if (error instanceof ApplicationFailure) return error;
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
  const error = causeIn(thrown);
  return error instanceof Failure ? { message: error.message } : error;
}

const causeIn = (thrown: unknown): unknown => (thrown instanceof StepError ? thrown.cause : thrown);

const asError = (value: unknown) => (value instanceof Error ? value : new Error(String(value)));

type Activity = (...args: never[]) => Promise<unknown>;

/** Well below the heartbeat timeout of the workflow (6 s): a worker that is gone is noticed within seconds. */
const HEARTBEAT_MS = 2_000;

/** What is left of an activity's time when it stops waiting for a dependency, so that the engine hears why. */
const LEAVE_MS = 10_000;

export interface Wrapping {
  log: Logger;
  breakers: Breakers;
  /** An activity whose position has not changed for so long is given up, and tried again: its effects, if any come, are late. */
  noProgressMs: number;
  /** Where tests let it die. */
  faults?: Faults | undefined;
}

/**
 * Wraps each activity: heartbeats with its position while it runs, an end when it does not move, a wait when what it needs
 * is away (it then begins again here, which costs no attempt), failures translated, one log line with the ids a person
 * searches by.
 */
export function asActivities<T extends Record<string, Activity>>(activities: T, wrapping: Wrapping): T {
  const { log, breakers, faults } = wrapping;
  const wrap =
    (name: string, body: (...args: unknown[]) => Promise<unknown>) =>
    async (...args: unknown[]): Promise<unknown> => {
      const { attempt, workflowExecution } = activityInfo();
      const pulse = startPulse(wrapping, faults?.isDeaf(name, attempt) === true);
      try {
        const result = await Promise.race([outlasting(breakers, () => body(...args)), pulse.stalled]);
        faults?.pass(`${name}/done`);
        return result;
      } catch (error) {
        const failure = asActivityFailure(error, attempt);
        const code = failure instanceof ApplicationFailure ? failure.type : undefined;
        const about = { activity: name, attempt, workflow_id: workflowExecution?.workflowId };
        log.warn({ ...about, code, err: causeOf(error) }, 'step failed');
        throw failure;
      } finally {
        pulse.stop();
      }
    };
  const wrapped = Object.entries(activities).map(([name, body]) => [
    name,
    wrap(name, body as (...args: unknown[]) => Promise<unknown>), // it gets the arguments that its own caller gave
  ]);
  return Object.fromEntries(wrapped) as T; // the same names with the same signatures; only how they fail has changed
}

/** Heartbeats with the position of the activity that runs here; `stalled` rejects when that has not moved for too long. */
function startPulse({ noProgressMs }: Wrapping, deaf: boolean): { stalled: Promise<never>; stop: () => void } {
  const context = Context.current();
  const own = positionOf(context);
  let giveUp: (failure: Failure) => void = () => undefined;
  const stalled = new Promise<never>((_, reject) => (giveUp = reject));
  const beat = setInterval(() => {
    if (!deaf) context.heartbeat(own.position);
    if (Date.now() - own.movedAt > noProgressMs)
      giveUp(new Failure('stalled', `No progress for ${Math.round(noProgressMs / 1_000)} s.`));
  }, HEARTBEAT_MS);
  return { stalled, stop: () => clearInterval(beat) };
}

/** Does it again whenever a dependency that it had missed is back. Throws what else it throws, and when its time is nearly up. */
async function outlasting<T>(breakers: Breakers, body: () => Promise<T>): Promise<T> {
  const context = Context.current();
  const own = positionOf(context);
  const leaveAt = Date.now() + activityInfo().startToCloseTimeoutMs - LEAVE_MS;
  for (;;) {
    try {
      return await body();
    } catch (error) {
      const dependency = missing(causeIn(error));
      if (dependency === undefined) throw error;
      own.movedAt = Infinity; // it is not its fault
      own.position = { ...own.position, waits_for: dependency };
      const patience = AbortSignal.any([
        context.cancellationSignal,
        AbortSignal.timeout(Math.max(0, leaveAt - Date.now())),
      ]);
      await breakers.outlast(dependency, asError(causeIn(error)).message, patience).catch(() => {
        throw error;
      });
      own.movedAt = Date.now();
      own.position = undefined;
    }
  }
}
