import type { ActivityOptions } from '@temporalio/workflow';

/**
 * How long workflows bear with activities. Attempts are bounded by the activities, which know what can help; a worker that
 * is killed must never use them up, so here the bound is far away. Heartbeats tell within seconds that a worker is gone,
 * and an attempt that does not move is given up by its worker (activities/attempt.ts).
 */
export const patient = {
  retry: {
    initialInterval: '200 milliseconds',
    backoffCoefficient: 2,
    maximumInterval: '3 seconds',
    maximumAttempts: 10_000,
  },
  heartbeatTimeout: '6 seconds',
} as const satisfies ActivityOptions;

/**
 * The same with a total: an attempt that moves and does not end in this time would not end in the next. What it has
 * finished is kept, and a retry goes on from there. (The name is the server's, service/history/workflow/retry.go.)
 */
export const bounded = (startToCloseTimeout: `${number} ${'seconds' | 'minute' | 'hours'}`) => ({
  ...patient,
  retry: { ...patient.retry, nonRetryableErrorTypes: ['TemporalTimeout:StartToClose'] },
  startToCloseTimeout,
});
