import { fail } from '../../domain/errors.js';
import type { Database } from '../db/index.js';

/** What the product does by itself from time to time. Each is a workflow of the same name, started by a schedule. */
export const PERIODIC_TASKS = [
  {
    name: 'reconcile',
    everyS: 300,
    description: 'Compares rows, runs and stored files, and sets right what has come apart',
  },
  { name: 'sweep', everyS: 60, description: 'Removes what has expired: sign-ins, tickets, remembered requests' },
  {
    name: 'bounces',
    everyS: 60,
    description: 'Reads the mails that came back (BOUNCES_URL), and mails no more to addresses that take none',
  },
  {
    name: 'retention',
    everyS: 86_400,
    description:
      'Makes room for the events of the weeks ahead, drops those that are too old, and forgets what nobody asks for any more',
  },
] as const;

export type PeriodicTaskName = (typeof PERIODIC_TASKS)[number]['name'];

/** What a task did: how many of each kind. */
export type TaskResult = Record<string, number>;

export interface TaskState {
  name: PeriodicTaskName;
  description: string;
  every_s: number;
  /** null: it has not run yet. */
  last_run: {
    started_at: string;
    /** null: it runs, or died. */
    ended_at: string | null;
    outcome: 'completed' | 'failed' | null;
    result: unknown;
  } | null;
  /** null: not known while Temporal does not answer, or not registered. */
  next_run: string | null;
}

/** PK. */
const BEGIN = `insert into periodic_task (name, started_at) values ($1, now())
  on conflict (name) do update set started_at = now(), ended_at = null, outcome = null, result = null`;
const END = `update periodic_task set ended_at = now(), outcome = $2, result = $3 where name = $1`;

/** A handful of rows. */
const STATES = `select name, started_at, ended_at, outcome, result from periodic_task`;

/** Does a task and remembers when, and what came of it. Throws what it throws. */
export async function recordTask(
  db: Database,
  name: PeriodicTaskName,
  work: () => Promise<TaskResult>,
): Promise<TaskResult> {
  await db.query(BEGIN, [name]);
  try {
    const result = await work();
    await db.query(END, [name, 'completed', JSON.stringify(result)]);
    return result;
  } catch (error) {
    const message = error instanceof Error ? error.message : 'it failed';
    await db.query(END, [name, 'failed', JSON.stringify({ error: message })]).catch(() => undefined); // the first error counts
    throw error;
  }
}

/** Every task with its last run, and its next one as `next` tells. */
export async function listTasks(db: Database, next: ReadonlyMap<string, Date>): Promise<TaskState[]> {
  const rows = await db.query<{
    name: string;
    started_at: Date;
    ended_at: Date | null;
    outcome: 'completed' | 'failed' | null;
    result: unknown;
  }>(STATES);
  return PERIODIC_TASKS.map(({ name, description, everyS }) => {
    const row = rows.find((each) => each.name === name);
    const last_run = row
      ? {
          started_at: row.started_at.toISOString(),
          ended_at: row.ended_at?.toISOString() ?? null,
          outcome: row.outcome,
          result: row.result,
        }
      : null;
    return { name, description, every_s: everyS, last_run, next_run: next.get(name)?.toISOString() ?? null };
  });
}

/** Throws `not_found`. */
export function assertTask(name: string): PeriodicTaskName {
  const task = PERIODIC_TASKS.find((each) => each.name === name);
  return (
    task?.name ??
    fail('not_found', `There is no task ${name}; there are ${PERIODIC_TASKS.map((each) => each.name).join(', ')}.`)
  );
}
