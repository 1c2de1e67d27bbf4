import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { layoutOf } from '../cli/platform/layout.js';
import { keepPorts } from '../cli/platform/ports.js';
import { embeddedPostgres } from '../cli/platform/postgres.js';
import { supervise } from '../cli/platform/supervised.js';
import { migrate } from '../services/db/index.js';

/** The installed servers and models that benchmarks use. */
export const toolsFolder = (): string =>
  resolve(process.env['DOCUGENIE_TOOLS'] ?? join(process.env['DOCUGENIE_HOME'] ?? '.docugenie', 'tools'));

/** Runs `work` with a PostgreSQL of its own, set up as the product's. */
export async function withPostgres<T>(work: (url: string) => Promise<T>): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), 'dg-bench-'));
  chmodSync(home, 0o755); // the server may run under another user
  const layout = layoutOf(home, toolsFolder());
  mkdirSync(layout.logs);
  const { postgres: port = 0 } = await keepPorts(layout.ports, ['postgres']);
  const { url, plan } = embeddedPostgres(layout, port);
  const server = supervise(plan, { changed: () => undefined, died: () => undefined, replaced: () => undefined });
  try {
    await server.start();
    await migrate(url);
    return await work(url);
  } finally {
    await server.stop(AbortSignal.timeout(10_000));
    rmSync(home, { recursive: true, force: true });
  }
}

/** The value below which `share` of the sorted numbers lie. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

const TICKS_PER_SECOND = 100; // USER_HZ, the same on every Linux that Node runs on

/** CPU seconds that each process has used so far together with its descendants, by the pids given. Linux. */
export function cpuSeconds(pids: Readonly<Record<string, number>>): Map<string, number> {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const fields = stat
          .slice(stat.lastIndexOf(')') + 2)
          .split(' ')
          .map(Number); // from the third on: proc(5)
        const [, parent = 0] = fields;
        const ticks = fields.slice(11, 15).reduce((sum, value) => sum + value, 0); // own and of children that ended
        return [{ pid: Number(name), parent, ticks }];
      } catch {
        return []; // it has ended
      }
    });
  const ticksOf = (pid: number): number =>
    processes.reduce(
      (sum, one) => sum + (one.pid === pid ? one.ticks : 0) + (one.parent === pid ? ticksOf(one.pid) : 0),
      0,
    );
  return new Map(Object.entries(pids).map(([name, pid]) => [name, ticksOf(pid) / TICKS_PER_SECOND]));
}
