import type { WorkerName } from './names.js';
import type { CreateRole } from './role.js';

/** What each worker process does, and what it needs for it; loaded by that process only, for a start takes CPU time. */
export const roles: Readonly<Record<WorkerName, () => Promise<CreateRole>>> = {
  workflow: async () => (await import('./workflow.js')).createWorkflowRole,
  extraction: async () => (await import('./extraction.js')).createExtractionRole,
  ml: async () => (await import('./ml.js')).createMlRole,
};
