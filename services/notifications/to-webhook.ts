import { Failure } from '../../domain/errors.js';
import type { EventEnvelope } from '../../domain/events/event.js';
import type { ClaimedDelivery } from './deliveries.js';
import { documentsOf } from './documents.js';
import { slackMessage } from './letters.js';
import { untilStored, type Ended, type SendingDeps } from './attempt.js';
import { nextAttempt, type AttemptResult } from './webhook/retry.js';
import { sendSlack } from './webhook/slack.js';
import { sendWebhook } from './webhook/send.js';
import { disableWebhook, targetOf, type WebhookTarget } from './webhooks.js';

/** Posts an event to a webhook, once; `webhook-id` is the event's, however often it is sent. */
export async function toWebhook(deps: SendingDeps, claimed: ClaimedDelivery, webhook: string): Promise<Ended> {
  const { db, random } = deps;
  const [event] = claimed.events;
  const target = await targetOf(db, webhook);
  if (!target || !event) return { aside: 'The webhook is gone.', until: null };
  if (target.disabled) return { aside: 'The webhook is switched off.', until: null };
  const { result, detail } = await post(deps, target, claimed.tenant, event);
  const status = 'status' in result ? result.status : null;
  const next = nextAttempt(claimed.attempt, result, random);
  switch (next.kind) {
    case 'done':
      return { outcome: 'sent', status, detail: null };
    case 'retry':
      return { outcome: 'retry', status, detail, afterMs: next.afterMs };
    case 'give_up':
      return { outcome: 'failed', status, detail };
    case 'disable':
      await untilStored(() => disableWebhook(db, webhook, 'The receiver answered 410: it wants no more.'));
      return { outcome: 'disabled', status, detail };
  }
}

async function post(
  { db, outbound, links, now }: SendingDeps,
  { kind, url, secrets }: WebhookTarget,
  tenant: string,
  event: EventEnvelope,
): Promise<{ result: AttemptResult; detail: string | null }> {
  try {
    const answer =
      kind === 'slack'
        ? await sendSlack(outbound, {
            url,
            message: slackMessage(event, await documentsOf(db, tenant, [event]), links),
          })
        : await sendWebhook(outbound, { url, secrets, id: event.id, event, attemptAt: now().getTime() });
    return { result: answer, detail: answer.excerpt === '' ? null : answer.excerpt };
  } catch (error) {
    if (!(error instanceof Failure) || error.code === 'unavailable') throw error;
    return { result: { error: error.code }, detail: error.message };
  }
}
