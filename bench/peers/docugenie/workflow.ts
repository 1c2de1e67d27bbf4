import { proxyActivities } from '@temporalio/workflow';
import type { JobActivities } from './activities.js';

/** Retries and heartbeats as in workflows/process-document.ts. */
const { perform } = proxyActivities<JobActivities>({
  retry: {
    initialInterval: '200 milliseconds',
    backoffCoefficient: 2,
    maximumInterval: '3 seconds',
    maximumAttempts: 10_000,
  },
  heartbeatTimeout: '6 seconds',
  startToCloseTimeout: '1 minute',
});

/** One job, one step. The key is chosen here, so it is the same however often the step is tried. */
export async function job(number: number): Promise<void> {
  await perform(number, `job/${number}/1/perform`);
}
