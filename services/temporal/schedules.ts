import { ScheduleAlreadyRunning, ScheduleOverlapPolicy, type Client } from '@temporalio/client';
import { TASK_QUEUES } from './queues.js';

export interface PeriodicWorkflow {
  /** The name of the workflow. */
  name: string;
  everyS: number;
  description: string;
}

/** Runs that were missed while the server was down are made up for once, and no more. */
const CATCH_UP = '1 minute';

/** A run whose build has gone for good would keep all later ones from being started. As long as one attempt may take. */
const RUN_TIMEOUT = '1 hour';

const scheduleIdOf = (name: string): string => `periodic-${name}`;

/**
 * Registers a schedule for each workflow, or brings the one that is there up to date; whether it is paused, and what it has
 * done, stays. Throws while Temporal does not answer.
 */
export async function registerSchedules(client: Client, workflows: readonly PeriodicWorkflow[]): Promise<void> {
  for (const { name, everyS, description } of workflows) {
    const schedule = {
      spec: { intervals: [{ every: `${everyS} seconds` as const }] },
      action: {
        type: 'startWorkflow' as const,
        workflowType: name,
        workflowId: `periodic/${name}`,
        taskQueue: TASK_QUEUES.documents,
        args: [],
        workflowRunTimeout: RUN_TIMEOUT,
        staticSummary: description,
      },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: CATCH_UP } as const,
    };
    try {
      await client.schedule.create({ scheduleId: scheduleIdOf(name), ...schedule });
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      await client.schedule.getHandle(scheduleIdOf(name)).update(({ state }) => ({ ...schedule, state }));
    }
  }
}

/** When each of the workflows runs next; one that is not registered is left out. Throws while Temporal does not answer. */
export async function nextRuns(client: Client, names: readonly string[]): Promise<Map<string, Date>> {
  const found = await Promise.allSettled(
    names.map(async (name) => {
      const { info } = await client.schedule.getHandle(scheduleIdOf(name)).describe();
      return [name, info.nextActionTimes[0]] as const;
    }),
  );
  return new Map(
    found.flatMap((result) =>
      result.status === 'fulfilled' && result.value[1] ? [[result.value[0], result.value[1]] as const] : [],
    ),
  );
}

/** Runs a periodic workflow now, unless it runs already. Throws while Temporal does not answer. */
export async function runNow(client: Client, name: string): Promise<void> {
  await client.schedule.getHandle(scheduleIdOf(name)).trigger(ScheduleOverlapPolicy.SKIP);
}
