/** Task queues by what their workers need: light I/O, reading processes, the embedding model. */
export const TASK_QUEUES = { documents: 'docugenie', extraction: 'extraction', ml: 'ml' } as const;
