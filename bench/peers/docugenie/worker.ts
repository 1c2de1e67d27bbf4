/** A worker for jobs that are made of the product's own pieces, set up as workers/worker.ts sets up the product's. */
import { NativeConnection, Worker } from '@temporalio/worker';
import { uuidv7 } from 'uuidv7';
import { asActivities } from '../../../activities/attempt.js';
import { createBreakers } from '../../../services/breaker/index.js';
import { readConfig } from '../../../services/config/index.js';
import { createDatabase } from '../../../services/db/index.js';
import { createLog } from '../../../services/observability/index.js';
import { CREW } from '../contender.js';
import { createJobActivities } from './activities.js';
import { TASK_QUEUE } from './queue.js';

const { config, secrets } = readConfig(process.env);
const log = createLog('job-worker', 'warn');
const db = createDatabase({
  url: secrets.databaseUrl,
  connections: CREW.concurrency,
  application: 'job-worker',
  newId: uuidv7,
  now: () => new Date(),
});
const silent = () => undefined;
const breakers = createBreakers({
  looks: { postgres: () => db.query('select 1'), blobs: () => Promise.resolve() },
  opened: silent,
  closed: silent,
});
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address: config.temporal.address }),
  namespace: config.temporal.namespace,
  taskQueue: TASK_QUEUE,
  workflowBundle: { codePath: process.env['WORKFLOW_BUNDLE'] ?? '' },
  activities: asActivities(createJobActivities({ db }), { log, breakers, noProgressMs: 60_000 }),
  maxConcurrentActivityTaskExecutions: CREW.concurrency,
  activityTaskPollerBehavior: { type: 'autoscaling', minimum: 1, initial: 2, maximum: 8 },
  workflowTaskPollerBehavior: { type: 'autoscaling', minimum: 2, initial: 3, maximum: 10 },
  maxHeartbeatThrottleInterval: '2 seconds',
  stickyQueueScheduleToStartTimeout: '2 seconds',
});
const run = worker.run();
process.stdout.write('ready\n');
await run;
