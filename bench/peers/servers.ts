import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layoutOf, type Layout } from '../../cli/platform/layout.js';
import { keepPorts } from '../../cli/platform/ports.js';
import { embeddedPostgres } from '../../cli/platform/postgres.js';
import { supervise, type ProcessPlan, type Supervised } from '../../cli/platform/supervised.js';
import { embeddedTemporal } from '../../cli/platform/temporal.js';
import { migrate } from '../../services/db/index.js';
import { toolsFolder } from '../servers.js';
import { redisPlan } from './redis.js';

export type ServerName = 'redis' | 'temporal';

/** Servers of one run, and whatever else it supervises. */
export interface Servers {
  layout: Layout;
  postgresUrl: string;
  redisUrl: string;
  temporalAddress: string;
  /** Starts it, resolves when it is ready for the first time, and starts it again whenever it dies. */
  keep(plan: ProcessPlan): Promise<Supervised>;
  /** Ends everything, the last that was started first, and removes the home. What is still starting fails. */
  stop(): Promise<void>;
}

export const NAMESPACE = 'default';

const PORTS = ['postgres', 'redis', 'temporal', 'temporal_ui', 'temporal_http', 'temporal_metrics'];

/**
 * Starts a PostgreSQL with the product's schema, and the named servers, in a home of their own. When `signal` aborts they
 * are stopped, so that a start that waits for one of them ends too.
 */
export async function startServers(names: readonly ServerName[], signal: AbortSignal): Promise<Servers> {
  const home = mkdtempSync(join(tmpdir(), 'dg-bench-'));
  chmodSync(home, 0o755); // PostgreSQL may run under another user
  const layout = layoutOf(home, toolsFolder());
  mkdirSync(layout.logs);
  const ports = await keepPorts(layout.ports, PORTS);
  const port = (name: string): number => ports[name] ?? 0;
  const running: Supervised[] = [];
  const keep = async (plan: ProcessPlan): Promise<Supervised> => {
    signal.throwIfAborted();
    const one = supervise(plan, { changed: () => undefined, died: () => undefined, replaced: () => undefined });
    running.push(one);
    await one.start();
    return one;
  };
  const stop = async (): Promise<void> => {
    signal.removeEventListener('abort', stopNow);
    for (const one of running.toReversed()) await one.stop(AbortSignal.timeout(10_000));
    rmSync(home, { recursive: true, force: true });
  };
  const stopNow = (): void => void stop();
  signal.addEventListener('abort', stopNow, { once: true });
  const postgres = embeddedPostgres(layout, port('postgres'));
  const temporal = embeddedTemporal(layout, NAMESPACE, {
    port: port('temporal'),
    uiPort: port('temporal_ui'),
    httpPort: port('temporal_http'),
    metricsPort: port('temporal_metrics'),
  });
  const plans = { redis: redisPlan(layout, port('redis')), temporal: temporal.plan };
  try {
    await keep(postgres.plan);
    await migrate(postgres.url);
    for (const name of names) await keep(plans[name]);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    layout,
    postgresUrl: postgres.url,
    redisUrl: `redis://127.0.0.1:${port('redis')}`,
    temporalAddress: temporal.address,
    keep,
    stop,
  };
}
