import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { layoutOf } from '../cli/platform/layout.js';
import { keepPorts } from '../cli/platform/ports.js';
import { embeddedPostgres } from '../cli/platform/postgres.js';
import { supervise } from '../cli/platform/supervised.js';
import { migrate } from '../services/db/index.js';

/** The installed servers and models that benchmarks use. */
export const toolsFolder = (): string => resolve(process.env['DOCUGENIE_TOOLS'] ?? '.docugenie/tools');

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
