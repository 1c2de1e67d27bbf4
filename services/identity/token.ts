import { createHash, randomBytes } from 'node:crypto';

/** API keys, sessions, sign-in links and tickets are random; only their digests are stored. */
export const newToken = (prefix: string): string => prefix + randomBytes(32).toString('base64url');

/** Tokens have 256 bits of entropy, so a plain digest is enough and can be looked up by index. */
export const digestOf = (token: string): Buffer => createHash('sha256').update(token).digest();
