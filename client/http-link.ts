import type { EventEnvelope, Position } from '../domain/events/event.js';
import { CLOSE, parseClientFrame, type ResetReason, type ServerFrame } from '../services/events/protocol/frames.js';
import { parseEventPage } from './event-page.js';
import { readBlocks } from './event-stream.js';
import type { Socket, SocketListener } from './live.js';
import { members, number, text } from './shape.js';

/**
 * docugenie.v1 spoken over HTTP, for where a WebSocket cannot be had (some proxies): a subscription is a stream of
 * Server-Sent Events, or a long poll where streams are held back too. To the connection it looks like a socket. Each
 * subscription takes one of the few connections that a browser opens to a host by HTTP/1.1, which is why it is the second choice.
 */
export interface HttpLinkDeps {
  fetch: (path: string, init: { headers: Record<string, string>; signal: AbortSignal }) => Promise<Response>;
  after: (ms: number, run: () => void) => () => void;
}

/** How long a first answer may take: a proxy that collects a stream never lets it through. */
const FIRST_MS = 8_000;
const FIRST: readonly ServerFrame['type'][] = ['welcome', 'subscribed', 'error'];
const POLL_S = 25;
const PING_MS = 25_000;

/** What a subscription is told, over and over; ends when the channel cannot be followed any more. */
type Follow = (link: Link, subscription: Subscription) => Promise<void>;

interface Subscription {
  id: string;
  channel: string;
  from: Position | undefined;
}

interface Link {
  /** Asks for events of a channel behind a position. Throws `Refused`. */
  ask(channel: string, accept: string, query: Readonly<Record<string, string>>): Promise<Response>;
  say(frame: ServerFrame): void;
}

class Refused extends Error {
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, body: unknown) {
    super(`refused with ${status}`);
    this.status = status;
    this.body = body;
  }
}

/** By Server-Sent Events. */
export const openStream = (deps: HttpLinkDeps, listener: SocketListener): Socket => open(deps, listener, stream);
/** By long poll. */
export const openPolling = (deps: HttpLinkDeps, listener: SocketListener): Socket => open(deps, listener, poll);

function open({ fetch, after }: HttpLinkDeps, listener: SocketListener, follow: Follow): Socket {
  const subscriptions = new Map<string, AbortController>();
  let closed = false;
  const say = (frame: ServerFrame, signal?: AbortSignal) => {
    if (closed || signal?.aborted) return;
    if (FIRST.includes(frame.type)) cancelFirst();
    listener.message(JSON.stringify(frame));
  };
  const lose = (code: number) => {
    if (closed) return;
    close();
    listener.closed(code);
  };
  const expect = () => after(FIRST_MS, () => lose(1006));
  let cancelFirst = expect();
  let cancelIdle = () => {};
  const greeting = new AbortController();

  function close() {
    closed = true;
    cancelFirst();
    cancelIdle();
    greeting.abort();
    for (const one of subscriptions.values()) one.abort();
  }

  const askWith =
    (signal: AbortSignal): Link['ask'] =>
    async (channel, accept, query) => {
      const path = `/v1/channels/${encodeURIComponent(channel)}/events?${new URLSearchParams(query).toString()}`;
      const response = await fetch(path, { headers: { accept }, signal });
      if (response.ok) return response;
      throw new Refused(response.status, await response.json().catch(() => undefined));
    };

  /** Welcome, once the server has answered somebody it knows. */
  async function greet() {
    try {
      await askWith(greeting.signal)('tenant', 'application/json', { limit: '0' });
      say({ type: 'welcome', session: '', ping_ms: PING_MS });
      idle();
    } catch (error) {
      lose(codeOf(error));
    }
  }

  /** Without a subscription nothing comes in, and nothing is wrong. */
  function idle() {
    if (closed) return;
    if (subscriptions.size === 0) say({ type: 'ping' });
    cancelIdle = after(PING_MS, idle);
  }

  async function subscribe(subscription: Subscription, signal: AbortSignal) {
    try {
      await follow({ ask: askWith(signal), say: (frame) => say(frame, signal) }, subscription);
      if (!signal.aborted) lose(1006); // the server ended it
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof Refused && error.status === 404) {
        subscriptions.delete(subscription.id);
        say({ type: 'error', id: subscription.id, code: 'not_found', detail: 'There is no such channel.' });
      } else lose(codeOf(error));
    }
  }

  void greet();
  return {
    send(message) {
      const frame = parseClientFrame(message);
      if (frame?.type === 'subscribe') {
        const one = new AbortController();
        subscriptions.set(frame.id, one);
        cancelFirst();
        cancelFirst = expect();
        void subscribe({ id: frame.id, channel: frame.channel, from: frame.from }, one.signal);
      }
      if (frame?.type === 'unsubscribe') {
        cancelFirst();
        subscriptions.get(frame.id)?.abort();
        subscriptions.delete(frame.id);
      }
    },
    close,
  };
}

