import { Gauge, type Registry } from 'prom-client';
import type { Database } from '../../services/db/index.js';

/** Served by document_running and document_waiting; nearly nothing is in work. */
const OLDEST = `select coalesce(extract(epoch from now() - min(created_at)), 0)::float8 as value from document
  where status in ('queued', 'processing', 'paused') and deleted_at is null`;

/** Few wait for a person; served by document_status, a tenant at a time. */
const REVIEWS = `select count(*)::int as value from document where status = 'review' and deleted_at is null`;

const GAUGES = [
  ['oldest_waiting_document_seconds', 'Age of the oldest document that is not terminal', OLDEST],
  ['review_queue_documents', 'Documents that wait for a person', REVIEWS],
] as const;

/**
 * What the rows say, read when it is asked for; only the api has these, so that no worker says zero beside it. While the
 * database is away they keep what they said last: whoever scrapes learns of it from /readyz.
 */
export function registerRowGauges(registry: Registry, db: Database): void {
  for (const [name, help, statement] of GAUGES) {
    new Gauge({
      name: `docugenie_${name}`,
      help,
      registers: [registry],
      async collect() {
        const [row] = await db.query<{ value: number }>(statement).catch(() => []);
        if (row) this.set(row.value);
      },
    });
  }
}
