/** The worker processes, by what they do (roles.ts). */
export const WORKER_NAMES = ['workflow', 'extraction', 'ml'] as const;
export type WorkerName = (typeof WORKER_NAMES)[number];

/** Whether there is such a worker: names come from the command line. */
export const isWorkerName = (name: string): name is WorkerName => WORKER_NAMES.some((known) => known === name);
