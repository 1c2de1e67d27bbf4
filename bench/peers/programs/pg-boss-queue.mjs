/** The side of pg-boss that hands over jobs and looks at them. Supervision is left to the workers. */
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { serveLines } from './lines.mjs';
import { QUEUE } from './pg-boss-queue-options.mjs';

const { POSTGRES_URL } = process.env;
const boss = new PgBoss({ connectionString: POSTGRES_URL, supervise: false, schedule: false });
boss.on('error', (error) => console.error(error));
await boss.start();
await boss.createQueue('peers', QUEUE);
const db = new pg.Pool({ connectionString: POSTGRES_URL, max: 1 });

const COUNTS = `select count(*) filter (where state = 'completed')::int as done,
  count(*) filter (where state in ('failed', 'cancelled'))::int as failed from pgboss.job where name = 'peers'`;
const REST = `select (data->>'number')::int as number, state in ('failed', 'cancelled') as failed
  from pgboss.job where name = 'peers' and state <> 'completed'`;

await serveLines({
  async submit(jobs) {
    await boss.insert(
      'peers',
      jobs.map((data) => ({ data })),
    );
  },
  progress: async () => (await db.query(COUNTS)).rows[0],
  async rest() {
    const { rows } = await db.query(REST);
    const numbers = (failed) => rows.filter((row) => row.failed === failed).map(({ number }) => number);
    return { held: numbers(false), failed: numbers(true) };
  },
});
