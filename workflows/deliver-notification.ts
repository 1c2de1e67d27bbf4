import { condition, defineSignal, proxyActivities, proxyLocalActivities, setHandler } from '@temporalio/workflow';
import {
  DELIVERY_CHANGED,
  type DeliverNotificationInput,
  type DeliveryStatus,
} from '../domain/notifications/delivery.js';
import type { NotificationActivities } from '../activities/notifications.js';
import { patient } from './patience.js';

/** The row says something else than it did. */
export const deliveryChanged = defineSignal(DELIVERY_CHANGED);

const sending = proxyActivities<Pick<NotificationActivities, 'attemptDelivery'>>({
  ...patient,
  taskQueue: 'docugenie',
  startToCloseTimeout: '2 minutes',
});

/** A look at one row; no way over the server. */
const here = proxyLocalActivities<Pick<NotificationActivities, 'deliveryState'>>({
  retry: patient.retry,
  startToCloseTimeout: '1 minute',
});

/**
 * The clock of one delivery: waits until its time, has it attempted, and waits for the next attempt, until it is sent,
 * has failed for good, or is not wanted any more. What is sent, when and why is in its row (docs/decisions/0011); a digest
 * that fills up, or a person who wants it now, changes that and says so by the signal.
 */
export async function deliverNotification({ delivery }: DeliverNotificationInput): Promise<{ status: DeliveryStatus }> {
  let changed = false;
  setHandler(deliveryChanged, () => void (changed = true));
  for (;;) {
    changed = false;
    const { status, waitMs } = await here.deliveryState(delivery);
    if (status !== 'waiting') return { status };
    if (waitMs > 0) await condition(() => changed, waitMs);
    else await sending.attemptDelivery.executeWithOptions({ summary: 'attempt' }, [delivery]);
  }
}
