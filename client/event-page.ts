import type { EventEnvelope } from '../domain/events/event.js';
import { list, members, number, text } from './shape.js';

/** Some of a channel's events, and the offset of its newest one. */
export interface EventPage {
  items: readonly EventEnvelope[];
  last: number;
}

/** Reads the answer of `GET /v1/channels/{channel}/events`. */
export function parseEventPage(value: unknown): EventPage {
  const from = members(value);
  return { items: list(from['items']).map(parseEvent), last: number(from['last']) };
}

function parseEvent(value: unknown): EventEnvelope {
  const from = members(value);
  return {
    channel: text(from['channel']),
    offset: number(from['offset']),
    id: text(from['id']),
    type: text(from['type']),
    subject: text(from['subject']),
    time: text(from['time']),
    data: members(from['data']),
  };
}
