export { createDocumentWorkflows, createTemporal, type DocumentWorkflows, type TemporalService } from './client.js';
export { TASK_QUEUES } from './queues.js';
