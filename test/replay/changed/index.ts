import { proxyActivities } from '@temporalio/workflow';

const { publish, extract } = proxyActivities({ taskQueue: 'extraction', startToCloseTimeout: '1 minute' });

/** What nobody may release without `patched()`: the same steps in another order. */
export async function processDocument(): Promise<void> {
  await publish?.();
  await extract?.();
}
