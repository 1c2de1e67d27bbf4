import { createLive } from './connection.js';
import { fixed, renewable, renewed } from './credential.js';
import { follow, type Following, type FollowOptions } from './following.js';
import type { Clock, Live } from './live.js';
import type { WebSocketImplementation } from './socket.js';
import { byCredential, byTicket } from './ways.js';

export interface ConnectOptions {
  /** Where the server is; default: where the page comes from. */
  url?: string | URL;
  /** An API key (`dgk_…`). Without `apiKey`, `token` and `ticket` the cookie of the page says who we are. */
  apiKey?: string;
  /** Answers an API key; asked when one is needed, before it expires, and when the server no longer knows the last one. */
  token?: () => Promise<string>;
  /** Answers a ticket of `POST /v1/ws-tickets`; asked for every connection. Opens WebSockets only. */
  ticket?: () => Promise<string>;
  /** Default: the global one, where there is one. `null`: none, so HTTP. */
  WebSocket?: WebSocketImplementation | null;
  /** Default: the global one. */
  fetch?: typeof fetch;
  /** Default: those of the machine. */
  clock?: Clock;
}

export interface Connection extends Omit<Live, 'start'> {
  /** The events of a channel, at the pace of whoever iterates. Throws `PositionLost`, `ChannelRefused` or `SignedOut`. */
  events(channel: string, options?: FollowOptions): Following;
}

const machine: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** Connects at once, and again whenever the connection is lost, until `stop`. Throws a TypeError where it cannot begin. */
export function connect(options: ConnectOptions = {}): Connection {
  const { apiKey, token, ticket, clock = machine, fetch = globalThis.fetch } = options;
  const server = serverOf(options.url);
  const WebSocket = options.WebSocket === undefined ? globalWebSocket() : options.WebSocket;
  const credential = token ? renewable(token) : fixed(apiKey);
  const at = { WebSocket, server, fetch, after: clock.after };
  const { start, ...live } = createLive({
    ...clock,
    ...(ticket ? byTicket(at, ticket) : byCredential(at, credential)),
    renew: token && (() => renewed(credential)),
  });
  start();
  return { ...live, events: (channel, following) => follow(live, clock, channel, following) };
}

/** Without a slash at its end. */
function serverOf(url: string | URL | undefined): string {
  const { location } = globalThis as { location?: { origin: string } }; // only a page has one
  const server = url ?? location?.origin;
  if (server === undefined) throw new TypeError('connect needs a url: this is not a page');
  return String(server).replace(/\/+$/, '');
}

/** Node before 22 has none. */
const globalWebSocket = (): WebSocketImplementation | null =>
  (globalThis as { WebSocket?: WebSocketImplementation }).WebSocket ?? null;
