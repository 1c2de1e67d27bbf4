import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';
import type { StepName } from '../domain/documents/document.js';
import type { FailureReport } from '../domain/documents/step.js';

/** The step of an activity that has only one, or that died without saying in which it was. */
const STEP_OF: Readonly<Record<string, StepName>> = {
  extract: 'extract',
  readRange: 'extract',
  assemble: 'extract',
  understand: 'index',
  classify: 'classify',
  findFields: 'fields',
  index: 'index',
  begin: 'extract',
  publish: 'publish',
};

/** What went wrong, in which step, as it will stand in the Document. Activities name the error code as failure type. */
export function failureOf(error: unknown): FailureReport {
  const step = (error instanceof ActivityFailure && STEP_OF[error.activityType]) || 'extract';
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure) {
    const [told] = (cause.details ?? []) as [StepName?]; // parse boundary: see asActivityFailure
    return { code: cause.type ?? 'internal', message: cause.message, step: told ?? step };
  }
  if (cause instanceof TimeoutFailure) return { code: 'timed_out', message: 'The step took longer than it may.', step };
  return { code: 'internal', message: cause instanceof Error ? cause.message : String(cause), step };
}
