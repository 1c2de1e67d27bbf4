export const WORKER_NAMES = ['workflow', 'extraction', 'ml'] as const;
export type WorkerName = (typeof WORKER_NAMES)[number];

export const isWorkerName = (name: string): name is WorkerName => WORKER_NAMES.some((known) => known === name);