const CODES: Readonly<Record<number, number>> = { 401: CLOSE.unauthenticated, 429: CLOSE.tooMany };
const codeOf = (error: unknown): number => (error instanceof Refused && CODES[error.status]) || 1006;

const behind = (from: Position | undefined): Record<string, string> =>
  from ? { after: String(from.offset), epoch: from.epoch } : {};

/** A stream without `from` begins with its position, an id without data; one with it goes on with the comment `begin`. */
async function stream({ ask, say }: Link, { id, channel, from }: Subscription): Promise<void> {
  const { body } = await ask(channel, 'text/event-stream', behind(from));
  if (!body) return;
  const begin = (position: Position, recovered: boolean) =>
    say({ type: 'subscribed', id, channel, ...position, recovered });
  let begun = false;
  for await (const block of readBlocks(body)) {
    const data: unknown = block.data === '' ? undefined : JSON.parse(block.data);
    const position = positionOf(block.id);
    if (block.event === 'reset') {
      if (!begun) begin(resetOf(data), false);
      say({ type: 'reset', channel, ...resetOf(data) });
      begun = true;
    } else if (block.event === 'progress') {
      const { subject, data: state } = members(data);
      say({ type: 'progress', channel, subject: text(subject), data: members(state) });
    } else if (data !== undefined && position) {
      say(eventsFrame(channel, position.epoch, parseEventPage({ items: [data] }).items));
    } else {
      const start = position ?? (block.comment === 'begin' ? from : undefined);
      if (start && !begun) begin(start, true);
      else say({ type: 'ping' });
      begun ||= start !== undefined;
    }
  }
}

async function poll({ ask, say }: Link, { id, channel, from }: Subscription): Promise<void> {
  const read = async (query: Record<string, string>) => {
    const answer: unknown = await (await ask(channel, 'application/json', query)).json();
    const epoch = text(members(answer)['epoch']);
    if (epoch === '') throw new Error('not an answer of ours');
    return { ...parseEventPage(answer), epoch };
  };
  let position = from;
  if (!position) {
    const { epoch, last } = await read({ limit: '0' });
    position = { epoch, offset: last };
  }
  let begun = false;
  for (;;) {
    try {
      const { epoch, items } = await read({ ...behind(position), wait: begun ? String(POLL_S) : '0' });
      if (!begun) say({ type: 'subscribed', id, channel, ...position, recovered: true });
      const last = items.at(-1);
      if (last) {
        say(eventsFrame(channel, epoch, items));
        position = { epoch, offset: last.offset };
      } else say({ type: 'ping' });
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 410) throw error;
      const reset = resetOf(error.body);
      if (!begun) say({ type: 'subscribed', id, channel, ...reset, recovered: false });
      say({ type: 'reset', channel, ...reset });
      position = { epoch: reset.epoch, offset: reset.offset };
    }
    begun = true;
  }
}

const eventsFrame = (channel: string, epoch: string, items: readonly EventEnvelope[]): ServerFrame => ({
  type: 'events',
  channel,
  epoch,
  items: [...items],
});

function positionOf(id: string): Position | undefined {
  const [, epoch, offset] = /^(.+):(\d+)$/.exec(id) ?? [];
  return epoch === undefined ? undefined : { epoch, offset: Number(offset) };
}

const REASONS: readonly ResetReason[] = ['expired', 'epoch', 'future'];

function resetOf(value: unknown): Position & { reason: ResetReason } {
  const { epoch, offset, reason } = members(value);
  return {
    epoch: text(epoch),
    offset: number(offset),
    reason: REASONS.find((known) => known === reason) ?? 'epoch',
  };
}
