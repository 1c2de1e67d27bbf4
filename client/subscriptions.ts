import type { Position } from '../domain/events/event.js';
import type { ClientFrame, ServerFrame } from '../services/events/protocol/frames.js';
import { advance, EMPTY_FEED, type Feed, type FeedFrame } from './feed.js';
import type { Subscriber } from './live.js';

interface Subscription {
  readonly channel: string;
  readonly subscriber: Subscriber;
  feed: Feed;
  /** Names the last `subscribe` frame; a new one for every frame, so that a late answer to an older one is known. */
  id: string;
  /** No `subscribed` yet for `id`: what still arrives on the channel belongs to an older subscription. */
  awaiting: boolean;
  /** Its position is gone: the next `reset` of the channel is meant for it. */
  resetting: boolean;
}

export interface Subscriptions {
  readonly size: () => number;
  add(channel: string, subscriber: Subscriber, from: Position | undefined): () => void;
  /** On a new connection: asks for all of them, from where each is. */
  request(): void;
  /** True when the server has begun to serve one. */
  receive(frame: ServerFrame): boolean;
}

/**
 * What is followed over one connection. Frames name a channel, not a subscription, and the server sends each event once for
 * every subscription of its channel: where there are several, what comes too early for one was meant for another.
 */
export function createSubscriptions(send: (frame: ClientFrame) => void, connected: () => boolean): Subscriptions {
  const all = new Set<Subscription>();
  let nextId = 0;

  const of = (channel: string) => [...all].filter((one) => one.channel === channel && !one.awaiting);

  function request(subscription: Subscription) {
    nextId += 1;
    subscription.id = `s${nextId}`;
    subscription.awaiting = true;
    subscription.resetting = false;
    const { channel, id, feed } = subscription;
    send({ type: 'subscribe', id, channel, ...(feed.position ? { from: feed.position } : {}) });
  }

  function follow(subscription: Subscription, frame: FeedFrame) {
    const { feed, effect } = advance(subscription.feed, frame);
    subscription.feed = feed;
    if (effect.kind === 'load') subscription.subscriber.load(effect.at, effect.lost);
    if (effect.kind === 'apply' || effect.kind === 'gap') {
      if (effect.events.length > 0) subscription.subscriber.apply(effect.events);
    }
    if (effect.kind === 'gap' && all.has(subscription) && of(frame.channel).length === 1) {
      send({ type: 'unsubscribe', id: subscription.id });
      request(subscription);
    }
  }

  return {
    size: () => all.size,
    add(channel, subscriber, from) {
      const feed = from ? { position: from } : EMPTY_FEED;
      const subscription = { channel, subscriber, feed, id: '', awaiting: true, resetting: false };
      all.add(subscription);
      if (connected()) request(subscription);
      return () => {
        if (all.delete(subscription) && connected()) send({ type: 'unsubscribe', id: subscription.id });
      };
    },
    request: () => all.forEach(request),
    receive(frame) {
      switch (frame.type) {
        case 'progress':
          for (const { channel, subscriber } of all) {
            if (channel === frame.channel) subscriber.progress?.(frame.subject, frame.data);
          }
          break;
        case 'error':
          for (const { id, subscriber } of all) if (id === frame.id) subscriber.refused?.(frame.code, frame.detail);
          break;
        case 'subscribed':
          for (const one of all) {
            if (one.id !== frame.id) continue;
            one.awaiting = false;
            one.resetting = !frame.recovered;
            follow(one, frame);
            return true;
          }
          break;
        case 'events':
          for (const one of of(frame.channel)) if (all.has(one)) follow(one, frame);
          break;
        case 'reset': {
          const here = of(frame.channel);
          const meant = here.filter(({ resetting }) => resetting);
          for (const one of meant.length > 0 ? meant : here) {
            one.resetting = false;
            follow(one, frame);
          }
        }
      }
      return false;
    },
  };
}
