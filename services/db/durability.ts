import pg from 'pg';

/**
 * A transaction that is written to the log but not yet to the disk, together with all that came before it, waits here for
 * its commit. Its own commit is synchronous whatever the session's setting; the message itself is never read.
 */
const FLUSH_LOG = `select pg_logical_emit_message(true, 'docugenie', '')`;

/**
 * Waits for the disk for many transactions at once.
 *
 * A commit that waits for the disk holds its locks meanwhile, and all writers of a tenant share that tenant's channel row:
 * they would wait for the disk one after the other. So transactions commit without waiting, which frees their locks, and
 * then wait here, all together, before anybody is told that they are done (docs/decisions/0005).
 */
export interface Durability {
  /** Resolves when everything that was committed before this call is on disk; rejects when that cannot be said. */
  reached(): Promise<void>;
  stop(): Promise<void>;
}

/** Waits on one connection of its own, so that it never stands behind other work. */
export function createDurability(settings: pg.PoolConfig, onError: (error: Error) => void): Durability {
  const pool = new pg.Pool({ ...settings, max: 1, idleTimeoutMillis: 0 });
  pool.on('error', onError);
  pool.on('connect', (client) => client.on('error', onError));
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<void> | undefined;

  async function flush(before: Promise<unknown>): Promise<void> {
    await before.catch(() => undefined); // its callers are told
    running = next ?? running;
    next = undefined; // who comes from here on may have committed after the statement below was sent
    await pool.query({ name: 'flush-log', text: FLUSH_LOG });
  }

  return {
    reached: () => (next ??= flush(running)),
    stop: () => pool.end(),
  };
}
