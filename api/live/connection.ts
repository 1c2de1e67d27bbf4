import type { WebSocket } from 'ws';
import { Failure } from '../../domain/errors.js';
import type { Identity, Principal } from '../../services/identity/index.js';
import { CLOSE, parseClientFrame, type ClientFrame, type ServerFrame } from '../../services/events/protocol/frames.js';
import type { Logger, Metrics } from '../../services/observability/index.js';
import type { ResolveChannel } from './channel.js';
import type { Hub } from './hub.js';
import { subscription, type Item } from './subscription.js';

const HELLO_MS = 5_000;
export const PING_MS = 25_000;
const MAX_SUBSCRIPTIONS = 128;
/** Bytes that wait in the socket before a subscription pauses. */
const SOFT_MARK = 65_536;
/** A client that takes nothing for this long is closed; it reconnects and resumes. */
const STALLED_MS = 30_000;
/** How long a client may take to answer a close frame. */
const CLOSING_MS = 2_000;

export interface ConnectionDeps {
  hub: Hub;
  resolve: ResolveChannel;
  /** Who a token in `hello` or `auth` belongs to. */
  authenticate: (token: string) => Promise<Principal | undefined>;
  /** Tells when what a client showed no longer lets it in. */
  watch: Identity['watch'];
  newId: () => string;
  log: Logger;
  metrics: Metrics;
}

export interface LiveConnection {
  /** Sends `bye` and closes, so that the client reconnects after `retryMs`. */
  restart(retryMs: number): void;
  ping(): void;
}

/**
 * One WebSocket of docugenie.v1 (docs/PROTOCOL.md).
 *
 *   waiting ─hello, 5 s─▶ open ─stalled 30 s──────────────────▶ closing(4508)
 *      └─5 s─▶ closing(4408)  ├─no pong─────────────────────────▶ closing(terminate)
 *                             ├─bad frame───────────────────────▶ closing(4400)
 *                             ├─signed out, revoked, expired────▶ closing(4401)
 *                             │    (expiring is sent 25 s before; auth goes on with another credential)
 *                             ├─an error nobody foresaw─────────▶ closing(1011)
 *                             └─server stops────────────────────▶ closing(1012)
 *
 * Nothing a client sends can reject outside: every handler runs through `guarded`.
 */
