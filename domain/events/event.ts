/** Types of events that exist now; a type is added together with the feature that emits it. */
export const EVENT_TYPES = [
  'document.created',
  'document.step_completed',
  'document.retrying',
  'document.paused',
  'document.resumed',
  'document.restarted',
  'document.completed',
  'document.failed',
  'document.cancelled',
  'document.deleted',
  'queue.drained',
  'queue.undrained',
  'notification.created',
  'notification.read',
] as const;

export type EventType = (typeof EVENT_TYPES)[number];

/** `document:<id>`, `queue:<name>`, `user:<id>` of an inbox, later also `model:<name>` and `report:<id>`. */
export type Subject = `document:${string}` | `queue:${string}` | `user:${string}`;

/** An event as a writer states it; offset, id and time are given when the transaction is flushed. */
export interface NewEvent {
  tenant: string;
  type: EventType;
  subject: Subject;
  data: Readonly<Record<string, unknown>>;
}

/** An event as a reader gets it. `channel` is the name the reader used. */
export interface EventEnvelope {
  channel: string;
  offset: number;
  id: string;
  type: string;
  subject: string;
  time: string;
  data: Readonly<Record<string, unknown>>;
}

/** An event as it is stored; the same in all of its channels but for the offset. */
export type StoredEvent = Omit<EventEnvelope, 'channel'>;

/** A place in a channel: everything up to and including `offset` has been seen. */
export interface Position {
  epoch: string;
  offset: number;
}

/** Not an event: no offset, not stored, the last one wins. */
export interface Progress {
  tenant: string;
  subject: Subject;
  data: Readonly<Record<string, unknown>>;
}
