import type { Notification, NotificationState } from '../../domain/notifications/notification.js';
import { list, members, number, text, textOrNull } from './shape.js';

const STATES: readonly NotificationState[] = ['unread', 'read', 'archived'];
export const isState = (value: unknown): value is NotificationState => STATES.some((state) => state === value);

/** Reads a line of an inbox; null when it is none. */
export function parseNotification(value: unknown): Notification | null {
  const { id, state, severity, title, subject } = members(value);
  const known = isState(state) && [id, severity, title, subject].every((each) => typeof each === 'string');
  // Parse boundary: the server that serves this page writes only the type that both are built from.
  return known ? (value as Notification) : null;
}

/** Why something did, or did not, come by one way. */
export interface Explained {
  /** "inbox", "email". */
  channel: string;
  outcome: 'send' | 'gather' | 'skip';
  notBefore: string | null;
  /** One a step, in order; the last one decided. */
  reasons: readonly string[];
}

/** Reads the answer of `POST /v1/me/preferences/explain`, the inbox first. */
export function parseExplained(value: unknown): readonly Explained[] {
  const ways = Object.entries(members(value)).sort(([a], [b]) => (a === 'inbox' ? -1 : b === 'inbox' ? 1 : 0));
  return ways.map(([channel, decision]) => {
    const { outcome, not_before, reasons } = members(decision);
    return {
      channel,
      outcome: outcome === 'send' || outcome === 'gather' ? outcome : 'skip',
      notBefore: textOrNull(not_before),
      reasons: list(reasons).map((reason) => text(members(reason)['text'])),
    };
  });
}

/** What an event of the channel `me` says of the inbox; `unread` holds from there on. */
export type InboxChange =
  | { kind: 'created'; notification: Notification; unread: number }
  | { kind: 'marked'; state: NotificationState; ids: readonly string[] | 'all'; unread: number };

/** Reads the data of an event of the channel `me`; null for other events. */
export function parseInboxChange(type: string, data: Readonly<Record<string, unknown>>): InboxChange | null {
  const unread = number(data['unread']);
  if (type === 'notification.created') {
    const notification = parseNotification(data['notification']);
    return notification && { kind: 'created', notification, unread };
  }
  const { state, all, ids } = data;
  if (type !== 'notification.read' || !isState(state)) return null;
  return { kind: 'marked', state, ids: all === true ? 'all' : list(ids).map(text), unread };
}
