import type { Delivery, DeliveryAttempt, DeliveryStatus } from '../../domain/notifications/delivery.js';
import { list, members, number, text, textOrNull } from './shape.js';

const STATUSES: readonly DeliveryStatus[] = ['waiting', 'sent', 'failed', 'cancelled'];
const OUTCOMES: readonly DeliveryAttempt['outcome'][] = ['sent', 'retry', 'failed', 'disabled'];

/** Reads something on its way to an address; null when it is none. */
export function parseDelivery(value: unknown): Delivery | null {
  const from = members(value);
  const id = text(from['id']);
  const status = STATUSES.find((each) => each === from['status']);
  if (id === '' || status === undefined) return null;
  return {
    id,
    status,
    channel: from['channel'] === 'email' ? 'email' : 'webhook',
    reason: textOrNull(from['reason']),
    not_before: text(from['not_before']),
    created_at: text(from['created_at']),
    sent_at: textOrNull(from['sent_at']),
    direct: from['direct'] === true,
    gathering: from['gathering'] === true,
    events: list(from['events']).map((event) => {
      const { id, type, subject, time } = members(event);
      return { id: text(id), type: text(type), subject: text(subject), time: text(time) };
    }),
    attempts: list(from['attempts']).map((attempt) => parseAttempt(members(attempt))),
  };
}

const numberOrNull = (value: unknown): number | null => (typeof value === 'number' ? value : null);

const parseAttempt = (from: Readonly<Record<string, unknown>>): DeliveryAttempt => ({
  attempt: number(from['attempt']),
  at: text(from['at']),
  duration_ms: numberOrNull(from['duration_ms']),
  status: numberOrNull(from['status']),
  outcome: OUTCOMES.find((outcome) => outcome === from['outcome']) ?? null,
  detail: textOrNull(from['detail']),
});
