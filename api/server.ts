import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { createAdaptorServer, type WebSocketServerLike } from '@hono/node-server';
import type { Server } from 'node:http';
import { createDocumentReader } from '../services/documents/index.js';
import { createIdentity } from '../services/identity/index.js';
import type { Running } from '../services/lifecycle/index.js';
import { hearHints } from '../services/events/index.js';
import { createEmbedder } from '../services/ml/index.js';
import { waysOf } from '../services/notifications/index.js';
import { createOutbound } from '../services/outbound/index.js';
import { createSearch } from '../services/search/index.js';
import { PERIODIC_TASKS } from '../services/operation/index.js';
import { createTemporal, nextRuns, runNow } from '../services/temporal/index.js';
import { createDeps, startReading, type Environment } from '../services/wiring/index.js';
import { createAddressOf } from './address.js';
import { createApp } from './app.js';
import { createAuthentication } from './authentication.js';
import { createIdempotency } from './idempotency.js';
import { createPageImages } from './images.js';
import { createAccess } from './live/channel.js';
import { createHub } from './live/hub.js';
import { createSockets } from './live/socket.js';

const WEB_ROOT = fileURLToPath(new URL('../../web/dist', import.meta.url));
/** How long requests in hand may take when the server stops. */
const DRAIN_MS = 5_000;
/** How long a client may take to send the head of a request, a WebSocket's too; it is looked at every so often. */
const HEADERS_MS = 20_000;
const HEADERS_CHECK_MS = 5_000;
/** An upload is refused for being slow by its handler, which can say so; the server's own time-out comes later. */
const UPLOAD_ENDS_S = 30;
/** What the api asks of Temporal is not worth a longer wait. */
const CALL_TIMEOUT_MS = 5_000;

/** Starts the api: HTTP and live events. */
export async function startApi(environment: Environment): Promise<Running> {
  const { config, secrets, log } = environment;
  const deps = await createDeps('api', environment);
  const { db, blobs, bus, hints, metrics, newId, now } = deps;
  const temporal = createTemporal(config.temporal);
  const call = <T>(body: () => Promise<T>) => temporal.client.withDeadline(Date.now() + CALL_TIMEOUT_MS, body);
  const ui = config.temporal.uiUrl;
  const documents = createDocumentReader(
    db,
    ui === undefined ? undefined : { url: ui, namespace: config.temporal.namespace },
  );
  const identity = createIdentity({
    ...{ db, newId, now, metrics },
    onEnded: hints.credentials,
    onError: (error) => log.debug({ err: error }, 'credentials could not be checked'),
  });
  const idempotency = createIdempotency(db);
  const cookie = `docugenie_${createHash('sha256').update(config.home).digest('hex').slice(0, 8)}`;
  const authentication = createAuthentication({ identity, cookie, publicUrl: config.publicUrl });
  const embedder = createEmbedder({
    modelsPath: config.modelsPath,
    threads: 1,
    log: (message, detail) => log.warn(detail, message),
  });
  const reading = await startReading(config.reading, 1);
  const hub = createHub({ db, bus, log, metrics });
  const access = createAccess(documents);
  const sockets = createSockets({
    ...{ hub, access, authentication, identity, newId, log, metrics },
    publicUrl: config.publicUrl,
    addressOf: createAddressOf(config.trustedProxies),
    limits: config.sockets,
    now: () => performance.now(),
    random: Math.random,
  });
  const app = createApp({
    ...deps,
    documents,
    idempotency,
    identity,
    authentication,
    cookie,
    secure: config.publicUrl.startsWith('https:'),
    limits: config.upload,
    images: createPageImages({ blobs, reading, metrics }),
    search: createSearch({ db, embedder, log: (error) => log.warn({ err: error }, 'searching by words only') }),
    hub,
    resolve: access.resolve,
    ways: waysOf(secrets),
    publicUrl: config.publicUrl,
    outbound: createOutbound({ allowPrivateHosts: config.allowPrivateHosts }),
    socket: sockets.handler,
    workflows: temporal.documents,
    periodic: {
      next: () =>
        call(() =>
          nextRuns(
            temporal.client,
            PERIODIC_TASKS.map(({ name }) => name),
          ),
        ),
      run: (name) => call(() => runNow(temporal.client, name)),
    },
    temporalVersion: () =>
      call(async () => {
        const { serverVersion } = await temporal.client.workflowService.getSystemInfo({});
        return serverVersion;
      }),
    requestsAtOnce: config.requestsAtOnce,
    peers: config.metrics.peers,
    webRoot: WEB_ROOT,
    log,
  });

  await embedder.start();
  hub.start();
  identity.start();
  const ear = hearHints(bus, { credentials: identity.look }, (error) => log.warn({ err: error }, 'a hint was lost'));

  const server = createAdaptorServer({
    fetch: app.fetch,
    websocket: { server: sockets.server as WebSocketServerLike }, // its type lists fewer overloads than ws has
    serverOptions: {
      headersTimeout: HEADERS_MS,
      requestTimeout: (config.upload.timeoutS + UPLOAD_ENDS_S) * 1_000,
      keepAliveTimeout: 65_000,
      connectionsCheckingInterval: HEADERS_CHECK_MS,
    },
  }) as Server; // made by node:http, as no other was asked for
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(config.port, config.host, listening);
  });
  log.info({ host: config.host, port: config.port }, 'listening');

  return {
    async stop() {
      const closed = new Promise<void>((resolve_) => server.close(() => resolve_()));
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref();
      await sockets.stop();
      identity.stop();
      await ear.stop();
      await closed;
      await Promise.all([hub.stop(), embedder.stop(), reading.stop(), temporal.stop()]);
      await deps.stop();
    },
  };
}
