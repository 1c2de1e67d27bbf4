import type { EventEnvelope, Position } from '../domain/events/event.js';
import type { ResetReason, ServerFrame } from '../services/events/protocol/frames.js';

/**
 * What one channel's subscriber knows, and what a frame makes of it. Pure: the connection carries the effects out.
 *
 * position null ─subscribed─▶ at (epoch, offset): load the state over HTTP, then apply what follows
 *      at ─events, offset = last + 1─▶ at (offset)          offset ≤ last: seen before, dropped
 *      at ─events, offset > last + 1 or another epoch─▶ a gap: subscribe again from the last offset
 *      at ─subscribed, recovered─▶ at                       what was missed follows as events
 *      at ─subscribed, not recovered─▶ at ─reset─▶ at (reset.offset): load again
 */
export interface Feed {
  readonly position: Position | null;
}

export type FeedEffect =
  | { kind: 'none' }
  /** The position is known, the state is not (any more): load it over HTTP. `lost`: what was before `at` is gone, and why. */
  | { kind: 'load'; at: Position; lost?: ResetReason }
  | { kind: 'apply'; events: readonly EventEnvelope[] }
  /** Events are missing after `events`: subscribe again from the position. */
  | { kind: 'gap'; events: readonly EventEnvelope[] };

export type FeedFrame = Extract<ServerFrame, { type: 'subscribed' | 'events' | 'reset' }>;

export const EMPTY_FEED: Feed = { position: null };

const NONE: FeedEffect = { kind: 'none' };

/** The feed after `frame`, and what is to be done. */
export function advance(feed: Feed, frame: FeedFrame): { feed: Feed; effect: FeedEffect } {
  switch (frame.type) {
    case 'subscribed': {
      if (!frame.recovered) return { feed, effect: NONE }; // a reset follows and says from where
      if (feed.position?.epoch === frame.epoch) return { feed, effect: NONE };
      return load(frame);
    }
    case 'reset':
      return load(frame, frame.reason);
    case 'events':
      return applied(feed, frame);
  }
}

const at = (epoch: string, offset: number): Feed => ({ position: { epoch, offset } });

function load({ epoch, offset }: Position, lost?: ResetReason): { feed: Feed; effect: FeedEffect } {
  const position = { epoch, offset };
  return { feed: { position }, effect: { kind: 'load', at: position, ...(lost ? { lost } : {}) } };
}

function applied(feed: Feed, frame: Extract<FeedFrame, { type: 'events' }>): { feed: Feed; effect: FeedEffect } {
  const { position } = feed;
  if (position === null) return { feed, effect: NONE }; // not subscribed yet: the load will show it
  if (frame.epoch !== position.epoch) return { feed, effect: { kind: 'gap', events: [] } };
  const fresh: EventEnvelope[] = [];
  let last = position.offset;
  for (const event of frame.items) {
    if (event.offset <= last) continue;
    if (event.offset > last + 1) {
      return { feed: at(frame.epoch, last), effect: { kind: 'gap', events: fresh } };
    }
    fresh.push(event);
    last = event.offset;
  }
  if (fresh.length === 0) return { feed, effect: NONE };
  return { feed: at(frame.epoch, last), effect: { kind: 'apply', events: fresh } };
}
