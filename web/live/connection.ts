import { createStore, type Readable } from '../ui/store.js';
import { backoff, LONGEST_MS } from './backoff.js';
import { advance, EMPTY_FEED, type Feed, type FeedFrame } from './feed.js';
import type { EventEnvelope } from '../../domain/events/event.js';
import { CLOSE, parseServerFrame, type ClientFrame, type ServerFrame } from '../../services/events/protocol/frames.js';

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

/** `since` and `retryAt` are milliseconds since 1970. */
export type LiveStatus =
  | { phase: 'stopped' }
  /** The first attempt. */
  | { phase: 'connecting' }
  /** `over`: by what, where it is not a WebSocket. */
  | { phase: 'live'; over?: string }
  /** Lost at `since`; the next attempt is at `retryAt`, or under way when that is null. */
  | { phase: 'lost'; since: number; retryAt: number | null };

export interface Subscriber {
  /** The position is known: load the state over HTTP now. Events that follow are applied on top of it. */
  load(): void;
  /** Events in order, each exactly once. */
  apply(events: readonly EventEnvelope[]): void;
  /** How far something is; last one wins. */
  progress?(subject: string, data: Readonly<Record<string, unknown>>): void;
  /** The server does not let us have this channel. */
  refused?(code: string, detail: string): void;
}

export interface Live {
  readonly status: Readable<LiveStatus>;
  /** Follows a channel until the answered function is called. Survives lost connections. */
  subscribe(channel: string, subscriber: Subscriber): () => void;
  start(): void;
  stop(): void;
  /** Ends the wait before the next attempt (a person asked, or the network is back). */
  retryNow(): void;
}

type Open = (listener: SocketListener) => Socket;

export interface LiveDeps {
  open: Open;
  /** What is tried, in this order, where `open` does not get through although the server can be reached. */
  fallbacks?: readonly { over: string; open: Open }[];
  now: () => number;
  /** Uniform in [0, 1). */
  random: () => number;
  /** Calls `run` once after `ms`; answers what cancels it. */
  after: (ms: number, run: () => void) => () => void;
  /** Asks over HTTP whether the session still stands: a refused upgrade does not tell a browser why. */
  checkSession: () => Promise<SessionCheck>;
}

/** What the server says about the session, when it says anything. */
export type SessionCheck = 'stands' | 'ended' | 'unreachable';

interface Subscription {
  readonly channel: string;
  readonly subscriber: Subscriber;
  feed: Feed;
  /** Names the last `subscribe` frame; a new one for every frame, so that a late answer to an older one is known. */
  id: string;
  /** No `subscribed` yet for `id`: what still arrives on the channel belongs to an older subscription. */
  awaiting: boolean;
}

const PING_MS = 25_000;
/** How many ping intervals of silence mean that the connection is dead although nobody closed it. */
const SILENCE = 2.5;
/** How long an attempt may take. */
const CONNECT_MS = 10_000;
/** Attempts that come to nothing, though the server answers otherwise, before the next way is tried. */
const PATIENCE = 2;

/**
 * The one live connection of a page.
 *
 * stopped ─start─▶ connecting ─welcome─▶ live ─closed, bye or silence─▶ lost ─back-off─▶ (attempt) ─welcome─▶ live
 *                       └─closed─▶ lost        session gone (401) in any state ─▶ stopped
 *
 * Attempts are made by WebSocket. When two in a row lead to no subscription while the server answers over HTTP, the
 * attempts go on by the next fallback; a connection that was there and is lost begins with the WebSocket again.
 */
