import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type WebSocketServerLike } from '@hono/node-server';
import { createRoute, z } from '@hono/zod-openapi';
import { createAddressOf } from '../../api/address.js';
import { createApp } from '../../api/app.js';
import { createAuthentication } from '../../api/authentication.js';
import { bounded } from '../../api/bounded.js';
import { createIdempotency } from '../../api/idempotency.js';
import { createAccess } from '../../api/live/channel.js';
import { createHub } from '../../api/live/hub.js';
import { createSockets } from '../../api/live/socket.js';
import { readConfig } from '../../services/config/index.js';
import { createDocumentReader } from '../../services/documents/index.js';
import { createIdentity } from '../../services/identity/index.js';
import { waysOf } from '../../services/notifications/index.js';
import { createLog } from '../../services/observability/index.js';
import { createOutbound } from '../../services/outbound/index.js';
import { createTemporal } from '../../services/temporal/index.js';
import { createDeps } from '../../services/wiring/index.js';
import { answerQuestions } from './child.js';

/**
 * The api as it is, without what neither live events nor this route touch: Temporal is not there, nothing is read and
 * nothing searched. The route stands behind everything that those of /v1 stand behind.
 */
const { config, secrets } = readConfig(process.env);
const log = createLog('bench', 'warn');
const deps = await createDeps('api', { config, secrets, log });
const { db, bus, hints, metrics, newId, now } = deps;
const identity = createIdentity({
  ...{ db, newId, now, metrics },
  onEnded: hints.credentials,
  onError: (error) => log.error(error),
});
const authentication = createAuthentication({ identity, cookie: 'bench', publicUrl: config.publicUrl });
const documents = createDocumentReader(db, undefined);
const hub = createHub({ db, bus, log, metrics });
const access = createAccess(documents);
const sockets = createSockets({
  ...{ hub, access, authentication, identity, newId, log, metrics },
  publicUrl: config.publicUrl,
  addressOf: createAddressOf([]),
  limits: { perUser: 100_000, perAddress: 100_000 },
  now: () => performance.now(),
  random: Math.random,
});
const notHere = () => Promise.reject(new Error('not part of the benchmark'));
const app = createApp({
  ...deps,
  ...{ documents, identity, authentication, hub, log },
  idempotency: createIdempotency(db),
  cookie: 'bench',
  secure: false,
  limits: config.upload,
  images: { page: notHere },
  search: { search: notHere },
  resolve: access.resolve,
  ways: waysOf(secrets),
  publicUrl: config.publicUrl,
  outbound: createOutbound({ allowPrivateHosts: [] }),
  socket: sockets.handler,
  workflows: createTemporal(config.temporal).documents,
  periodic: { next: notHere, run: notHere },
  temporalVersion: notHere,
  requestsAtOnce: config.requestsAtOnce,
  peers: [],
  webRoot: '/nowhere',
});

const Echo = z.object({ name: z.string().max(200), count: z.number().int().min(0) });
const content = { 'application/json': { schema: Echo } };
const route = createRoute({
  method: 'post',
  path: '/bench/echo', // /v1 ends in a route that refuses whatever comes
  request: { body: { required: true, content } },
  responses: { 200: { description: 'The same', content } },
});
app.use('/bench/*', bounded(config.requestsAtOnce));
app.use('/bench/*', authentication.require);
app.openapi(route, (c) => c.json(c.req.valid('json'), 200));

hub.start();
identity.start();
const server = createAdaptorServer({
  fetch: app.fetch,
  websocket: { server: sockets.server as WebSocketServerLike }, // its type lists fewer overloads than ws has
}) as Server; // made by node:http, as no other was asked for
await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));

answerQuestions({
  ports: () => {
    const { port } = server.address() as AddressInfo; // it listens on one
    return { live: port, http: port };
  },
});
