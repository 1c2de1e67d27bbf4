import type { IncomingMessage } from 'node:http';
import { upgradeWebSocket } from '@hono/node-server';
import { WebSocketServer, type WebSocket } from 'ws';
import { MAX_FRAME_BYTES, SUBPROTOCOL } from '../../services/events/protocol/frames.js';
import type { Identity, Principal } from '../../services/identity/index.js';
import type { AddressOf } from '../address.js';
import { isSameOrigin, type Authentication } from '../authentication.js';
import type { ApiContext } from '../environment.js';
import { createAdmission, type AdmissionLimits, type Place } from './admission.js';
import { closeSocket, type Ending } from './closing.js';
import { openConnection, type ConnectionDeps, type LiveConnection } from './connection.js';
import { createWheel } from './wheel.js';

/** How long a client may take to answer a close frame. */
const CLOSING_MS = 2_000;
/** Clients come back at this pace when the server stops: spread over a second for every so many. */
const RETURNS_PER_SECOND = 200;
const MAX_SPREAD_MS = 10_000;
/** Connections are closed over a time that grows with their number, a slice after the other. */
const DRAIN_MS_EACH = 2;
const MAX_DRAIN_MS = 3_000;
const SLICE_MS = 50;

export interface SocketDeps extends Omit<ConnectionDeps, 'watch' | 'authenticate' | 'wheel'> {
  authentication: Authentication;
  identity: Identity;
  publicUrl: string;
  addressOf: AddressOf;
  limits: AdmissionLimits;
}

/** Answers the upgrades of /v1/ws, and keeps what was opened until the server stops. */
export function createSockets(deps: SocketDeps) {
  const { authentication, identity, publicUrl, addressOf, random, log, metrics } = deps;
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    ...{ closeTimeout: CLOSING_MS, maxFragments: 64, maxBufferedChunks: 1_024 }, // its types know less than ws 8.23
    perMessageDeflate: false, // ten times the CPU and a quarter of a megabyte a connection
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });
  const admission = createAdmission(deps.limits);
  const wheel = createWheel();
  wheel.start();
  const connections = new Set<LiveConnection>();
  const parts = { ...deps, wheel, watch: identity.watch, authenticate: identity.byApiKey };
  let stopping = false;

  /** Whom the upgrade shows: a ticket, a cookie of our own pages, or a key; undefined when it shows nothing yet. */
  async function identify(c: ApiContext): Promise<Principal | Ending | undefined> {
    const ticket = c.req.query('ticket');
    if (ticket !== undefined) return (await identity.byTicket(ticket)) ?? 'unauthenticated';
    const principal = await authentication.principalOf(c);
    if (
      principal?.credential.kind === 'session' &&
      (c.req.header('origin') === undefined || !isSameOrigin(c, publicUrl))
    ) {
      return 'wrong_origin';
    }
    const showed = c.req.header('authorization') ?? authentication.secretOf(c);
    if (!principal && showed !== undefined) return 'unauthenticated';
    return principal;
  }

  /** Closes a connection as soon as it is open: browsers cannot see the status of a refused upgrade. */
  function refuse(socket: WebSocket, ending: Ending): void {
    socket.on('error', (error) => log.debug({ err: error }, 'socket error')); // 'close' follows
    closeSocket(socket, ending, metrics);
  }

  /** The place is taken before anybody is asked who comes, and is free again when the socket below is closed. */
  function arrive(request: IncomingMessage): Place | undefined {
    const place = request.socket.destroyed ? undefined : admission.arrive(addressOf(request));
    if (place) request.socket.once('close', place.free);
    return place;
  }

  function keep(socket: WebSocket, connection: LiveConnection): void {
    connections.add(connection);
    socket.on('close', () => connections.delete(connection));
  }

  const handler = upgradeWebSocket(async (context) => {
    const c = context as ApiContext; // the route is mounted on an app of this environment
    const wire = c.env.incoming.socket;
    const place = arrive(c.env.incoming);
    const who: Principal | Ending | undefined = place ? await identify(c) : 'too_many_connections';
    return {
      onOpen: (_event, { raw }) => {
        const socket = raw as WebSocket; // the server above makes these
        try {
          if (stopping) refuse(socket, 'restart');
          else if (!place || typeof who === 'string') refuse(socket, typeof who === 'string' ? who : 'internal');
          else keep(socket, openConnection({ socket, wire, place }, who, parts));
        } catch (error) {
          log.error({ err: error }, 'a live connection could not be opened');
          refuse(socket, 'internal');
        }
      },
    };
  });

  return {
    server,
    handler,
    /**
     * Asks all clients to come back, spread over a time that grows with their number, and lets them go one slice after the
     * other. Resolves when all have gone; who does not answer is cut off.
     */
    async stop(): Promise<void> {
      stopping = true;
      const open = [...connections];
      const spread = Math.min(MAX_SPREAD_MS, Math.max(1_000, (open.length / RETURNS_PER_SECOND) * 1_000));
      const slice = Math.ceil((open.length * SLICE_MS) / Math.min(MAX_DRAIN_MS, open.length * DRAIN_MS_EACH + 1));
      for (let n = 0; n < open.length; n += slice) {
        if (n > 0) await new Promise((resolve) => setTimeout(resolve, SLICE_MS));
        for (const connection of open.slice(n, n + slice)) connection.restart(Math.floor(random() * spread));
      }
      await Promise.all([...server.clients].map((socket) => new Promise((closed) => socket.once('close', closed))));
      wheel.stop();
    },
  };
}
