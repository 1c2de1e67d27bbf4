import type { Database } from '../db/index.js';

/** Something that a process waits for. */
export interface Outage {
  process: string;
  dependency: string;
  since: string;
  reason: string;
}

/** PK. */
const TELL = `insert into outage (process, dependency, since, reason, seen_at) values ($1, $2, now(), $3, now())
  on conflict (process, dependency) do update set reason = excluded.reason, seen_at = now()`;
const OVER = `delete from outage where process = $1 and dependency = $2`;
const OVER_ALL = `delete from outage where process = $1`;

/** A handful of rows; a process that has not been heard of for a minute has died. */
const OUTAGES = `select process, dependency, since, reason from outage where seen_at > now() - interval '1 minute' order by since`;

/** What processes wait for. */
export async function listOutages(db: Database): Promise<Outage[]> {
  const rows = await db.query<Omit<Outage, 'since'> & { since: Date }>(OUTAGES);
  return rows.map((row) => ({ ...row, since: row.since.toISOString() }));
}

export const tellOutage = (db: Database, process: string, dependency: string, reason: string): Promise<unknown> =>
  db.query(TELL, [process, dependency, reason]);

export const endOutage = (db: Database, process: string, dependency: string): Promise<unknown> =>
  db.query(OVER, [process, dependency]);

/** Nothing is known of what a process waited for that has just begun. */
export const forgetOutages = (db: Database, process: string): Promise<unknown> => db.query(OVER_ALL, [process]);
