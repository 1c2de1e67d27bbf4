import { SUBPROTOCOL } from '../services/events/protocol/frames.js';
import type { Socket, SocketListener } from './live.js';

/** What a WebSocket of any implementation has (https://websockets.spec.whatwg.org/#the-websocket-interface). */
export interface WebSocketLike {
  readonly readyState: number;
  addEventListener(type: 'open' | 'message' | 'close' | 'error', heard: (event: WebSocketEvent) => void): void;
  send(text: string): void;
  close(): void;
}

/** `data` of a message, `code` of a close. */
interface WebSocketEvent {
  readonly type: string;
  readonly data?: unknown;
  readonly code?: number;
}

export type WebSocketImplementation = new (url: string, protocol: string) => WebSocketLike;

const OPEN = 1;

export interface SocketDeps {
  WebSocket: WebSocketImplementation;
  /** Where the server is, without a slash at its end: `https://host`, `https://host/prefix`. */
  server: string;
  /** Single use; stands in the address. */
  ticket?: string | undefined;
  /** Said first. Without both the session cookie says who we are. */
  token?: string | undefined;
}

/** Opens a WebSocket to `/v1/ws` of the server. */
export function openSocket({ WebSocket, server, ticket, token }: SocketDeps, listener: SocketListener): Socket {
  const address = `${server.replace(/^http/, 'ws')}/v1/ws`;
  const socket = new WebSocket(ticket === undefined ? address : `${address}?ticket=${ticket}`, SUBPROTOCOL);
  let closed = false;
  if (token !== undefined) {
    socket.addEventListener('open', () => {
      if (!closed) socket.send(JSON.stringify({ type: 'hello', token }));
    });
  }
  socket.addEventListener('message', ({ data }) => {
    if (!closed && typeof data === 'string') listener.message(data);
  });
  socket.addEventListener('close', ({ code = 1006 }) => {
    if (!closed) listener.closed(code);
  });
  socket.addEventListener('error', () => {}); // 'close' follows
  return {
    send: (text) => {
      if (socket.readyState === OPEN) socket.send(text);
    },
    close: () => {
      closed = true;
      socket.close();
    },
  };
}
