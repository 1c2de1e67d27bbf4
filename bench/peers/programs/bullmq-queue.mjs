/** The side of BullMQ that hands over jobs and looks at them. */
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { serveLines } from './lines.mjs';

const queue = new Queue('peers', { connection: new Redis(process.env.REDIS_URL, { maxRetriesPerRequest: null }) });
const numbers = (ids) => ids.map((id) => Number(id.slice('job-'.length)));

await serveLines({
  async submit(jobs) {
    await queue.addBulk(jobs.map((job) => ({ name: 'job', data: job, opts: { jobId: `job-${job.number}` } })));
  },
  async progress() {
    const { completed, failed } = await queue.getJobCounts('completed', 'failed');
    return { done: completed, failed };
  },
  async rest() {
    const held = await queue.getRanges(['wait', 'active', 'delayed', 'prioritized', 'paused']);
    return { held: numbers(held), failed: numbers(await queue.getRanges(['failed'])) };
  },
});
