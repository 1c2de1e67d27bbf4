import { Client, Connection } from '@temporalio/client';
import type { Job, Progress, Rest } from '../contender.js';
import type { job } from './workflow.js';

export const TASK_QUEUE = 'job';

/** Few, so that starts do not hold up the jobs that run: the dev server writes one transition after the other. */
const AT_ONCE = 2;

/** The side of DocuGenie's engine that starts a run for each job and looks at them. */
export interface RunQueue {
  submit(jobs: readonly Job[]): Promise<void>;
  progress(): Promise<Progress>;
  rest(): Promise<Rest>;
  stop(): Promise<void>;
}

/** Connects; throws when the server does not answer. */
export async function connectRuns(address: string, namespace: string): Promise<RunQueue> {
  const connection = await Connection.connect({ address });
  const { workflow } = new Client({ connection, namespace });
  const count = async (query: string) => (await workflow.count(query)).count;
  const numbers = async (query: string) => {
    const found: number[] = [];
    for await (const { workflowId } of workflow.list({ query })) found.push(Number(workflowId.slice('job-'.length)));
    return found;
  };
  return {
    async submit(jobs) {
      const waiting = [...jobs];
      const lane = async () => {
        for (let next = waiting.shift(); next; next = waiting.shift()) {
          await workflow.start<typeof job>('job', {
            taskQueue: TASK_QUEUE,
            workflowId: `job-${next.number}`,
            workflowTaskTimeout: '5 seconds', // as services/temporal/client.ts
            args: [next.number],
          });
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, lane));
    },
    async progress() {
      const done = await count(`ExecutionStatus = 'Completed'`);
      return { done, failed: await count(`ExecutionStatus NOT IN ('Completed', 'Running')`) };
    },
    rest: async () => ({
      held: await numbers(`ExecutionStatus = 'Running'`),
      failed: await numbers(`ExecutionStatus NOT IN ('Completed', 'Running')`),
    }),
    stop: () => connection.close(),
  };
}