export function createLive(deps: LiveDeps): Live {
  const status = createStore<LiveStatus>({ phase: 'stopped' });
  const subscriptions = new Set<Subscription>();
  let socket: Socket | null = null;
  let attempt = 0;
  let nextId = 0;
  let pingMs = PING_MS;
  let byeMs: number | null = null;
  /** Which way the attempts take: 0 is the WebSocket, then the fallbacks. */
  let way = 0;
  let fruitless = 0;
  /** A subscription was answered on this connection: this way leads there. */
  let proved = false;
  let cancelRetry = () => {};
  let cancelSilence = () => {};

  const send = (frame: ClientFrame) => socket?.send(JSON.stringify(frame));

  function request(subscription: Subscription) {
    nextId += 1;
    subscription.id = `s${nextId}`;
    subscription.awaiting = true;
    const { channel, id, feed } = subscription;
    send({ type: 'subscribe', id, channel, ...(feed.position ? { from: feed.position } : {}) });
  }

  function heard() {
    cancelSilence();
    cancelSilence = deps.after(pingMs * SILENCE, () => lose(1006));
  }

  function connect() {
    cancelRetry();
    proved = false;
    let mine: Socket | null = null;
    const { open } = deps.fallbacks?.[way - 1] ?? deps;
    // A socket that was given up may still speak; only the current one is listened to.
    const current = () => mine !== null && socket === mine;
    mine = open({
      message: (text) => {
        if (!current()) return;
        heard();
        const frame = parseServerFrame(text);
        if (frame) receive(frame);
      },
      closed: (code) => {
        if (current()) lose(code);
      },
    });
    socket = mine;
    cancelSilence = deps.after(CONNECT_MS, () => lose(1006));
  }

  function disconnect() {
    cancelRetry();
    cancelSilence();
    const old = socket;
    socket = null;
    old?.close();
  }

  function lose(code: number) {
    const before = status.get();
    disconnect();
    if (before.phase === 'stopped') return;
    const wait = code === CLOSE.tooMany ? LONGEST_MS : (byeMs ?? backoff(attempt, deps.random));
    byeMs = null;
    attempt += 1;
    const now = deps.now();
    status.set({ phase: 'lost', since: before.phase === 'lost' ? before.since : now, retryAt: now + wait });
    cancelRetry = deps.after(wait, tryAgain);
    if (proved) way = fruitless = 0;
    if (!proved || code === CLOSE.unauthenticated) void judge(proved);
  }

  /** Signed out, unreachable, or only not by this way? Only the first ends the attempts. */
  async function judge(wasThere: boolean) {
    const session = await deps.checkSession();
    if (session === 'ended') stop();
    if (session !== 'stands' || wasThere) return;
    fruitless += 1;
    if (fruitless < PATIENCE) return;
    fruitless = 0;
    way = (way + 1) % (1 + (deps.fallbacks?.length ?? 0));
  }

  function tryAgain() {
    const before = status.get();
    if (before.phase !== 'lost' || before.retryAt === null) return;
    status.set({ ...before, retryAt: null });
    connect();
  }

  function receive(frame: ServerFrame) {
    switch (frame.type) {
      case 'welcome':
        pingMs = frame.ping_ms > 0 ? frame.ping_ms : PING_MS;
        heard();
        status.set({ phase: 'live', ...overOf(deps.fallbacks?.[way - 1]) });
        for (const subscription of subscriptions) request(subscription);
        return;
      case 'ping':
        send({ type: 'pong' });
        return;
      case 'bye':
        byeMs = Math.max(0, frame.retry_ms);
        lose(CLOSE.restart);
        return;
      case 'expiring':
        return; // the cookie cannot be renewed in band; the server closes with 4401 and the page asks to sign in
      case 'progress':
        for (const { channel, subscriber } of subscriptions) {
          if (channel === frame.channel) subscriber.progress?.(frame.subject, frame.data);
        }
        return;
      case 'error':
        for (const subscription of subscriptions) {
          if (subscription.id === frame.id) subscription.subscriber.refused?.(frame.code, frame.detail);
        }
        return;
      case 'subscribed':
        for (const subscription of subscriptions) {
          if (subscription.id !== frame.id) continue;
          subscription.awaiting = false;
          proved = true;
          attempt = 0;
          follow(subscription, frame);
        }
        return;
      case 'events':
      case 'reset':
        for (const subscription of [...subscriptions]) {
          if (subscription.channel === frame.channel && !subscription.awaiting) follow(subscription, frame);
        }
    }
  }

  function follow(subscription: Subscription, frame: FeedFrame) {
    const { feed, effect } = advance(subscription.feed, frame);
    subscription.feed = feed;
    if (effect.kind === 'load') subscription.subscriber.load();
    if (effect.kind === 'apply' || effect.kind === 'gap') {
      if (effect.events.length > 0) subscription.subscriber.apply(effect.events);
    }
    if (effect.kind === 'gap') {
      send({ type: 'unsubscribe', id: subscription.id });
      request(subscription);
    }
  }

  function stop() {
    status.set({ phase: 'stopped' });
    disconnect();
  }

  return {
    status,
    subscribe(channel, subscriber) {
      const subscription: Subscription = { channel, subscriber, feed: EMPTY_FEED, id: '', awaiting: true };
      subscriptions.add(subscription);
      if (status.get().phase === 'live') request(subscription);
      return () => {
        if (!subscriptions.delete(subscription)) return;
        if (status.get().phase === 'live') send({ type: 'unsubscribe', id: subscription.id });
      };
    },
    start() {
      if (status.get().phase !== 'stopped') return;
      attempt = 0;
      status.set({ phase: 'connecting' });
      connect();
    },
    stop,
    retryNow: tryAgain,
  };
}

const overOf = (fallback: { over: string } | undefined) => (fallback ? { over: fallback.over } : {});
