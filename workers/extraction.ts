import type { NativeConnection } from '@temporalio/worker';
import { asActivities } from '../activities/attempt.js';
import { createExtractionActivities } from '../activities/extraction.js';
import { TASK_QUEUES } from '../services/temporal/index.js';
import { startReading, type Deps, type Environment } from '../services/wiring/index.js';
import { wrapping, type Net, type Role } from './role.js';

/** Reading, in child processes. */
export async function createExtractionRole(
  deps: Deps,
  { config, log }: Environment,
  _connection: NativeConnection,
  net: Net,
): Promise<Role> {
  const reading = await startReading(config.reading);
  return {
    taskQueue: TASK_QUEUES.extraction,
    activities: asActivities(createExtractionActivities({ ...deps, reading }), wrapping(config, log, net)),
    workflows: false,
    concurrency: config.reading.processes + 2, // while the readers are busy the next documents are fetched and stored
    stop: () => reading.stop(),
  };
}
