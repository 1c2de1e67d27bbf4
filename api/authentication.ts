import { getCookie } from 'hono/cookie';
import type { MiddlewareHandler } from 'hono';
import { fail } from '../domain/errors.js';
import type { Identity, Principal } from '../services/identity/index.js';
import type { ApiContext, ApiEnvironment } from './environment.js';

export interface Authentication {
  /** Who asks, by `Authorization: Bearer` or the session cookie; undefined when neither is there or known. */
  principalOf(c: ApiContext): Promise<Principal | undefined>;
  /** What the caller showed: the API key or the session's token. It never leaves the request. */
  secretOf(c: ApiContext): string | undefined;
  require: MiddlewareHandler<ApiEnvironment>;
}

const CHANGES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** Tells who asks. `require` throws `unauthenticated`, and `forbidden` for a change that a page of another site asks for. */
export function createAuthentication(deps: { identity: Identity; cookie: string; publicUrl: string }): Authentication {
  const { identity, cookie, publicUrl } = deps;

  const bearerOf = (c: ApiContext) => /^Bearer (\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];

  async function principalOf(c: ApiContext): Promise<Principal | undefined> {
    const key = bearerOf(c);
    if (key !== undefined) return identity.byApiKey(key);
    const session = getCookie(c, cookie);
    return session === undefined ? undefined : identity.bySession(session);
  }

  return {
    principalOf,
    secretOf: (c) => bearerOf(c) ?? getCookie(c, cookie),
    async require(c, next) {
      const principal = (await principalOf(c)) ?? fail('unauthenticated');
      // A cookie travels by itself, so a page of another site could make a browser send it; SameSite=Strict already
      // forbids that, and this is the second lock.
      if (principal.credential.kind === 'session' && CHANGES.has(c.req.method) && !isSameOrigin(c, publicUrl)) {
        fail('forbidden', 'The Origin of this request is not this server.');
      }
      c.set('principal', principal);
      await next();
    },
  };
}

/** No Origin: not a browser's cross-site request. Otherwise it is the public address, or the host that was asked. */
export function isSameOrigin(c: ApiContext, publicUrl: string): boolean {
  const origin = c.req.header('origin');
  if (origin === undefined) return true;
  if (origin === new URL(publicUrl).origin) return true;
  try {
    return new URL(origin).host === c.req.header('host');
  } catch {
    return false;
  }
}
