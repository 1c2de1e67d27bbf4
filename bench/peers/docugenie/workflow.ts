import { proxyActivities } from '@temporalio/workflow';
import { patient } from '../../../workflows/patience.js';
import type { JobActivities } from './activities.js';

const { perform } = proxyActivities<JobActivities>({ ...patient, startToCloseTimeout: '1 minute' });

/** One job, one step. The key is chosen here, so it is the same however often the step is tried. */
export async function job(number: number): Promise<void> {
  await perform(number, `job/${number}/1/perform`);
}
