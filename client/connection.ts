import { CLOSE, parseServerFrame, type ClientFrame, type ServerFrame } from '../services/events/protocol/frames.js';
import { backoff, LONGEST_MS } from './backoff.js';
import type { Live, LiveDeps, LiveStatus, Socket } from './live.js';
import { createStore } from './store.js';
import { createSubscriptions } from './subscriptions.js';

const PING_MS = 25_000;
/** How many ping intervals of silence mean that the connection is dead although nobody closed it. */
const SILENCE = 2.5;
/** How long an attempt may take. */
const CONNECT_MS = 10_000;
/** Attempts that come to nothing, though the server answers otherwise, before the next way is tried. */
const PATIENCE = 2;

/**
 * One live connection, for as long as it is wanted.
 *
 * stopped ─start─▶ connecting ─welcome─▶ live ─closed, bye or silence─▶ lost ─back-off─▶ (attempt) ─welcome─▶ live
 *                       └─closed─▶ lost        session gone (401) in any state ─▶ stopped
 *
 * Attempts are made by the first way, a WebSocket. When two in a row lead to no subscription while the server answers over
 * HTTP, the attempts go on by the next one; a connection that was there and is lost begins with the first again.
 */
export function createLive(deps: LiveDeps): Live {
  const status = createStore<LiveStatus>({ phase: 'stopped' });
  let socket: Socket | null = null;
  let attempt = 0;
  let pingMs = PING_MS;
  let byeMs: number | null = null;
  /** Which of the ways the attempts take. */
  let way = 0;
  let fruitless = 0;
  /** A subscription was answered on this connection: this way leads there. */
  let proved = false;
  let cancelRetry = () => {};
  let cancelSilence = () => {};

  const is = (phase: LiveStatus['phase']) => status.get().phase === phase;
  const send = (frame: ClientFrame) => socket?.send(JSON.stringify(frame));
  const subscriptions = createSubscriptions(send, () => is('live'));
  const thisWay = () => deps.ways[way] ?? deps.ways[0];

  function heard() {
    cancelSilence();
    cancelSilence = deps.after(pingMs * SILENCE, () => lose(1006));
  }

  function prove() {
    proved = true;
    attempt = 0;
  }

  function connect() {
    cancelRetry();
    proved = false;
    let mine: Socket | null = null;
    // A socket that was given up may still speak; only the current one is listened to.
    const current = () => mine !== null && socket === mine;
    mine = thisWay().open({
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
    const wait = byeMs ?? (code === CLOSE.tooMany ? longest() : backoff(attempt, deps.random));
    byeMs = null;
    attempt += 1;
    const now = deps.now();
    cancelRetry = deps.after(wait, tryAgain);
    if (proved) way = fruitless = 0;
    status.set({ phase: 'lost', since: before.phase === 'lost' ? before.since : now, retryAt: now + wait });
    if (!proved || code === CLOSE.unauthenticated) void judge(proved, code);
  }

  /** For who was too many: not all of them at the same moment either. */
  const longest = () => Math.round((LONGEST_MS * (1 + deps.random())) / 2);

  /** Signed out, unreachable, or only not by this way? Only the first ends the attempts. */
  async function judge(wasThere: boolean, code: number) {
    const session = await deps.checkSession(code);
    if (is('stopped')) return;
    if (session === 'ended') end({ phase: 'stopped', signedOut: true });
    if (session !== 'stands' || wasThere) return;
    fruitless += 1;
    if (fruitless < PATIENCE) return;
    fruitless = 0;
    way = (way + 1) % deps.ways.length;
  }

  function tryAgain() {
    const before = status.get();
    if (before.phase !== 'lost' || before.retryAt === null) return;
    status.set({ ...before, retryAt: null });
    connect();
  }

  function receive(frame: ServerFrame) {
    switch (frame.type) {
      case 'welcome': {
        pingMs = frame.ping_ms > 0 ? frame.ping_ms : PING_MS;
        heard();
        if (subscriptions.size() === 0) prove(); // there is no more to be had
        const { over } = thisWay();
        status.set({ phase: 'live', ...(over === undefined ? {} : { over }) });
        subscriptions.request();
        return;
      }
      case 'ping':
        send({ type: 'pong' });
        return;
      case 'bye':
        byeMs = Math.max(0, frame.retry_ms);
        lose(CLOSE.restart);
        return;
      case 'expiring':
        // A cookie cannot be renewed in band; the server closes with 4401 and the page asks to sign in.
        deps.renew?.().then(
          (token) => send({ type: 'auth', token }),
          () => {}, // then it ends, and the next connection asks again
        );
        return;
      default:
        if (subscriptions.receive(frame)) prove();
    }
  }

  function end(last: LiveStatus) {
    if (is('stopped')) return;
    disconnect();
    status.set(last);
  }

  return {
    status,
    subscribe: subscriptions.add,
    start() {
      if (!is('stopped')) return;
      attempt = 0;
      status.set({ phase: 'connecting' });
      connect();
    },
    stop: () => end({ phase: 'stopped' }),
    retryNow: tryAgain,
  };
}
