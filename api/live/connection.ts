import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { Failure } from '../../domain/errors.js';
import type { Identity, Principal } from '../../services/identity/index.js';
import { parseClientFrame, type ClientFrame, type ServerFrame } from '../../services/events/protocol/frames.js';
import type { Logger, Metrics } from '../../services/observability/index.js';
import type { Place } from './admission.js';
import type { Access } from './channel.js';
import { closeSocket, isNotWebSocket, type Ending } from './closing.js';
import { createDelivery } from './delivery.js';
import { frameOf } from './frame.js';
import type { Hub } from './hub.js';
import { createInbox } from './inbox.js';
import { createOutbox } from './outbox.js';
import type { Wheel } from './wheel.js';

const HELLO_MS = 5_000;
const PING_MS = 25_000;
const MAX_SUBSCRIPTIONS = 128;
const PING = frameOf({ type: 'ping' });

export interface ConnectionDeps {
  hub: Hub;
  access: Access;
  /** Who a token in `hello` or `auth` belongs to. */
  authenticate: (token: string) => Promise<Principal | undefined>;
  /** Tells when what a client showed no longer lets it in. */
  watch: Identity['watch'];
  wheel: Wheel;
  newId: () => string;
  /** Milliseconds. */
  now: () => number;
  /** In [0, 1). */
  random: () => number;
  log: Logger;
  metrics: Metrics;
}

export interface LiveConnection {
  /** Sends `bye` and closes, so that the client reconnects after `retryMs`. */
  restart(retryMs: number): void;
}

/**
 * One WebSocket of docugenie.v1 (docs/PROTOCOL.md). Any way out ends at once what it is subscribed to.
 *
 *   waiting ─hello, 5 s─▶ open ─too slow (outbox.ts)────────────▶ closing(4508)
 *      └─5 s─▶ closing(4408)  ├─too many frames (inbox.ts)──────▶ closing(4429)
 *                             ├─bad frame───────────────────────▶ closing(4400)
 *                             ├─signed out, revoked, expired────▶ closing(4401)
 *                             │    (expiring is sent 25 s before; auth goes on with another credential)
 *                             ├─an error nobody foresaw─────────▶ closing(1011)
 *                             ├─server stops────────────────────▶ closing(1012)
 *                             └─nothing heard between two pings─▶ cut off ◀─2 s─ closing
 *
 * Nothing a client sends can reject outside: every handler runs through `guarded`, or reports to `onError`.
 */
export function openConnection(
  { socket, wire, place }: { socket: WebSocket; wire: Socket; place: Place },
  principal: Principal | undefined,
  deps: ConnectionDeps,
): LiveConnection {
  const { access, authenticate, watch, wheel, newId, now, random, log, metrics } = deps;
  let who: Principal | undefined;
  let ended = false;
  let heard = true;
  let unwatch = () => {};
  const outbox = createOutbox({
    ...{ socket, wire, wheel },
    onSent: () => metrics.wsFrames.inc(),
    onTooSlow: () => leave('slow'),
  });
  const delivery = createDelivery({ ...deps, ...{ outbox, wire }, who: () => who, onError: failed });
  const inbox = createInbox({
    ...{ socket, outbox, now },
    onHeard: () => (heard = true),
    onBinary: () => leave('binary'),
    onTooMany: () => leave('too_many_frames'),
    handle: (text) => guarded(() => receive(text)),
  });
  let unhello = () => {};
  // Spread over the interval from the beginning: connections that came at once are not pinged at once.
  let unping = wheel.after(random() * PING_MS, ping);

  metrics.wsConnections.inc();
  socket.on('error', (error) => {
    log.debug({ err: error }, 'socket error'); // 'close' follows
    if (!ended && isNotWebSocket(error)) metrics.wsClosed.inc({ reason: 'not_websocket' });
    endAll();
  });
  socket.on('close', () => {
    endAll();
    metrics.wsConnections.dec();
  });
  if (principal) {
    if (admit(principal)) welcome();
  } else if (place.waits()) unhello = wheel.after(HELLO_MS, () => leave('hello_timeout'));
  else leave('too_many_connections');

  function endAll(): void {
    ended = true;
    unhello();
    unping();
    unwatch();
    inbox.end();
    delivery.end();
    outbox.end();
  }

  function leave(ending: Ending): void {
    if (ended) return;
    endAll();
    closeSocket(socket, ending, metrics);
  }

  function failed(error: unknown): void {
    log.warn({ err: error }, 'a live connection failed');
    leave('internal');
  }

  async function guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      failed(error);
    }
  }

  function send(frame: ServerFrame): void {
    outbox.send(frameOf(frame));
  }

  /** From now on the connection is this principal's, for as long as its credential stands. */
  function admit(principal: Principal): boolean {
    if (!place.belongsTo(`${principal.tenant}/${principal.user}`)) {
      leave('too_many_connections');
      return false;
    }
    unwatch();
    who = principal;
    unwatch = watch(principal.credential, {
      expiring: (inS) => send({ type: 'expiring', in_s: inS }),
      ended: () => leave('ended'),
    });
    return true;
  }

  function welcome(): void {
    unhello();
    send({ type: 'welcome', session: newId(), ping_ms: PING_MS });
  }

  /** Who is behind is not pinged, because the ping would wait too; the outbox judges it. */
  function ping(): void {
    unping = wheel.after(PING_MS, ping);
    if (outbox.behind()) return;
    if (!heard) {
      metrics.wsClosed.inc({ reason: 'no_pong' });
      endAll();
      socket.terminate();
      return;
    }
    heard = false;
    outbox.send(PING);
    socket.ping();
  }

  async function receive(text: string): Promise<void> {
    const frame = parseClientFrame(text);
    if (!frame) {
      leave('bad_frame');
      return;
    }
    if (frame.type === 'hello' || frame.type === 'auth') return identify(frame.token, frame.type === 'hello');
    if (!who) {
      leave('no_hello');
      return;
    }
    if (frame.type === 'subscribe') return subscribe(frame, who);
    if (frame.type === 'unsubscribe') delivery.remove(frame.id);
  }

  async function identify(token: string | undefined, isHello: boolean): Promise<void> {
    if (token === undefined && who) return; // authenticated at the upgrade; hello is harmless
    const known = token === undefined ? undefined : await authenticate(token);
    if (!known || (who && (known.tenant !== who.tenant || known.user !== who.user))) {
      leave('unauthenticated');
      return;
    }
    if (ended) return; // closed while the token was looked up
    const first = !who;
    if (admit(known) && first && isHello) welcome();
  }

  async function subscribe(
    { id, channel, from }: ClientFrame & { type: 'subscribe' },
    principal: Principal,
  ): Promise<void> {
    const refuse = (code: string, detail: string) => send({ type: 'error', id, code, detail });
    if (delivery.has(id)) {
      refuse('conflict', 'This id is in use.');
      return;
    }
    if (delivery.count() >= MAX_SUBSCRIPTIONS) {
      refuse('too_many', `At most ${MAX_SUBSCRIPTIONS} subscriptions.`);
      return;
    }
    try {
      const ref = await access.resolve(principal, channel);
      if (ended) return;
      if (ref) delivery.add(id, ref, from);
      else refuse('not_found', 'There is no such channel.');
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      refuse(error.code, error.message);
    }
  }

  return {
    restart(retryMs) {
      send({ type: 'bye', retry_ms: retryMs });
      leave('restart');
    },
  };
}
