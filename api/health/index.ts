import { AggregatorRegistry } from 'prom-client';
import type { Hono } from 'hono';
import type { Blobs } from '../../services/blobs/index.js';
import type { Database } from '../../services/db/index.js';
import type { Metrics } from '../../services/observability/index.js';
import { TASK_QUEUES, type DocumentWorkflows } from '../../services/temporal/index.js';
import type { ApiEnvironment } from '../environment.js';

export interface HealthDeps {
  db: Database;
  blobs: Blobs;
  workflows: DocumentWorkflows;
  metrics: Metrics;
  /** Addresses of the workers' metrics, merged into /metrics. */
  peers: readonly string[];
}

/** Probes may come often; what they ask is asked once in this time. */
const FRESH_MS = 1_000;
const PEER_TIMEOUT_MS = 1_000;

const OLDEST = `select coalesce(extract(epoch from now() - min(created_at)), 0)::float8 as seconds from document
  where status in ('queued', 'processing', 'paused') and deleted_at is null`;

export function mountHealth(app: Hono<ApiEnvironment>, deps: HealthDeps): void {
  const { db, blobs, workflows, metrics, peers } = deps;
  let last: { at: number; result: Promise<Record<string, string>> } | undefined;

  /** Each component with `ok`, or why it is not. */
  async function look(): Promise<Record<string, string>> {
    const said = async (name: string, check: () => Promise<unknown>): Promise<[string, string]> => {
      try {
        await check();
        return [name, 'ok'];
      } catch (error) {
        return [name, error instanceof Error ? error.message : 'failed'];
      }
    };
    const queues = Object.values(TASK_QUEUES);
    const checks = await Promise.all([
      said('postgres', () => db.query('select 1')),
      said('blobs', () => blobs.check()),
      said('temporal', async () => {
        const polled = await workflows.polled(queues);
        const missing = queues.filter((queue) => !polled.includes(queue));
        if (missing.length > 0) throw new Error(`no worker polls ${missing.join(', ')}`);
      }),
    ]);
    return Object.fromEntries(checks);
  }

  app.get('/healthz', (c) => c.json({ status: 'ok' }));

  app.get('/readyz', async (c) => {
    if (!last || Date.now() - last.at > FRESH_MS) last = { at: Date.now(), result: look() };
    const components = await last.result;
    const ready = Object.values(components).every((state) => state === 'ok');
    if (!ready) last = undefined; // someone waits for it: look again at once
    return c.json({ status: ready ? 'ready' : 'not ready', components }, ready ? 200 : 503);
  });

  app.get('/metrics', async (c) => {
    const [oldest] = await db.query<{ seconds: number }>(OLDEST).catch(() => []);
    if (oldest) metrics.oldestWaiting.set(oldest.seconds);
    const others = await Promise.all(peers.map(fetchPeer));
    const own = await metrics.registry.getMetricsAsJSON();
    const merged = AggregatorRegistry.aggregate([own, ...others]);
    return c.body(await merged.metrics(), 200, { 'content-type': merged.contentType });
  });
}

/** A worker that is being replaced has nothing to say this time. */
async function fetchPeer(address: string): Promise<object[]> {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(PEER_TIMEOUT_MS) });
    return (await response.json()) as object[]; // our own worker's registry
  } catch {
    return [];
  }
}
