export {
  createDocumentWorkflows,
  createTemporal,
  type DocumentWorkflows,
  type ProcessDocumentInput,
  type TemporalService,
} from './client.js';
export { TASK_QUEUES } from './queues.js';
