/**
 * A BullMQ worker. Tuned: a lock that is not renewed for LOST_MS (BullMQ: 30 s) is taken away by a check each second
 * (30 s), and a job may be taken away as often as it takes (once), so that none is given up for being killed twice.
 */
import { Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { concurrency, insertAlone, perform } from './job.mjs';

const worker = new Worker('peers', ({ data }) => perform(data, insertAlone).then(() => undefined), {
  connection: new Redis(process.env.REDIS_URL, { maxRetriesPerRequest: null }),
  concurrency,
  lockDuration: Number(process.env.LOST_MS),
  stalledInterval: 1_000,
  maxStalledCount: 1_000,
});
worker.on('error', (error) => console.error(error));
await worker.waitUntilReady();
console.log('ready');
