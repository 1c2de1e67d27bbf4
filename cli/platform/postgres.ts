import { execFile } from 'node:child_process';
import { chmodSync, chownSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import type { Command } from './command.js';
import { plainEnvironment } from './environment.js';
import { postgresProgram, type Layout } from './layout.js';
import { logFile } from './log-file.js';
import { endBackends } from './orphans.js';
import { until } from './pause.js';
import { settlePlace, type PostgresPlace } from './postgres-place.js';
import type { ProcessPlan } from './supervised.js';
import { isSystemError, trouble } from './trouble.js';

const run = promisify(execFile);

const ROLE = 'docugenie';
const DATABASE = 'docugenie';

/**
 * Settings of a small box that must not lose anything. Durability is PostgreSQL's default and is spelled out because
 * the product rests on it. Parallel queries are off: they take shared memory from /dev/shm, which containers give
 * 64 MB of, and there are two cores to share with everything else.
 */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  wal_compression: 'on',
  max_wal_size: '1GB',
  shared_buffers: '256MB',
  maintenance_work_mem: '128MB',
  max_connections: '100',
  max_parallel_workers_per_gather: '0',
  max_parallel_maintenance_workers: '0',
  jit: 'off',
  random_page_cost: '1.1',
  huge_pages: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] %a ',
  log_checkpoints: 'off',
};

/** Address of the embedded database. */
export const postgresUrl = (password: string, port: number, database = DATABASE): string =>
  `postgres://${ROLE}:${password}@127.0.0.1:${port}/${database}`;

/**
 * Where the database is and how to run it. `plan.prepare` makes it where there is none (or where making it was cut
 * off), and waits for the backends of a killed server. Both throw a Failure with the remedy.
 */
export function embeddedPostgres(layout: Layout, port: number): { url: string; plan: ProcessPlan } {
  const place = settlePlace(layout);
  const environment = serverEnvironment(layout);
  const plan: ProcessPlan = {
    name: 'postgres',
    async prepare(signal): Promise<Command> {
      await endBackends(place.data, signal);
      if (!existsSync(join(place.data, 'PG_VERSION'))) await makeCluster(place, signal);
      place.completed();
      const settings = Object.entries({ ...SETTINGS, port: String(port) });
      return {
        argv: [
          postgresProgram(place.files, 'postgres'),
          '-D',
          place.data,
          ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
        ],
        environment,
        folder: place.folder,
        stopSignal: 'SIGINT', // fast shutdown: roll back what is open, close connections, write everything
        graceMs: 4_000, // after that killed: the next start recovers from the log, nothing is lost
        watchesLifeline: false,
        log: logFile(layout.logs, 'postgres'),
        user: place.user ?? undefined,
      };
    },
    ready: (signal) => answers(place.password, port, signal),
  };
  return { url: postgresUrl(place.password, port), plan };
}

const serverEnvironment = (layout: Layout): Record<string, string> => ({
  ...plainEnvironment(layout),
  LC_ALL: 'C.UTF-8',
  TZ: 'UTC',
});

/** Waits until the server takes connections, and makes the database if there is none yet. */
async function answers(password: string, port: number, signal: AbortSignal): Promise<void> {
  await until(
    async () => {
      const client = new pg.Client({
        connectionString: postgresUrl(password, port, 'postgres'),
        connectionTimeoutMillis: 5_000,
      });
      client.on('error', () => undefined);
      try {
        await client.connect();
        const found = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
        if (found.rowCount === 0) await client.query(`create database ${DATABASE}`);
        return true;
      } catch {
        return undefined; // starting up, recovering, or not listening yet
      } finally {
        await client.end().catch(() => undefined);
      }
    },
    { interval: 40, limit: Number.POSITIVE_INFINITY, signal },
  );
}

async function makeCluster(place: PostgresPlace, signal: AbortSignal): Promise<void> {
  const fresh = `${place.data}.new`;
  const password = join(place.folder, 'password.new');
  rmSync(place.data, { recursive: true, force: true });
  rmSync(fresh, { recursive: true, force: true });
  writeFileSync(password, `${place.password}\n`, { mode: 0o600 });
  chmodSync(password, 0o600);
  if (place.user !== null) chownSync(password, place.user.uid, place.user.gid);
  try {
    await run(
      postgresProgram(place.files, 'initdb'),
      [
        ...['-D', fresh, '-U', ROLE, '--pwfile', password, '--encoding', 'UTF8', '--data-checksums'],
        ...['--locale', process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8'],
        ...['--auth-host', 'scram-sha-256', '--auth-local', 'reject'],
      ],
      {
        cwd: place.folder,
        signal,
        env: { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C.UTF-8', TZ: 'UTC' },
        ...(place.user === null ? {} : { uid: place.user.uid, gid: place.user.gid }),
      },
    );
    renameSync(fresh, place.data);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    const line = said.split('\n').find((each) => /error|fatal|not found|cannot/i.test(each)) ?? said.split('\n', 1)[0];
    if (isSystemError(error) && error.code === 'ENOENT') {
      trouble('PostgreSQL is not installed', `remove ${place.files} and start again`, error);
    }
    trouble(
      `the database could not be made: ${(line ?? '').trim()}`,
      /no space|disk full/i.test(said) ? 'make room and start again' : `see what is wrong with ${place.folder}`,
      error,
    );
  } finally {
    rmSync(password, { force: true });
  }
}
