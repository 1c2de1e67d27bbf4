import { Client } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import { isTenantChannel } from '../domain/events/channel.js';
import { asActivities } from '../activities/attempt.js';
import { createDocumentActivities } from '../activities/documents.js';
import { createNotificationActivities } from '../activities/notifications.js';
import { createPeriodicActivities } from '../activities/periodic.js';
import { createDispatcher, reconcile } from '../services/documents/index.js';
import { hearHints, type Growth } from '../services/events/index.js';
import {
  createLinks,
  createMail,
  createNotifier,
  createSending,
  takeBounces,
  waysOf,
} from '../services/notifications/index.js';
import { countingStarts } from '../services/observability/index.js';
import { PERIODIC_TASKS } from '../services/operation/index.js';
import { createOutbound } from '../services/outbound/index.js';
import {
  createDocumentWorkflows,
  createNotificationWorkflows,
  registerSchedules,
  TASK_QUEUES,
} from '../services/temporal/index.js';
import type { Deps, Environment } from '../services/wiring/index.js';
import { wrapping, type Net, type Role } from './role.js';

/** Workflows, light I/O, and what happens from time to time; also tells Temporal what the rows say (services/documents/dispatcher). */
export async function createWorkflowRole(
  deps: Deps,
  { config, secrets, log }: Environment,
  connection: NativeConnection,
  net: Net,
): Promise<Role> {
  const { db, metrics } = deps;
  const client = new Client({ connection, namespace: config.temporal.namespace });
  // The server gives the first task of an eager start to the build that starts it, also when another one is current.
  const eager = config.build === undefined;
  const workflows = countingStarts(createDocumentWorkflows(client, { eager }), metrics);
  const dispatcher = createDispatcher({ ...deps, workflows, maxRuns: config.maxRuns, log });
  const ways = waysOf(secrets);
  const sending = createSending({
    ...deps,
    ways,
    mailer: createMail(config, secrets),
    outbound: createOutbound({ allowPrivateHosts: config.allowPrivateHosts }),
    links: createLinks(config.publicUrl),
    random: Math.random,
  });
  const notifier = createNotifier({ ...deps, workflows: createNotificationWorkflows(client), ways, log });
  const activities = {
    ...createNotificationActivities({ db, sending }),
    ...createDocumentActivities({ ...deps, onEnded: dispatcher.kick }),
    ...createPeriodicActivities({
      db,
      eventsDays: config.eventsDays,
      reconcile: (at) => reconcile({ ...deps, workflows, log, graceS: config.reconcileGraceS }, at),
      bounces: (at, signal) => takeBounces({ ...deps, url: secrets.bouncesUrl }, at, signal),
    }),
  };
  const hearer = {
    work() {
      dispatcher.kick();
      notifier.kick();
    },
    grown(growths: readonly Growth[]) {
      if (growths.some(({ channel }) => isTenantChannel(channel))) notifier.kick();
    },
  };
  const ear = hearHints(deps.bus, hearer, (error) => log.warn({ err: error }, 'a hint could not be read'));
  dispatcher.start();
  notifier.start();
  if (config.registerSchedules) await registerSchedules(client, PERIODIC_TASKS);
  return {
    taskQueue: TASK_QUEUES.documents,
    activities: asActivities(activities, wrapping(config, log, net)),
    workflows: true,
    concurrency: 50,
    async stop() {
      await Promise.all([dispatcher.stop(), notifier.stop(), ear.stop()]);
    },
  };
}
