import { createHash, createHmac, randomBytes } from 'node:crypto';

/** API keys, sessions, sign-in links and tickets are random; only their digests are stored. */
export const newToken = (prefix: string): string => prefix + randomBytes(32).toString('base64url');

/** Tokens have 256 bits of entropy, so a plain digest is enough and can be looked up by index. */
export const digestOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/**
 * A token that can be made again, and only by who shows `secret` (a token itself) once more: what a repeated request is
 * answered without the answer lying anywhere (docs/decisions/0006). `purpose` sets apart what is made from one secret.
 */
export const derivedToken = (prefix: string, secret: string, purpose: string): string =>
  prefix + createHmac('sha256', secret).update(purpose).digest('base64url');
