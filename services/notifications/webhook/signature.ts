import { createHmac } from 'node:crypto';

/**
 * Signatures of Standard Webhooks 1.0, symmetric: HMAC-SHA256 over `id.timestamp.body`.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
const PREFIX = 'whsec_';
const LEAST_BYTES = 24;
const MOST_BYTES = 64;
const OUR_BYTES = 32; // as many as the digest has

export interface Signed {
  /** The same over all attempts; without a full stop, which divides the parts. */
  id: string;
  /** Of the attempt, in seconds since 1970. */
  timestamp: number;
  body: string;
}

/** A secret for one receiver, to be shown once. `random`: that many bytes that nobody can guess. */
export const newSecret = (random: (bytes: number) => Buffer): string => PREFIX + random(OUR_BYTES).toString('base64');

/**
 * The header `webhook-signature`: one signature a secret. Two while a secret is being rotated, and the receiver takes
 * whichever it can verify. Throws an Error for what is no secret, or an id that would make the parts ambiguous.
 */
export function sign(secrets: readonly string[], { id, timestamp, body }: Signed): string {
  if (!/^[\w-]+$/.test(id)) throw new Error(`not an id for a webhook: ${JSON.stringify(id.slice(0, 100))}`);
  if (secrets.length === 0) throw new Error('a webhook has at least one secret');
  return secrets
    .map((secret) => createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64'))
    .map((signature) => `v1,${signature}`)
    .join(' ');
}

function keyOf(secret: string): Buffer {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  if (!secret.startsWith(PREFIX) || key.length < LEAST_BYTES || key.length > MOST_BYTES)
    throw new Error(`not a secret of a webhook: ${PREFIX} and ${LEAST_BYTES} to ${MOST_BYTES} bytes in base64`);
  return key;
}
