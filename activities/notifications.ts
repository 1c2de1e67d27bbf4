import type { DeliveryState } from '../domain/notifications/delivery.js';
import type { Database } from '../services/db/index.js';
import { deliveryState, type Sending } from '../services/notifications/index.js';

export interface NotificationDeps {
  db: Database;
  sending: Sending;
}

/** What `deliverNotification` needs. Both can be repeated: a delivery is in the hands of one attempt at a time. */
export const createNotificationActivities = ({ db, sending }: NotificationDeps) => ({
  /** Whether the time of a delivery has come. */
  deliveryState: (delivery: string): Promise<DeliveryState> => deliveryState(db, delivery),
  /** Sends it, or records why not and when next. */
  attemptDelivery: (delivery: string): Promise<void> => sending.attempt(delivery),
});

export type NotificationActivities = ReturnType<typeof createNotificationActivities>;
