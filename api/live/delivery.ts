import type { Socket } from 'node:net';
import { Failure } from '../../domain/errors.js';
import type { Position } from '../../domain/events/event.js';
import type { Principal } from '../../services/identity/index.js';
import type { Access } from './channel.js';
import { eventsFrame, frameOf, progressFrame } from './frame.js';
import type { ChannelRef, Hub } from './hub.js';
import type { Outbox } from './outbox.js';
import { subscribe, type Item, type Subscription } from './subscription.js';
import type { Wheel } from './wheel.js';

/** How old an answer about what the caller may see may be when something is delivered. */
const ACCESS_MS = 1_000;

export interface Delivery {
  has(id: string): boolean;
  count(): number;
  /** Delivers a channel from a position on, under the name that the client gave it. */
  add(id: string, channel: ChannelRef, from: Position | undefined): void;
  remove(id: string): void;
  /** Delivers nothing more. */
  end(): void;
}

interface Flow {
  id: string;
  channel: ChannelRef;
  items: Subscription;
}

/**
 * Delivers what one connection is subscribed to, one frame of one subscription after the other, as fast as the client takes
 * them:
 *
 *   idle ─something is ready─▶ delivering ─nothing is ready─▶ idle
 *                               │  ▲ └─the outbox is full, until it is empty─▶ paused ─┐
 *                               │  └───────────────────────────────────────────────────┤
 *                               └─the database is asked (a page, a position, access)───┘
 *
 * A frame is fetched only when there is room for it, so nothing waits in memory but what the outbox holds. A frame that is
 * in the memory of its channel is sent at once, in the turn in which the channel grew.
 */
export function createDelivery(deps: {
  hub: Hub;
  access: Access;
  outbox: Outbox;
  wire: Pick<Socket, 'cork' | 'uncork'>;
  wheel: Wheel;
  now: () => number;
  /** Whose connection it is. */
  who: () => Principal | undefined;
  /** An error that nobody foresaw. */
  onError: (error: unknown) => void;
}): Delivery {
  const { hub, access, outbox, wire, wheel, now, who, onError } = deps;
  const flows = new Map<string, Flow>();
  /** Those that may have something, in the order in which it is their turn. */
  const ready = new Set<Flow>();
  let busy = false;
  let ended = false;
  let askedAt = now();
  let forget = () => {};

  function wake(flow: Flow): void {
    ready.add(flow);
    if (!busy) go();
  }

  function resume(): void {
    busy = false;
    go();
  }

  function go(): void {
    const several = ready.size > 1; // their frames leave in one system call
    if (several) wire.cork();
    busy = true;
    try {
      busy = !deliver();
    } catch (error) {
      busy = false;
      onError(error);
    } finally {
      if (several) wire.uncork();
    }
  }

  /** Delivers until nothing is ready. False: it goes on when `resume` is called. */
  function deliver(): boolean {
    for (const flow of ready) {
      if (ended) return true;
      if (outbox.full()) {
        outbox.whenEmpty(resume);
        return false;
      }
      if (now() - askedAt > ACCESS_MS) {
        void askAccess();
        return false;
      }
      ready.delete(flow);
      const item = flow.items.next();
      if (item instanceof Promise) {
        void receive(flow, item);
        return false;
      }
      if (item) send(flow, item);
    }
    return true;
  }

  async function receive(flow: Flow, coming: Promise<Item | undefined>): Promise<void> {
    try {
      const item = await coming;
      if (item && !ended && flows.get(flow.id) === flow) send(flow, item);
    } catch (error) {
      if (ended) return;
      if (!(error instanceof Failure)) {
        onError(error);
        return;
      }
      refuse(flow, error.code, error.message);
    }
    resume();
  }

  /** Fails closed: what cannot be asked now is asked again, and nothing is delivered meanwhile. */
  async function askAccess(): Promise<void> {
    try {
      const principal = who();
      const channels = [...flows.values()].map(({ channel }) => channel);
      const lost = principal ? await access.lost(principal, channels) : channels;
      if (ended) return;
      askedAt = now();
      for (const flow of flows.values()) if (lost.includes(flow.channel)) noLonger(flow);
      resume();
    } catch {
      if (!ended) forget = wheel.after(ACCESS_MS, () => void askAccess());
    }
  }

  function send(flow: Flow, item: Item): void {
    const { id, channel } = flow;
    ready.add(flow); // there may be more
    if (item.type === 'progress') return outbox.send(progressFrame(channel.name, item.report));
    if (item.type === 'batch') {
      outbox.send(eventsFrame(channel.name, item.epoch, item.batch));
      if (item.batch.items.some(({ type, subject }) => type === 'document.deleted' && subject === channel.stored))
        noLonger(flow); // and nothing comes after that
      return;
    }
    if (item.type === 'reset') {
      const { epoch, offset, reason } = item;
      return outbox.send(frameOf({ type: 'reset', channel: channel.name, epoch, offset, reason }));
    }
    const { epoch, offset, reset } = item.start;
    outbox.send(frameOf({ type: 'subscribed', id, channel: channel.name, epoch, offset, recovered: !reset }));
    if (reset) outbox.send(frameOf({ type: 'reset', channel: channel.name, epoch, offset, reason: reset }));
  }

  const noLonger = (flow: Flow) => refuse(flow, 'not_found', 'The channel is no longer there.');

  function refuse(flow: Flow, code: string, detail: string): void {
    remove(flow);
    outbox.send(frameOf({ type: 'error', id: flow.id, code, detail }));
  }

  function remove(flow: Flow): void {
    flow.items.end();
    ready.delete(flow);
    if (flows.get(flow.id) === flow) flows.delete(flow.id);
  }

  return {
    has: (id) => flows.has(id),
    count: () => flows.size,
    add(id, channel, from) {
      const flow: Flow = { id, channel, items: subscribe(hub, channel, from, () => wake(flow)) };
      flows.set(id, flow);
      wake(flow);
    },
    remove(id) {
      const flow = flows.get(id);
      if (flow) remove(flow);
    },
    end() {
      ended = true;
      forget();
      for (const flow of flows.values()) flow.items.end();
      flows.clear();
      ready.clear();
    },
  };
}
