import { join } from 'node:path';
import type { NativeConnection } from '@temporalio/worker';
import { asActivities } from '../activities/attempt.js';
import { createUnderstandingActivities } from '../activities/understanding.js';
import { createEmbedder, createStarterClassifier } from '../services/ml/index.js';
import { createIndexer } from '../services/search/index.js';
import { TASK_QUEUES } from '../services/temporal/index.js';
import type { Deps, Environment } from '../services/wiring/index.js';
import { wrapping, type Net, type Role } from './role.js';

/** Whatever needs the embedding model. */
export async function createMlRole(
  deps: Deps,
  { config, log }: Environment,
  _connection: NativeConnection,
  net: Net,
): Promise<Role> {
  const embedder = createEmbedder({
    modelsPath: config.modelsPath,
    threads: config.embeddingThreads,
    log: (message, detail) => log.warn(detail, message),
  });
  await embedder.start();
  const classifier = await createStarterClassifier({ embedder, cache: join(config.home, 'cache') });
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
