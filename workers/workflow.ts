import { Client } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import { asActivities } from '../activities/attempt.js';
import { createDocumentActivities } from '../activities/documents.js';
import { createPeriodicActivities } from '../activities/periodic.js';
import { createDispatcher, reconcile } from '../services/documents/index.js';
import { createHintListener } from '../services/events/index.js';
import { countingStarts } from '../services/observability/index.js';
import { PERIODIC_TASKS } from '../services/operation/index.js';
import { createDocumentWorkflows, registerSchedules, TASK_QUEUES } from '../services/temporal/index.js';
import type { Deps, Environment } from '../services/wiring/index.js';
import { wrapping, type Net, type Role } from './role.js';

/** Workflows, light I/O, and what happens from time to time; also tells Temporal what the rows say (services/documents/dispatcher). */
export async function createWorkflowRole(
  deps: Deps,
  { config, log }: Environment,
  connection: NativeConnection,
  net: Net,
): Promise<Role> {
  const { db, metrics } = deps;
  const client = new Client({ connection, namespace: config.temporal.namespace });
  // The server gives the first task of an eager start to the build that starts it, also when another one is current.
  const eager = config.build === undefined;
  const workflows = countingStarts(createDocumentWorkflows(client, { eager }), metrics);
  const dispatcher = createDispatcher({ ...deps, workflows, maxRuns: config.maxRuns, log });
  const activities = {
    ...createDocumentActivities({ ...deps, onEnded: dispatcher.kick }),
    ...createPeriodicActivities({
      db,
      reconcile: (at) => reconcile({ ...deps, workflows, log, graceS: config.reconcileGraceS }, at),
    }),
  };
  const listener = createHintListener(db, {
    work: dispatcher.kick,
    error: (error) => log.debug({ err: error }, 'uploads are not heard; sweeping'),
  });
  listener.start();
  dispatcher.start();
  if (config.registerSchedules) await registerSchedules(client, PERIODIC_TASKS);
  return {
    taskQueue: TASK_QUEUES.documents,
    activities: asActivities(activities, wrapping(config, log, net)),
    workflows: true,
    concurrency: 50,
    async stop() {
      await Promise.all([dispatcher.stop(), listener.stop()]);
    },
  };
}
