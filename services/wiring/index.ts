import { uuidv7 } from 'uuidv7';
import { createBlobs, type Blobs } from '../blobs/index.js';
import type { Config, Secrets } from '../config/index.js';
import { createDatabase, type Database, type DatabaseOptions } from '../db/index.js';
import { createPageStore, type PageStore } from '../documents/index.js';
import { createHintPublisher, type HintPublisher } from '../events/index.js';
import { createMetrics, type Logger, type Metrics } from '../observability/index.js';

/** What every process is given at its start. */
export interface Environment {
  config: Config;
  secrets: Secrets;
  log: Logger;
}

export interface Deps {
  db: Database;
  blobs: Blobs;
  pages: PageStore;
  hints: HintPublisher;
  metrics: Metrics;
  now: () => Date;
  newId: () => string;
  stop(): Promise<void>;
}

/** Makes the dependencies that all workers and the api share, once a process. */
export async function createDeps(
  name: string,
  { config, secrets, log }: Environment,
  onCommit?: DatabaseOptions['onCommit'],
): Promise<Deps> {
  const metrics = createMetrics(name);
  const now = () => new Date();
  const hints = createHintPublisher(
    () => db,
    (error) => log.debug({ err: error }, 'a hint was lost'),
  );
  const db = createDatabase({
    url: secrets.databaseUrl,
    connections: config.database.connections,
    application: `docugenie ${name}`,
    newId: uuidv7,
    now,
    onEmitted: ({ tops, types }) => {
      hints.grown(tops);
      for (const type of types) metrics.eventsEmitted.inc({ type });
    },
    onError: (error) => log.warn({ err: error }, 'database connection lost'),
    ...(onCommit ? { onCommit } : {}),
  });
  const blobs = await createBlobs(config.blobsUrl);
  return {
    db,
    blobs,
    pages: createPageStore(blobs),
    hints,
    metrics,
    now,
    newId: uuidv7,
    async stop() {
      await hints.stop();
      await db.stop();
    },
  };
}

export { startReading, type RunningReading } from './reading.js';
