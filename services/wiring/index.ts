import { uuidv7 } from 'uuidv7';
import { createBlobs, type Blobs } from '../blobs/index.js';
import type { Config, Secrets } from '../config/index.js';
import { createDatabase, type Database, type DatabaseOptions } from '../db/index.js';
import { createPageStore, type PageStore } from '../documents/index.js';
import {
  anyOf,
  createHintPublisher,
  createPostgresBus,
  createRedisBus,
  type Bus,
  type HintPublisher,
} from '../events/index.js';
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
  /** Where hints are heard. */
  bus: Bus;
  hints: HintPublisher;
  /** The Redis that carries hints, where one is configured. */
  redis: { version(): Promise<string> } | undefined;
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
  const lost = (error: unknown) => log.debug({ err: error }, 'a hint was lost');
  const redis = secrets.redisUrl === undefined ? undefined : createRedisBus(secrets.redisUrl, lost);
  const postgres = createPostgresBus(() => db, lost);
  const bus = redis ? anyOf([redis, postgres]) : postgres;
  const hints = createHintPublisher(bus, lost);
  const db = createDatabase({
    url: secrets.databaseUrl,
    connections: config.database.connections,
    application: `docugenie ${name}`,
    newId: uuidv7,
    now,
    onEmitted: ({ written, types }) => {
      hints.grown(written);
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
    ...{ bus, hints, redis, metrics },
    now,
    newId: uuidv7,
    async stop() {
      await hints.stop();
      await bus.stop();
      await db.stop();
    },
  };
}

export { startReading, type RunningReading } from './reading.js';
