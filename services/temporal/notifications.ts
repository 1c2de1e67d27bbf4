import type { Client } from '@temporalio/client';
import { WorkflowIdReusePolicy } from '@temporalio/common';
import {
  DELIVERY_CHANGED,
  deliveryWorkflowId,
  type DeliverNotificationInput,
} from '../../domain/notifications/delivery.js';
import { TASK_QUEUES } from './queues.js';

/** A call that takes longer throws; the notifier tries again. */
const CALL_TIMEOUT_MS = 5_000;

export interface NotificationWorkflows {
  /**
   * Has a delivery carried out when its time comes; one that is known looks again when that is. The row says what there is
   * to do, so that a run too many finds nothing. Throws while Temporal does not answer.
   */
  deliver(delivery: string, channel: string): Promise<void>;
}

export function createNotificationWorkflows(client: Client): NotificationWorkflows {
  return {
    async deliver(delivery, channel) {
      const input: DeliverNotificationInput = { delivery };
      await client.withDeadline(Date.now() + CALL_TIMEOUT_MS, () =>
        client.workflow.signalWithStart('deliverNotification', {
          workflowId: deliveryWorkflowId(delivery),
          taskQueue: TASK_QUEUES.documents,
          args: [input],
          signal: DELIVERY_CHANGED,
          signalArgs: [],
          workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
          workflowTaskTimeout: '5 seconds',
          staticSummary: channel === 'email' ? 'an e-mail' : 'to a webhook',
        }),
      );
    },
  };
}
