import type { DocumentWorkflows } from '../temporal/index.js';
import type { Metrics } from './metrics.js';

/** The same workflows; each that was asked to start is counted. */
export const countingStarts = (workflows: DocumentWorkflows, metrics: Metrics): DocumentWorkflows => ({
  ...workflows,
  async start(input, priority) {
    await workflows.start(input, priority);
    metrics.workflowStarts.inc({ type: 'processDocument' });
  },
});