export function openConnection(
  socket: WebSocket,
  principal: Principal | undefined,
  deps: ConnectionDeps,
): LiveConnection {
  const { hub, resolve, authenticate, watch, newId, log, metrics } = deps;
  const subscriptions = new Map<string, AbortController>();
  const all = new AbortController();
  let who: Principal | undefined;
  let unwatch = () => {};
  let alive = true;
  const hello = principal ? undefined : setTimeout(() => leave(CLOSE.helloTimeout, 'no hello'), HELLO_MS);

  metrics.wsConnections.inc();
  if (principal) {
    admit(principal);
    welcome();
  }
  // Frames are handled one after the other: what a client asks for first is answered first.
  let queue = Promise.resolve();
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (isBinary) return leave(CLOSE.badFrame, 'text frames only');
    queue = queue.then(() => guarded(() => receive(data.toString())));
  });
  socket.on('pong', () => void (alive = true));
  socket.on('error', (error) => log.debug({ err: error }, 'socket error')); // 'close' follows
  socket.on('close', () => {
    endAll();
    metrics.wsConnections.dec();
  });

  function endAll(): void {
    clearTimeout(hello);
    unwatch();
    all.abort();
    for (const one of subscriptions.values()) one.abort();
  }

  /** Serves nothing more, and closes; a client that does not answer the close frame is cut off. */
  function leave(code: number, reason: string): void {
    endAll();
    socket.close(code, reason);
    setTimeout(() => socket.terminate(), CLOSING_MS).unref();
  }

  /** From now on the connection is this principal's, for as long as its credential stands. */
  function admit(principal: Principal): void {
    unwatch();
    who = principal;
    unwatch = watch(principal.credential, {
      expiring: (inS) => send({ type: 'expiring', in_s: inS }),
      ended: () => leave(CLOSE.unauthenticated, 'signed out, revoked or expired'),
    });
  }

  function welcome(): void {
    clearTimeout(hello);
    send({ type: 'welcome', session: newId(), ping_ms: PING_MS });
  }

  function send(frame: ServerFrame): void {
    sendText(JSON.stringify(frame));
  }

  function sendText(text: string): void {
    if (socket.readyState !== socket.OPEN) return;
    socket.send(text);
    metrics.wsFrames.inc();
  }

  /** Waits until the client has taken what is buffered; closes one that takes nothing. */
  async function room(signal: AbortSignal): Promise<void> {
    const since = Date.now();
    let before = socket.bufferedAmount;
    let movedAt = since;
    while (socket.bufferedAmount > SOFT_MARK && !signal.aborted) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (socket.bufferedAmount < before) movedAt = Date.now();
      before = socket.bufferedAmount;
      if (Date.now() - movedAt > STALLED_MS) {
        metrics.wsSlow.inc();
        leave(CLOSE.slowConsumer, 'slow consumer'); // its close frame waits behind what is not taken
        return;
      }
    }
  }

  async function guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      log.warn({ err: error }, 'a live connection failed');
      leave(CLOSE.internal, 'internal error');
    }
  }

  async function receive(text: string): Promise<void> {
    if (all.signal.aborted) return;
    const frame = parseClientFrame(text);
    if (!frame) {
      leave(CLOSE.badFrame, 'not a frame of docugenie.v1');
      return;
    }
    if (frame.type === 'hello' || frame.type === 'auth') return identify(frame.token, frame.type === 'hello');
    if (!who) {
      leave(CLOSE.unauthenticated, 'hello comes first');
      return;
    }
    if (frame.type === 'subscribe') await subscribe(frame, who);
    else if (frame.type === 'unsubscribe') end(frame.id);
    else alive = true;
  }

  async function identify(token: string | undefined, isHello: boolean): Promise<void> {
    if (token === undefined && who) return; // authenticated at the upgrade; hello is harmless
    const known = token === undefined ? undefined : await authenticate(token);
    if (!known || (who && (known.tenant !== who.tenant || known.user !== who.user))) {
      leave(CLOSE.unauthenticated, 'unknown token');
      return;
    }
    if (all.signal.aborted) return; // closed while the token was looked up
    const first = !who;
    admit(known);
    if (first && isHello) welcome();
  }

  async function subscribe(
    { id, channel, from }: ClientFrame & { type: 'subscribe' },
    principal: Principal,
  ): Promise<void> {
    if (subscriptions.has(id)) {
      send({ type: 'error', id, code: 'conflict', detail: 'This id is in use.' });
      return;
    }
    if (subscriptions.size >= MAX_SUBSCRIPTIONS) {
      send({ type: 'error', id, code: 'too_many', detail: `At most ${MAX_SUBSCRIPTIONS} subscriptions.` });
      return;
    }
    const ref = await resolveOrTell(id, channel, principal);
    if (!ref || all.signal.aborted) return;
    const one = new AbortController();
    subscriptions.set(id, one);
    void guarded(async () => {
      try {
        for await (const item of subscription(hub, ref, from, one.signal)) {
          await room(one.signal);
          if (one.signal.aborted) return;
          forward(id, channel, item);
        }
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        send({ type: 'error', id, code: error.code, detail: error.message });
      } finally {
        if (subscriptions.get(id) === one) subscriptions.delete(id);
      }
    });
  }

  async function resolveOrTell(id: string, channel: string, principal: Principal) {
    try {
      const ref = await resolve(principal, channel);
      if (!ref) send({ type: 'error', id, code: 'not_found', detail: 'There is no such channel.' });
      return ref;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      send({ type: 'error', id, code: error.code, detail: error.message });
      return undefined;
    }
  }

  function forward(id: string, channel: string, item: Item): void {
    if (item.type === 'progress') return send({ type: 'progress', channel, subject: item.subject, data: item.data });
    if (item.type === 'batch') {
      return sendText(
        `{"type":"events","channel":${JSON.stringify(channel)},"epoch":"${item.epoch}","items":${item.batch.json}}`,
      );
    }
    const { epoch, offset, reset } = item.start;
    send({ type: 'subscribed', id, channel, epoch, offset, recovered: !reset });
    if (reset) send({ type: 'reset', channel, epoch, offset, reason: reset });
  }

  function end(id: string): void {
    subscriptions.get(id)?.abort();
    subscriptions.delete(id);
  }

  return {
    restart(retryMs) {
      send({ type: 'bye', retry_ms: retryMs });
      socket.close(CLOSE.restart, 'restart');
    },
    ping() {
      if (!alive) {
        socket.terminate();
        return;
      }
      alive = false;
      send({ type: 'ping' });
      socket.ping();
    },
  };
}
