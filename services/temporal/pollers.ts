import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import { TASK_QUEUES } from './queues.js';

const { TASK_QUEUE_TYPE_WORKFLOW, TASK_QUEUE_TYPE_ACTIVITY } = proto.temporal.api.enums.v1.TaskQueueType;
type TaskQueueType = proto.temporal.api.enums.v1.TaskQueueType;

/** A task queue of workflows and one of activities are two, also by the same name. */
export interface Poll {
  queue: string;
  type: TaskQueueType;
}

/** What the workers of the product poll, all together. */
export const POLLS: readonly Poll[] = [
  { queue: TASK_QUEUES.documents, type: TASK_QUEUE_TYPE_WORKFLOW },
  ...Object.values(TASK_QUEUES).map((queue) => ({ queue, type: TASK_QUEUE_TYPE_ACTIVITY })),
];

/** A long poll lasts at most a minute. A poller that has ended meanwhile counts until then. */
const FRESH_MS = 70_000;

/** Who has polled within the last minute; a build only for versioned workers. Throws while Temporal does not answer. */
export async function pollersOf(
  client: Client,
  { queue, type }: Poll,
): Promise<{ deployment: string; build: string }[]> {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: queue },
    taskQueueType: type,
  });
  return pollers
    .filter(({ lastAccessTime }) => Date.now() - Number(lastAccessTime?.seconds ?? 0) * 1_000 < FRESH_MS)
    .map(({ deploymentOptions }) => ({
      deployment: deploymentOptions?.deploymentName ?? '',
      build: deploymentOptions?.buildId ?? '',
    }));
}

/** The build that a task queue gives new work to; null: to workers that are not versioned. */
export async function routeOf(client: Client, { queue, type }: Poll): Promise<string | null> {
  const { versioningInfo } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: queue },
    taskQueueType: type,
  });
  return versioningInfo?.currentDeploymentVersion?.buildId ?? null;
}
