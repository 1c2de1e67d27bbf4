import { upgradeWebSocket } from '@hono/node-server';
import { WebSocketServer, type WebSocket } from 'ws';
import { MAX_FRAME_BYTES, SUBPROTOCOL, CLOSE } from '../../services/events/protocol/frames.js';
import type { Identity, Principal } from '../../services/identity/index.js';
import { isSameOrigin, type Authentication } from '../authentication.js';
import type { ApiContext } from '../environment.js';
import { openConnection, PING_MS, type ConnectionDeps, type LiveConnection } from './connection.js';

export interface SocketDeps extends Omit<ConnectionDeps, 'watch' | 'authenticate'> {
  authentication: Authentication;
  identity: Identity;
  publicUrl: string;
}

/** Why an upgrade is closed as soon as it is open: browsers cannot see the status of a refused upgrade. */
type Refusal = { code: number; reason: string };

/** Answers the upgrades of /v1/ws, and keeps what was opened: pings it, and says good-bye to it when the server stops. */
export function createSockets(deps: SocketDeps) {
  const { authentication, identity, publicUrl } = deps;
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false, // ten times the CPU and a quarter of a megabyte a connection
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });
  const connections = new Set<LiveConnection>();
  const wheel = setInterval(() => connections.forEach((connection) => connection.ping()), PING_MS);

  /** Whom the upgrade shows: a ticket, a cookie of our own pages, or a key; undefined when it shows nothing yet. */
  async function identify(c: ApiContext): Promise<Principal | Refusal | undefined> {
    const ticket = c.req.query('ticket');
    const unknown = { code: CLOSE.unauthenticated, reason: 'not authenticated' };
    if (ticket !== undefined) return (await identity.byTicket(ticket)) ?? unknown;
    const principal = await authentication.principalOf(c);
    if (
      principal?.credential.kind === 'session' &&
      (c.req.header('origin') === undefined || !isSameOrigin(c, publicUrl))
    ) {
      return { code: CLOSE.forbidden, reason: 'wrong Origin' };
    }
    const showed = c.req.header('authorization') ?? authentication.secretOf(c);
    if (!principal && showed !== undefined) return unknown;
    return principal;
  }

  const handler = upgradeWebSocket(async (c) => {
    const who = await identify(c as ApiContext); // the route is mounted on an app of this environment
    return {
      onOpen: (_event, context) => {
        const socket = context.raw as WebSocket; // the server above makes these
        if (who && 'code' in who) return socket.close(who.code, who.reason);
        const connection = openConnection(socket, who, {
          ...deps,
          watch: identity.watch,
          authenticate: identity.byApiKey,
        });
        connections.add(connection);
        socket.on('close', () => connections.delete(connection));
      },
    };
  });

  return {
    server,
    handler,
    /** Asks all clients to come back, spread over a second so that they do not come at once. */
    stop(): void {
      clearInterval(wheel);
      for (const connection of connections) connection.restart(Math.floor(Math.random() * 1_000));
    },
  };
}
