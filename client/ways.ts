import { CLOSE } from '../services/events/protocol/frames.js';
import type { Credential } from './credential.js';
import { openPolling, openStream, type HttpLinkDeps } from './http-link.js';
import type { Clock, LiveDeps, Open, SessionCheck, Socket, SocketListener, Way } from './live.js';
import { openSocket, type WebSocketImplementation } from './socket.js';

/** What all ways need. */
export interface Wires {
  /** Null: there is none here. */
  WebSocket: WebSocketImplementation | null;
  /** Without a slash at its end. */
  server: string;
  fetch: typeof fetch;
  after: Clock['after'];
}

type Session = Pick<LiveDeps, 'ways' | 'checkSession'>;

/** The cheapest request that only somebody who is known is answered. */
const PROBE = '/v1/channels/tenant/events?limit=0';
const PROBE_MS = 10_000;
/** So many tickets in a row that are not known are no accident. */
const TICKETS = 2;

/** By WebSocket where there is one, else by a stream, else by repeated requests. */
export function byCredential({ WebSocket, server, fetch, after }: Wires, credential: Credential): Session {
  const http: HttpLinkDeps['fetch'] = async (path, { headers, signal }) => {
    const token = await credential.current();
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    return fetch(server + path, { headers: { ...headers, ...authorization }, signal });
  };
  const link = { fetch: http, after };
  const stream: Way = { over: 'a stream', open: (listener) => openStream(link, listener) };
  const polling: Way = { over: 'repeated requests', open: (listener) => openPolling(link, listener) };
  const bySocket = (implementation: WebSocketImplementation): Open =>
    later(async () => {
      const token = await credential.current();
      return (listener) => openSocket({ WebSocket: implementation, server, token }, listener);
    });

  async function checkSession(code: number): Promise<SessionCheck> {
    if (code === CLOSE.unauthenticated) credential.forget();
    try {
      const { ok, status } = await http(PROBE, { headers: {}, signal: AbortSignal.timeout(PROBE_MS) });
      return ok ? 'stands' : status === 401 ? 'ended' : 'unreachable';
    } catch {
      return 'unreachable';
    }
  }
  return { ways: WebSocket ? [{ open: bySocket(WebSocket) }, stream, polling] : [stream, polling], checkSession };
}

/** A ticket opens a WebSocket, and nothing else. Throws where there is none. */
export function byTicket({ WebSocket, server }: Wires, ask: () => Promise<string>): Session {
  if (!WebSocket) throw new TypeError('a ticket opens a WebSocket, and there is none here: give one as `WebSocket`');
  let refused = 0;
  const open = later(async () => {
    const ticket = await ask();
    return (listener) =>
      openSocket({ WebSocket, server, ticket }, { ...listener, message: (text) => listener.message(welcomed(text)) });
  });
  const welcomed = (text: string) => {
    refused = 0;
    return text;
  };
  const checkSession = (code: number): Promise<SessionCheck> => {
    if (code === CLOSE.unauthenticated) refused += 1;
    return Promise.resolve(refused >= TICKETS ? 'ended' : 'unreachable');
  };
  return { ways: [{ open }], checkSession };
}

/** Opens when `ready` has answered how; when that fails, it never opened. */
function later(ready: () => Promise<Open>): Open {
  return (listener: SocketListener): Socket => {
    let socket: Socket | null = null;
    let closed = false;
    ready().then(
      (open) => {
        if (!closed) socket = open(listener);
      },
      () => {
        if (!closed) listener.closed(1006);
      },
    );
    return {
      send: (text) => socket?.send(text),
      close() {
        closed = true;
        socket?.close();
      },
    };
  };
}
