/**
 * A pg-boss worker. Tuned: jobs whose worker fell silent are looked for each second (pg-boss: each minute), and where no
 * NOTIFY tells of a job, as when one is to be tried again, it asks every half second, the least that pg-boss takes.
 *
 * With TRANSACTIONAL the effect and the acknowledgement are one transaction. That is open to effects that are SQL in the
 * database in which pg-boss keeps its jobs.
 */
import { PgBoss } from 'pg-boss';
import { concurrency, INSERT, insertAlone, perform } from './job.mjs';
import { QUEUE } from './pg-boss-queue-options.mjs';

const transactional = process.env.TRANSACTIONAL === 'yes';
const boss = new PgBoss({
  connectionString: process.env.POSTGRES_URL,
  useListenNotify: true,
  superviseIntervalSeconds: 1,
  monitorIntervalSeconds: 1,
  schedule: false,
});
boss.on('error', (error) => console.error(error));
await boss.start();
await boss.createQueue('peers', QUEUE);
await boss.work(
  'peers',
  {
    localConcurrency: concurrency,
    pollingIntervalSeconds: 0.5,
    notifyPollingIntervalSeconds: 0.5,
    heartbeatRefreshSeconds: 2,
    transactional,
  },
  ([{ data }], tx) => perform(data, transactional ? (values) => tx.executeSql(INSERT, values) : insertAlone),
);
console.log('ready');
