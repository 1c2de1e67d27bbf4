import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import pg from 'pg';

const migrations = join(dirname(fileURLToPath(import.meta.url)), 'migrations');

/**
 * Brings the schema up to date and makes the event partitions of the weeks ahead. Safe to run from several processes
 * at once: node-pg-migrate takes an advisory lock. Throws what PostgreSQL says.
 */
export async function migrate(databaseUrl: string): Promise<void> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'docugenie migrate',
    connectionTimeoutMillis: 5_000,
  });
  await client.connect();
  try {
    await runner({
      dbClient: client,
      dir: migrations,
      direction: 'up',
      migrationsTable: 'schema_migration',
      checkOrder: true,
      log: () => undefined,
    });
    await client.query(`select ensure_event_partitions(current_date, current_date + 28)`);
  } finally {
    await client.end();
  }
}
