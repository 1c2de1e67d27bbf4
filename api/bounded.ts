import type { MiddlewareHandler } from 'hono';
import { fail } from '../domain/errors.js';
import type { ApiEnvironment } from './environment.js';

/** Uploads have a bound of their own, and whoever waits for events holds nothing while it waits. */
const APART = /^\/v1\/(ws$|channels\/)/;

/**
 * Lets at most so many requests be worked on at once, and tells the others to come back (429, Retry-After): what waits in
 * line behind a slow database would be answered when nobody waits for it any more.
 */
export function bounded(most: number): MiddlewareHandler<ApiEnvironment> {
  let inHand = 0;
  return async function bound(c, next) {
    const upload = c.req.path === '/v1/documents' && c.req.method !== 'GET';
    if (upload || APART.test(c.req.path)) return next();
    if (inHand >= most) fail('too_many', `There are ${most} requests in hand already.`);
    inHand++;
    try {
      await next();
    } finally {
      inHand--;
    }
  };
}
