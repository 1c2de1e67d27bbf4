import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { AggregatorRegistry } from 'prom-client';
import type { Metrics } from '../../services/observability/index.js';
import { json, plain } from '../contract.js';
import type { ApiEnvironment } from '../environment.js';
import { createComponents, type ComponentDeps, type LookAtComponents } from './components.js';
import { registerRowGauges } from './gauges.js';

export interface HealthDeps extends ComponentDeps {
  metrics: Metrics;
  /** Addresses of the workers' metrics, merged into /metrics. */
  peers: readonly string[];
}

const PEER_TIMEOUT_MS = 1_000;
/** Probes may come often; what they ask is asked once in this time. */
const PROBE_FRESH_MS = 1_000;

const probe = { tags: ['operation'], security: [], method: 'get' as const };

const ReadySchema = z.object({
  status: z.enum(['ready', 'not ready']),
  components: z.record(z.string(), z.string()).openapi({ description: 'ok, or why not', example: { postgres: 'ok' } }),
});

const healthz = createRoute({
  ...probe,
  path: '/healthz',
  operationId: 'isAlive',
  summary: 'The process lives',
  responses: { 200: json('It does', z.object({ status: z.literal('ok') })) },
});

const readyz = createRoute({
  ...probe,
  path: '/readyz',
  operationId: 'isReady',
  summary: 'Documents can be read now',
  responses: { 200: json('They can', ReadySchema), 503: json('Something is missing', ReadySchema) },
});

const metricsRoute = createRoute({
  ...probe,
  path: '/metrics',
  operationId: 'getMetrics',
  summary: 'Metrics of all processes, in the text format of Prometheus',
  responses: { 200: plain('Metrics', 'text/plain') },
});

/** Probes and metrics; for machines, and without signing in. Answers what looks at the components. */
export function mountHealth(app: OpenAPIHono<ApiEnvironment>, deps: HealthDeps): LookAtComponents {
  const { db, metrics, peers } = deps;
  const components = createComponents(deps);
  registerRowGauges(metrics.registry, db);

  app.openapi(healthz, (c) => c.json({ status: 'ok' as const }, 200));

  app.openapi(readyz, async (c) => {
    const all = await components(PROBE_FRESH_MS);
    const ready = all.every(({ name, healthy }) => healthy || name === 'redis');
    const said = Object.fromEntries(
      all.map(({ name, healthy, detail }) => [name, healthy ? 'ok' : (detail ?? 'failed')]),
    );
    return ready
      ? c.json({ status: 'ready' as const, components: said }, 200)
      : c.json({ status: 'not ready' as const, components: said }, 503);
  });

  app.openapi(metricsRoute, async (c) => {
    const [own, ...others] = await Promise.all([metrics.registry.getMetricsAsJSON(), ...peers.map(fetchPeer)]);
    const merged = AggregatorRegistry.aggregate([own, ...others]);
    return c.body(await merged.metrics(), 200, { 'content-type': merged.contentType });
  });
  return components;
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
