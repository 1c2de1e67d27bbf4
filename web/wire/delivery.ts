import type { Delivery, DeliveryStatus } from '../../domain/notifications/delivery.js';
import { members } from './shape.js';

const STATUSES: readonly DeliveryStatus[] = ['waiting', 'sent', 'failed', 'cancelled'];

/** Reads something on its way to an address; null when it is none. */
export function parseDelivery(value: unknown): Delivery | null {
  const { id, status, events, attempts } = members(value);
  const known =
    typeof id === 'string' &&
    STATUSES.some((each) => each === status) &&
    Array.isArray(events) &&
    Array.isArray(attempts);
  // Parse boundary: the server that serves this page writes only the type that both are built from.
  return known ? (value as Delivery) : null;
}

/** While something is about to be sent, and otherwise. */
const SOON_MS = 1_000;
const REGULARLY_MS = 10_000;

/** When to ask for deliveries again: soon while one is due or under way. */
export const deliveriesEvery = (deliveries: readonly Delivery[] = []): number =>
  deliveries.some(({ status, not_before }) => status === 'waiting' && Date.parse(not_before) < Date.now() + SOON_MS)
    ? SOON_MS
    : REGULARLY_MS;
