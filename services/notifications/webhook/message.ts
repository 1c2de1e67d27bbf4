import type { EventEnvelope } from '../../../domain/events/event.js';

/** The spec asks for less than 20 KB. */
const MOST_BYTES = 20_000;

/**
 * The body of a webhook: `{ type, timestamp, data }`, where `timestamp` is when it happened and `data` is that of the
 * event with its `subject`. One that would be too large is thin: `channel` and `offset` say where the event can be read
 * (`GET /v1/channels/{channel}/events?after={offset - 1}`). The same bytes for every attempt, since they are signed.
 */
export function webhookBody({ type, time, subject, channel, offset, data }: EventEnvelope): string {
  const bodyWith = (content: Record<string, unknown>): string =>
    JSON.stringify({ type, timestamp: time, data: content });
  const full = bodyWith({ ...data, subject });
  return Buffer.byteLength(full) < MOST_BYTES ? full : bodyWith({ subject, channel, offset, thin: true });
}
