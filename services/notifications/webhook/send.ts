import type { EventEnvelope } from '../../../domain/events/event.js';
import type { Outbound, OutboundAnswer } from '../../outbound/index.js';
import { webhookBody } from './message.js';
import { sign } from './signature.js';

/** The spec asks for 15 to 30 s. */
const TIMEOUT_MS = 20_000;

export interface WebhookAttempt {
  url: string;
  /** The newest first; two while one is being rotated. */
  secrets: readonly string[];
  /** The same over all attempts: receivers know by it what they have had before. */
  id: string;
  event: EventEnvelope;
  /** Milliseconds since 1970. Receivers refuse what is older than a few minutes. */
  attemptAt: number;
  signal?: AbortSignal;
}

/** Makes one attempt; `nextAttempt` says what follows from its answer. Throws what `Outbound.post` throws. */
export async function sendWebhook(outbound: Outbound, attempt: WebhookAttempt): Promise<OutboundAnswer> {
  const { url, secrets, id, event, attemptAt, signal } = attempt;
  const body = webhookBody(event);
  const timestamp = Math.floor(attemptAt / 1_000);
  return outbound.post(url, {
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': sign(secrets, { id, timestamp, body }),
    },
    body,
    timeoutMs: TIMEOUT_MS,
    signal,
  });
}
