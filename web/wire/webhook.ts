import { members } from './shape.js';

/** An address that events are posted to. */
export interface Webhook {
  id: string;
  url: string;
  kind: 'standard' | 'slack';
  /** Types of events, `document.*`, or `*`. */
  events: readonly string[];
  /** Since when nothing is sent to it; null: it is sent to. */
  disabled_at: string | null;
  disabled_reason: string | null;
  /** What signs; only in the answer that makes it. */
  secret?: string;
}

/** Reads a webhook; null when it is none. */
export function parseWebhook(value: unknown): Webhook | null {
  const { id, url, events } = members(value);
  // Parse boundary: the server that serves this page writes only what its contract says.
  return typeof id === 'string' && typeof url === 'string' && Array.isArray(events) ? (value as Webhook) : null;
}
