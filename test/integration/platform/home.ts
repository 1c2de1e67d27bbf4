/** A home of the embedded platform in a temporary folder, and supervisors that run on it in processes of their own. */
import { build } from 'esbuild';
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sharedPlace } from '../../../cli/platform/postgres-place.js';
import { readRunRecord, type RunRecord } from '../../../cli/platform/run-record.js';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..', '..');

/** The installed servers; `node scripts/setup.mjs` installs them. */
export const tools = process.env['DOCUGENIE_TOOLS'] ?? join(root, '.docugenie', 'tools');
if (!existsSync(join(tools, 'installed.json'))) {
  throw new Error(`no servers are installed in ${tools}: run node scripts/setup.mjs, or set DOCUGENIE_TOOLS`);
}

/** Builds the supervisor for tests into a folder; answers the script. */
export async function buildDriver(folder: string): Promise<string> {
  const script = join(folder, 'driver.mjs');
  await build({
    entryPoints: [join(here, 'driver.ts')],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['pg-native'],
    banner: { js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);` },
    logLevel: 'warning',
  });
  return script;
}

export interface Supervisor {
  readonly child: ChildProcess;
  /** All that it printed so far. */
  readonly said: () => string;
  /** Resolves with its exit status. */
  readonly ended: Promise<number | null>;
}

/** `closed`: as root, PostgreSQL's user cannot reach it (a folder that only its owner may enter). */
export function createHome(driver: string, port: number, { closed = false } = {}) {
  const path = mkdtempSync(join(tmpdir(), 'dg-'));
  if (!closed) chmodSync(path, 0o711);

  const start = (extra: Record<string, string> = {}): Supervisor => {
    const child = spawn(process.execPath, [driver], {
      cwd: path,
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        PATH: process.env['PATH'],
        DOCUGENIE_HOME: path,
        DOCUGENIE_TOOLS: tools,
        HOST: '127.0.0.1',
        PORT: String(port),
        STAND_IN: join(here, 'stand-in.mjs'),
        ...extra,
      },
    });
    let said = '';
    child.stdout.on('data', (part: Buffer) => (said += part.toString()));
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    return { child, said: () => said, ended };
  };

  return {
    path,
    url: `http://127.0.0.1:${port}`,
    start,
    /** Starts and waits until it is ready. */
    async ready(extra?: Record<string, string>): Promise<Supervisor> {
      const supervisor = start(extra);
      await eventually(() => /^(ready|failed)/m.test(supervisor.said()), 60_000);
      if (!/^ready/m.test(supervisor.said())) throw new Error(supervisor.said());
      return supervisor;
    },
    run(): RunRecord {
      const record = readRunRecord(join(path, 'run.json'));
      if (record === undefined) throw new Error('there is no run.json');
      return record;
    },
    isRunning: (): boolean => existsSync(join(path, 'run.json')),
    /** Live processes of this home, found without the platform's own means: by environment, command line or folder. */
    processes: (): number[] =>
      readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
        .filter((pid) => {
          try {
            if (/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) return false;
            return ['environ', 'cmdline'].some((file) => readFileSync(`/proc/${pid}/${file}`, 'utf8').includes(path));
          } catch {
            return false;
          }
        })
        .map(Number),
    /** Ends whatever is left, so that a failing test leaves nothing behind. */
    clear(): void {
      for (const pid of this.processes()) kill(pid);
      rmSync(path, { recursive: true, force: true });
      rmSync(sharedPlace(path), { recursive: true, force: true });
    },
  };
}
export type Home = ReturnType<typeof createHome>;

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // gone already
  }
}

/** Waits until `what` holds; throws when it does not within `limit` milliseconds. Answers how long it took. */
export async function eventually(what: () => boolean | Promise<boolean>, limit: number): Promise<number> {
  const began = performance.now();
  for (;;) {
    if (await what()) return performance.now() - began;
    if (performance.now() - began > limit) throw new Error(`it did not happen within ${limit} ms: ${String(what)}`);
    await wait(20);
  }
}
