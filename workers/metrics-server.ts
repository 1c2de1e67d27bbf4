import { createServer } from 'node:http';
import type { Registry } from 'prom-client';

/** Serves this process's metrics as JSON on loopback, for the api to merge; port 0: nobody asks, nothing is served. */
export async function serveMetrics(registry: Registry, port: number): Promise<{ stop(): Promise<void> }> {
  if (port === 0) return { stop: () => Promise.resolve() };
  const server = createServer((request, response) => {
    const json = request.url === '/metrics.json';
    const body = json ? registry.getMetricsAsJSON().then((metrics) => JSON.stringify(metrics)) : registry.metrics();
    body.then(
      (text) => response.writeHead(200, { 'content-type': json ? 'application/json' : registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  server.unref();
  return { stop: () => new Promise((resolve) => server.close(() => resolve())) };
}
