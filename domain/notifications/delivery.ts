import type { EventEnvelope } from '../events/event.js';

export const DELIVERY_STATUSES = ['waiting', 'sent', 'failed', 'cancelled'] as const;
/** `cancelled`: it was not wanted any more when its time came, or somebody took it back. */
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** What `deliverNotification` is started with. */
export interface DeliverNotificationInput {
  /** Id of the delivery, whose row says everything else. */
  delivery: string;
}

export const deliveryWorkflowId = (delivery: string): string => `deliver/${delivery}`;

/** The signal that a delivery's row says something else than before: earlier, later, or not at all. */
export const DELIVERY_CHANGED = 'delivery_changed';

/** Whether a delivery's time has come. */
export interface DeliveryState {
  status: DeliveryStatus;
  /** Milliseconds until it may be attempted. */
  waitMs: number;
}

/** One try at sending. */
export interface DeliveryAttempt {
  attempt: number;
  at: string;
  duration_ms: number | null;
  /** HTTP status or SMTP code that was answered; null: nothing was. */
  status: number | null;
  /** null: under way, or its process died. */
  outcome: 'sent' | 'retry' | 'failed' | 'disabled' | null;
  detail: string | null;
}

/** Something on its way to an address, as the API answers it. */
export interface Delivery {
  id: string;
  channel: 'email' | 'webhook';
  status: DeliveryStatus;
  /** Why it was put off, or not sent. */
  reason: string | null;
  not_before: string;
  created_at: string;
  sent_at: string | null;
  /** Asked for by who gets it (a test, the link that confirms an address): preferences do not matter. */
  direct: boolean;
  /** Whether it gathers what comes until `not_before`. */
  gathering: boolean;
  events: Pick<EventEnvelope, 'id' | 'type' | 'subject' | 'time'>[];
  attempts: DeliveryAttempt[];
}
