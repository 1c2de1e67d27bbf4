/**
 * Ends what a killed supervisor left behind. Normally that is nothing: every process has a watchdog that ends it when
 * the supervisor is gone. A start that comes within those seconds does not wait for them.
 */
import { realpathSync } from 'node:fs';
import { until } from './pause.js';
import { isAlive, processesInFolder, processesWithEnvironment, signal, type ProcessIdentity } from './process-table.js';

const GRACE_MS = 3_000;

/** Ends all of them: politely, after three seconds for sure. Answers how many there were. */
export async function endOrphans(options: {
  home: string;
  databaseFolder: string | undefined;
  /** What the supervisor had noted before it was killed; the only source where there is no /proc. */
  known: readonly (ProcessIdentity & { name: string })[];
  signal: AbortSignal;
}): Promise<number> {
  const folder = options.databaseFolder === undefined ? undefined : real(options.databaseFolder);
  const database = (): ProcessIdentity[] => [
    ...(folder === undefined ? [] : processesInFolder(folder)),
    ...options.known.filter((one) => one.name === 'postgres' && isAlive(one)),
  ];
  const others = (): ProcessIdentity[] => [
    ...processesWithEnvironment(`DOCUGENIE_HOME=${options.home}`, 'DOCUGENIE_LIFELINE_FD'),
    ...options.known.filter((one) => one.name !== 'postgres' && isAlive(one)),
  ];
  const found = distinct([...database(), ...others()]);
  if (found.length === 0) return 0;

  const servers = new Set(database().map(({ pid }) => pid));
  // To postgres SIGINT means: roll back, close, end. SIGTERM would wait for its clients.
  for (const { pid } of found) signal(pid, servers.has(pid) ? 'SIGINT' : 'SIGTERM');
  const left = (): ProcessIdentity[] => distinct([...database(), ...others()]);
  const gone = (): true | undefined => (left().length === 0 ? true : undefined);
  if ((await until(gone, { interval: 50, limit: GRACE_MS, signal: options.signal })) === undefined) {
    await killAll(left, options.signal);
  }
  return found.length;
}

/**
 * Ends the backends of a postmaster that was killed. They lead their own sessions, so no signal to its group reaches
 * them, and until the last one is gone the shared memory is in use and PostgreSQL does not start again. Killing them
 * loses nothing: the next start recovers from the log.
 */
export async function endBackends(databaseFolder: string, signal: AbortSignal): Promise<void> {
  const folder = real(databaseFolder);
  await killAll(() => processesInFolder(folder), signal);
}

async function killAll(find: () => ProcessIdentity[], abort: AbortSignal): Promise<void> {
  await until(
    () => {
      const left = find();
      for (const { pid } of left) signal(pid, 'SIGKILL');
      return left.length === 0 ? true : undefined;
    },
    { interval: 20, limit: 5_000, signal: abort },
  );
}

function real(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

const distinct = (all: readonly ProcessIdentity[]): ProcessIdentity[] => [
  ...new Map(all.map((one) => [one.pid, one])).values(),
];
