import pg from 'pg';
import { Failure } from '../../domain/errors.js';
import type { NewEvent, StoredEvent } from '../../domain/events/event.js';
import { createDurability } from './durability.js';
import { BEGIN, flushAndCommit, groupByChannel, storedEvents, type StoredKey } from './flush.js';

export type Row = Record<string, unknown>;

/** What can run SQL: the database itself (each statement its own transaction) or an open transaction. */
export interface Queryable {
  /** Runs a constant statement, prepared once a connection. */
  query<R = Row>(statement: string, values?: readonly unknown[]): Promise<R[]>;
}

export interface Transaction extends Queryable {
  /** Collects an event; it is written by the flush that ends the transaction. */
  emit(event: NewEvent): void;
}

export interface EffectKey {
  /** `<document id>/<run>/<step>[/<slice>]/<type>/<n>`, chosen by the workflow: the same however often the step is tried. */
  key: string;
  tenant: string;
}

export interface TransactionOptions {
  /**
   * `false`: resolves when it is committed, for what may be lost with a crash of the server as if it had never happened,
   * because nobody is told of it. It is on disk before any later transaction is. Not for transactions that emit.
   */
  durable?: boolean;
}

export interface Database extends Queryable {
  /**
   * Runs `body` in one transaction and flushes what it emitted as the last statement. Resolves when it is on disk. Throws
   * `unavailable` while the database does not answer. Nothing but SQL belongs inside: no network or model work while
   * locks are held, and no blobs but where the lock on the content is what orders them (`storeUpload`, `removeDeleted`).
   */
  transaction<T>(body: (tx: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /**
   * A transaction that is carried out once for a key. A key that exists: nothing is written and the stored result is
   * returned. `T` must survive JSON.
   */
  effect<T>(key: EffectKey, body: (tx: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** The stored result of an effect, if it has been carried out. */
  stored(key: string): Promise<{ result: unknown } | undefined>;
  /** Runs a statement that differs each time (filters, vectors): planned anew, never prepared. */
  adhoc<R = Row>(
    statement: string,
    values?: readonly unknown[],
    settings?: Readonly<Record<string, string>>,
  ): Promise<R[]>;
  /**
   * Resolves when everything that is visible now is on disk. A reader that hands a position to others waits for this: what
   * is visible a moment before it is durable could otherwise be lost by a crash, and its place be given again.
   */
  durable(): Promise<void>;
  /** A connection of its own, for LISTEN. The caller ends it. */
  connect(): Promise<pg.Client>;
  stop(): Promise<void>;
}

/** A channel that a transaction wrote to: its new top, and the events that it wrote, which end there. */
export interface Written {
  channel: string;
  top: number;
  events: readonly StoredEvent[];
}

export interface DatabaseOptions {
  url: string;
  connections: number;
  /** Shown in pg_stat_activity. */
  application: string;
  newId: () => string;
  now: () => Date;
  /** Told after each commit that emitted, when it is on disk: the stored channels, and the types of the events. */
  onEmitted?: (emitted: { written: readonly Written[]; types: readonly string[] }) => void;
  onError?: (error: Error) => void;
  /** Called just before and just after each commit of a transaction, with the key of its effect. For tests. */
  onCommit?: (phase: 'before' | 'after', key: string | undefined) => Promise<void> | void;
}

/** PK look-up, no lock. */
const STORED = `select result from event_key where key = $1`;

/** No lock. */
const PENDING = `select pg_current_wal_insert_lsn() > pg_current_wal_flush_lsn() as pending`;

const bigint = (value: string) => Number(value); // offsets, bytes and counts stay far below 2^53
pg.types.setTypeParser(pg.types.builtins.INT8, bigint);

/** Connects when it is first used, and again when connections are lost; statements are prepared once a connection. */
export function createDatabase(options: DatabaseOptions): Database {
  const { newId, now } = options;
  const settings = {
    connectionString: options.url,
    application_name: options.application,
    connectionTimeoutMillis: 15_000, // also how long work waits for a free connection
    keepAlive: true,
  };
  const pool = new pg.Pool({
    ...settings,
    max: options.connections,
    idleTimeoutMillis: 30_000,
    statement_timeout: 60_000,
    idle_in_transaction_session_timeout: 60_000,
  });
  // Without listeners a connection that the server closes, idle or lent, would end the process.
  pool.on('error', (error) => options.onError?.(error));
  pool.on('connect', (client) => client.on('error', (error) => options.onError?.(error)));
  const durability = createDurability(settings, (error) => options.onError?.(error));
  const names = new Map<string, string>();

  /** Statements are constants, so their number is bounded and each is prepared once a connection. */
  function prepared(text: string, values: readonly unknown[]): pg.QueryConfig {
    let name = names.get(text);
    if (name === undefined) names.set(text, (name = `s${names.size}`));
    return { name, text, values: [...values] };
  }

  async function run<R>(
    client: pg.Pool | pg.PoolClient,
    statement: string,
    values: readonly unknown[] = [],
  ): Promise<R[]> {
    const { rows } = await client.query(prepared(statement, values));
    return rows as R[]; // parse boundary: the statement beside each call states the row's shape
  }

  async function begin(): Promise<pg.PoolClient> {
    try {
      return await pool.connect();
    } catch (cause) {
      throw unavailable(cause);
    }
  }

  /** One transaction on one connection; the answer is committed, and not yet durable. */
  async function commit<T>(
    key: EffectKey | undefined,
    body: (tx: Transaction) => Promise<T>,
  ): Promise<{ result: T; written: Written[]; types: string[] }> {
    const client = await begin();
    const events: NewEvent[] = [];
    let broken: Error | undefined;
    try {
      await client.query(BEGIN);
      const result = await body({
        query: (statement, values) => run(client, statement, values),
        emit: (event) => void events.push(event),
      });
      const keys: StoredKey[] = key ? [{ ...key, result: result ?? null }] : [];
      const channels = groupByChannel(events, newId);
      await options.onCommit?.('before', key?.key);
      const at = now();
      const tops = await flushAndCommit(client, keys, channels, at);
      const written = tops.map(([channel, top], index) => ({
        channel,
        top,
        events: storedEvents(channels[index], top, at),
      }));
      return { result, written, types: events.map(({ type }) => type) };
    } catch (error) {
      try {
        await client.query('rollback');
      } catch (cause) {
        broken = cause instanceof Error ? cause : new Error('rollback failed'); // the connection is gone; so is the transaction
      }
      throw error;
    } finally {
      client.release(broken);
    }
  }

  async function transact<T>(
    key: EffectKey | undefined,
    body: (tx: Transaction) => Promise<T>,
    { durable: wait = true }: TransactionOptions = {},
  ): Promise<T> {
    try {
      const { result, written, types } = await untilNoDeadlock(() => commit(key, body));
      if (wait) await durability.reached();
      await options.onCommit?.('after', key?.key);
      if (written.length > 0) options.onEmitted?.({ written, types });
      return result;
    } catch (error) {
      throw isConnectionError(error) ? unavailable(error) : error;
    }
  }

  async function durable(): Promise<void> {
    const [log] = await query<{ pending: boolean }>(PENDING);
    if (log?.pending === false) return;
    await durability.reached().catch((error: unknown) => {
      throw isConnectionError(error) ? unavailable(error) : error;
    });
  }

  async function stored(key: string): Promise<{ result: unknown } | undefined> {
    const [row] = await query<{ result: unknown }>(STORED, [key]);
    if (row) await durable(); // the caller acknowledges on the strength of it
    return row;
  }

  async function query<R>(statement: string, values?: readonly unknown[]): Promise<R[]> {
    try {
      return await run<R>(pool, statement, values);
    } catch (error) {
      throw isConnectionError(error) ? unavailable(error) : error;
    }
  }

  return {
    query,
    stored,
    durable,
    transaction: (body, wanted) => transact(undefined, body, wanted),
    async effect<T>(key: EffectKey, body: (tx: Transaction) => Promise<T>, wanted?: TransactionOptions): Promise<T> {
      const before = await stored(key.key);
      if (before) return before.result as T; // parse boundary: this key is written by this effect only
      try {
        return await transact(key, body, wanted);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        const winner = await stored(key.key); // another delivery of the same step committed meanwhile
        if (!winner) throw error;
        return winner.result as T; // as above
      }
    },
    async adhoc<R>(statement: string, values: readonly unknown[] = [], local: Readonly<Record<string, string>> = {}) {
      const client = await begin();
      let broken: Error | undefined;
      try {
        await client.query('begin read only');
        for (const [name, value] of Object.entries(local))
          await client.query(`select set_config($1, $2, true)`, [name, value]);
        const { rows } = await client.query(statement, [...values]);
        await client.query('commit');
        return rows as R[]; // parse boundary, as in run()
      } catch (error) {
        await client.query('rollback').catch((cause: unknown) => {
          broken = cause instanceof Error ? cause : new Error('rollback failed');
        });
        throw isConnectionError(error) ? unavailable(error) : error;
      } finally {
        client.release(broken);
      }
    },
    async connect() {
      const client = new pg.Client(settings);
      await client.connect();
      return client;
    },
    async stop() {
      await Promise.all([pool.end(), durability.stop()]);
    },
  };
}

const unavailable = (cause: unknown) =>
  new Failure('unavailable', 'The database does not answer.', { dependency: 'postgres' }, { cause });

/** Transactions that waited for each other in a ring: the server ended one, which is simply done again. */
const DEADLOCK_ATTEMPTS = 5;

async function untilNoDeadlock<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const deadlock = error instanceof pg.DatabaseError && error.code === '40P01';
      if (!deadlock || attempt === DEADLOCK_ATTEMPTS) throw error;
    }
  }
}

function isDuplicateKey(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '23505' && error.constraint === 'event_key_pkey';
}

/** The server is gone, restarting or refusing: waiting helps. Classes 08, 53 and 57P0x of the PostgreSQL error codes. */
function isConnectionError(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return /^(08|53|57P0)/.test(error.code ?? '');
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return (
    /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH)/.test(code) ||
    /Connection terminated|timeout exceeded|Client was closed|not queryable/i.test(error.message)
  );
}
