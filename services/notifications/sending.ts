import { untilStored, type SendingDeps } from './attempt.js';
import { claimDelivery, setAside, settleDelivery } from './deliveries.js';
import { toPerson } from './to-person.js';
import { toWebhook } from './to-webhook.js';

export interface Sending {
  /** Sends a delivery whose time has come, or records why not and when next. Does nothing while another attempt has it. */
  attempt(id: string): Promise<void>;
}

/**
 * Makes attempts at deliveries.
 *
 *   waiting ─claimed─▶ in hand ─accepted─────────────────▶ sent
 *      ▲                 ├─not now, or try again──┐
 *      └─────────────────┼────────────────────────┘
 *                        ├─nobody wants it any more─────▶ cancelled
 *                        └─refused for good, too often──▶ failed
 *
 * At least once: a process that dies between the receiver's answer and its record sends again, by the same id.
 */
export function createSending(deps: SendingDeps): Sending {
  const { db, metrics } = deps;
  return {
    async attempt(id) {
      const claimed = await claimDelivery(db, id);
      if (!claimed) return;
      const { channel, webhook } = claimed;
      const end = webhook === null ? await toPerson(deps, claimed) : await toWebhook(deps, claimed, webhook);
      if ('aside' in end) {
        await untilStored(() => setAside(db, claimed, end.aside, end.until));
        metrics.notifications.inc({ channel, outcome: end.until ? 'deferred' : 'cancelled' });
        return;
      }
      await untilStored(() => settleDelivery(db, claimed, end));
      metrics.notifications.inc({ channel, outcome: end.outcome });
    },
  };
}
