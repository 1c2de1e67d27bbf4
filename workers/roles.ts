import { Client } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import { asActivities, type Wrapping } from '../activities/attempt.js';
import { createDocumentActivities } from '../activities/documents.js';
import { createExtractionActivities } from '../activities/extraction.js';
import { createPeriodicActivities } from '../activities/periodic.js';
import { createUnderstandingActivities } from '../activities/understanding.js';
import { createDispatcher, reconcile } from '../services/documents/index.js';
import type { Config } from '../services/config/index.js';
import { countingStarts, type Logger } from '../services/observability/index.js';
import { createHintListener } from '../services/events/index.js';
import { createEmbedder, createStarterClassifier } from '../services/ml/index.js';
import { createIndexer } from '../services/search/index.js';
import { PERIODIC_TASKS } from '../services/operation/index.js';
import { createDocumentWorkflows, registerSchedules, TASK_QUEUES } from '../services/temporal/index.js';
import { startReading, type Deps, type Environment } from '../services/wiring/index.js';
import type { WorkerName } from './names.js';

export interface Role {
  taskQueue: string;
  activities: object;
  workflows: boolean;
  /** Activities at once in this process. */
  concurrency: number;
  stop(): Promise<void>;
}

/** What catches activities that fall. */
type Net = Pick<Wrapping, 'breakers' | 'faults'>;

type CreateRole = (deps: Deps, environment: Environment, connection: NativeConnection, net: Net) => Promise<Role>;

/** What each worker process does, and what it needs for it. */
export const roles: Record<WorkerName, CreateRole> = { workflow, extraction, ml };

/** Workflows, light I/O, and what happens from time to time; also tells Temporal what the rows say (services/documents/dispatcher). */
async function workflow(
  deps: Deps,
  { config, log }: Environment,
  connection: NativeConnection,
  net: Net,
): Promise<Role> {
  const { db, metrics } = deps;
  const client = new Client({ connection, namespace: config.temporal.namespace });
  const workflows = countingStarts(createDocumentWorkflows(client, { eager: true }), metrics);
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

/** Reading, in child processes. */
async function extraction(
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

/** Whatever needs the embedding model. */
async function ml(deps: Deps, { config, log }: Environment, _connection: NativeConnection, net: Net): Promise<Role> {
  const embedder = createEmbedder({
    modelsPath: config.modelsPath,
    threads: config.embeddingThreads,
    log: (message, detail) => log.warn(detail, message),
  });
  await embedder.start();
  const classifier = await createStarterClassifier({ embedder });
  const indexer = createIndexer({ db: deps.db, embedder });
  return {
    taskQueue: TASK_QUEUES.ml,
    activities: asActivities(
      createUnderstandingActivities({ ...deps, classifier, indexer }),
      wrapping(config, log, net),
    ),
    workflows: false,
    concurrency: 8,
    stop: () => embedder.stop(),
  };
}

const wrapping = ({ stepNoProgressS }: Config, log: Logger, net: Net): Wrapping => ({
  ...net,
  log,
  noProgressMs: stepNoProgressS * 1_000,
});
