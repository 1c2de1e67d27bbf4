/**
 * Tuned: a worker that says nothing for 10 s, the least that pg-boss takes, loses its job (without it: 15 minutes), and
 * a job is tried again at once and as often as it takes (without: twice). NOTIFY wakes workers for new jobs.
 */
export const QUEUE = { heartbeatSeconds: 10, retryLimit: 1_000, retryDelay: 0, notify: true };
