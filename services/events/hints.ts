import type pg from 'pg';
import type { Progress } from '../../domain/events/event.js';
import type { Database } from '../db/index.js';

const BATCH_MS = 5;
const MAX_PAYLOAD = 7_500; // NOTIFY refuses 8,000 bytes
const EVENTS = 'docugenie_events';
const PROGRESS = 'docugenie_progress';
const WORK = 'docugenie_work';

/** Instance-wide lock at commit: never part of a business transaction. */
const NOTIFY = `select pg_notify($1, $2)`;

export interface HintPublisher {
  /** Stored channels and their new tops. */
  grown(tops: ReadonlyMap<string, number>): void;
  progress(progress: Progress): void;
  /** Documents wait to be started or stopped; sent at once. */
  work(): void;
  /** Sends what is pending. */
  stop(): Promise<void>;
}

/**
 * Hints say that a channel has grown, how far a step is, or that documents wait; they carry no truth. Readers check
 * offsets and poll, the dispatcher sweeps, so a lost hint costs a fraction of a second and nothing else.
 *
 * NOTIFY takes an instance-wide lock at commit (docs/decisions/0002), so it never stands in a business transaction: each
 * process sends at most one batch per 5 ms, as a statement of its own. That there is work is told at once.
 *
 * `db` is asked for late, because the database is made with this publisher. What could not be sent goes to `onError`.
 */
export function createHintPublisher(
  db: () => Pick<Database, 'query'>,
  onError: (error: unknown) => void,
): HintPublisher {
  let tops = new Map<string, number>();
  let reports = new Map<string, Progress>();
  let timer: NodeJS.Timeout | undefined;
  let sending = Promise.resolve();
  let telling = false;

  function schedule(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      sending = sending.then(send).catch(onError); // one after the other: never two connections for hints
    }, BATCH_MS);
  }

  async function send(): Promise<void> {
    const batches = [
      ...payloads([...tops]).map((payload) => [EVENTS, payload]),
      ...payloads([...reports.values()]).map((payload) => [PROGRESS, payload]),
    ];
    tops = new Map();
    reports = new Map();
    for (const batch of batches) await db().query(NOTIFY, batch);
  }

  return {
    grown(more) {
      for (const [channel, top] of more) tops.set(channel, Math.max(top, tops.get(channel) ?? 0));
      schedule();
    },
    progress(report) {
      reports.set(report.subject, report); // last wins
      schedule();
    },
    work() {
      if (telling) return; // the one that waits tells of this too
      telling = true;
      setImmediate(() => {
        telling = false;
        db().query(NOTIFY, [WORK, '']).catch(onError);
      });
    },
    async stop() {
      clearTimeout(timer);
      await sending.then(send).catch(onError);
    },
  };
}

/** JSON lists that fit into NOTIFY; an item that does not fit alone is left out (it is only a hint). */
export function payloads(items: readonly unknown[]): string[] {
  const out: string[] = [];
  let parts: string[] = [];
  let bytes = 2;
  for (const item of items) {
    const part = JSON.stringify(item);
    const size = Buffer.byteLength(part) + 1;
    if (size > MAX_PAYLOAD) continue;
    if (bytes + size > MAX_PAYLOAD) {
      out.push(`[${parts.join(',')}]`);
      parts = [];
      bytes = 2;
    }
    parts.push(part);
    bytes += size;
  }
  if (parts.length > 0) out.push(`[${parts.join(',')}]`);
  return out;
}

export interface HintListener {
  start(): void;
  stop(): Promise<void>;
}

/** Listens on one dedicated connection and opens it again, with back-off, when it breaks. */
export function createHintListener(
  db: Pick<Database, 'connect'>,
  on: {
    grown?: (tops: [string, number][]) => void;
    progress?: (reports: Progress[]) => void;
    work?: () => void;
    error: (error: unknown) => void;
  },
): HintListener {
  let client: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  let stopped = false;
  let delay = 50;

  async function listen(): Promise<void> {
    try {
      client = await db.connect();
      client.on('error', on.error);
      client.on('end', again);
      client.on('notification', ({ channel, payload }) => {
        // parse boundary: only HintPublisher writes to these channels
        if (channel === EVENTS) on.grown?.(JSON.parse(payload ?? '[]') as [string, number][]);
        if (channel === PROGRESS) on.progress?.(JSON.parse(payload ?? '[]') as Progress[]); // as above
        if (channel === WORK) on.work?.();
      });
      if (on.grown) await client.query(`listen ${EVENTS}`);
      if (on.progress) await client.query(`listen ${PROGRESS}`);
      if (on.work) await client.query(`listen ${WORK}`);
      delay = 50;
    } catch (error) {
      on.error(error);
      again();
    }
  }

  function again(): void {
    if (stopped) return;
    clearTimeout(retry);
    retry = setTimeout(() => void listen(), delay);
    delay = Math.min(delay * 2, 2_000);
  }

  return {
    start: () => void listen(),
    async stop() {
      stopped = true;
      clearTimeout(retry);
      await client?.end().catch(on.error);
    },
  };
}
