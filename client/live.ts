import type { EventEnvelope, Position } from '../domain/events/event.js';
import type { ResetReason } from '../services/events/protocol/frames.js';
import type { Readable } from './store.js';

/** An open or opening socket. After `close`, no more is heard from it. */
export interface Socket {
  send(text: string): void;
  close(): void;
}

export interface SocketListener {
  message(text: string): void;
  /** It closed or never opened; `code` as in RFC 6455 §7.4 and the protocol's own 44xx. */
  closed(code: number): void;
}

export type Open = (listener: SocketListener) => Socket;

/** `since` and `retryAt` are milliseconds since 1970. */
export type LiveStatus =
  /** `signedOut`: the server no longer knows us; else somebody called `stop`. */
  | { phase: 'stopped'; signedOut?: true }
  /** The first attempt. */
  | { phase: 'connecting' }
  /** `over`: by what, where it is not a WebSocket. */
  | { phase: 'live'; over?: string }
  /** Lost at `since`; the next attempt is at `retryAt`, or under way when that is null. */
  | { phase: 'lost'; since: number; retryAt: number | null };

export interface Subscriber {
  /**
   * The position is known: load the state over HTTP now. Events that follow are applied on top of it. `lost`: the events
   * before `at` are gone, and why. Not called for a position that was given and still stands.
   */
  load(at: Position, lost?: ResetReason): void;
  /** Events in order, each exactly once. */
  apply(events: readonly EventEnvelope[]): void;
  /** How far something is; last one wins. */
  progress?(subject: string, data: Readonly<Record<string, unknown>>): void;
  /** The server does not let us have this channel. */
  refused?(code: string, detail: string): void;
}

export interface Live {
  readonly status: Readable<LiveStatus>;
  /** Follows a channel, from its top or behind `from`, until the answered function is called. Survives lost connections. */
  subscribe(channel: string, subscriber: Subscriber, from?: Position): () => void;
  start(): void;
  /** Safe to repeat. */
  stop(): void;
  /** Ends the wait before the next attempt (a person asked, or the network is back). */
  retryNow(): void;
}

/** What the server says about the session, when it says anything. */
export type SessionCheck = 'stands' | 'ended' | 'unreachable';

/** A way to the server; `over` names it where it is not a WebSocket. */
export interface Way {
  over?: string;
  open: Open;
}

/** Time and chance; a test gives its own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now: () => number;
  /** Uniform in [0, 1). */
  random: () => number;
  /** Calls `run` once after `ms`; answers what cancels it. */
  after: (ms: number, run: () => void) => () => void;
}

export interface LiveDeps extends Clock {
  /** The next is tried where one does not get through although the server can be reached. */
  ways: readonly [Way, ...Way[]];
  /** Asks over HTTP whether the session still stands: a refused upgrade does not tell a browser why. `code`: of the close. */
  checkSession: (code: number) => Promise<SessionCheck>;
  /** A credential that goes on where the one of this connection ends; absent where there is none (a cookie). */
  renew?: (() => Promise<string>) | undefined;
}
