import { fail } from '../../domain/errors.js';
import type { Database } from '../db/index.js';
import type { Metrics } from '../observability/index.js';
import { nameOf, readStanding, type Credential } from './credential.js';
import { derivedToken, digestOf, newToken } from './token.js';
import { createCredentialWatch, type CredentialWatch } from './watch.js';

/** Who is asking. */
export interface Principal {
  tenant: string;
  user: string;
  userName: string;
  credential: Credential;
}

/** By the unique index on the digest. No lock. */
const API_KEY = `select k.tenant_id as tenant, k.user_id as "user", u.name as "userName", json_build_object('kind', 'api_key', 'id', k.id) as credential
  from api_key k join app_user u on u.id = k.user_id where k.digest = $1 and k.revoked_at is null`;

/** PK. No lock. */
const SESSION = `select s.tenant_id as tenant, s.user_id as "user", u.name as "userName", json_build_object('kind', 'session', 'id', s.id) as credential
  from session s join app_user u on u.id = s.user_id where s.digest = $1 and s.expires_at > now()`;

/** As long as an Idempotency-Key is remembered. */
const SESSION_OF_KEY = `${SESSION} and s.created_at > now() - interval '24 hours'`;

/**
 * Spends a sign-in token by deleting it and opens its session, in one statement: of two requests with one token one
 * wins, and the other finds the session there when it goes on. Row lock on the token. PK look-up.
 */
const OPEN_SESSION = `with spent as (delete from signin_token where digest = $1 returning tenant_id, user_id, expires_at > now() as fresh)
  insert into session (digest, id, tenant_id, user_id, expires_at)
  select $2, $3, tenant_id, user_id, now() + interval '30 days' from spent where fresh
  returning id`;

/** By deleting it: of two sockets with one ticket one opens. PK; row lock for the statement. */
const SPEND_TICKET = `delete from ws_ticket where digest = $1
  returning tenant_id as tenant, user_id as "user", (select name from app_user where id = user_id) as "userName", expires_at > now() as fresh`;

/** Sessions are few, and are read through. */
const END_SESSION = `delete from session where id = $1 and tenant_id = $2`;

/** The row may be there when a request is repeated that died before it was answered. PK. */
const ISSUE_TICKET = `insert into ws_ticket (digest, tenant_id, user_id, expires_at) values ($1, $2, $3, now() + interval '60 seconds')
  on conflict (digest) do update set expires_at = excluded.expires_at returning expires_at`;

/** What has expired is refused anyway; once a minute it is removed. The tables are small and are read through. */
const SWEEP = `with a as (delete from signin_token where expires_at < now() returning 1),
    b as (delete from ws_ticket where expires_at < now() returning 1), c as (delete from session where expires_at < now() returning 1)
  select (select count(*) from a) + (select count(*) from b) + (select count(*) from c) as n`;

/** Keys are looked up on every request; a revoked one is refused after this time at the latest. */
const KEY_CACHE_MS = 5_000;
/** Keys that are remembered; with one more all are forgotten. */
const KEY_CACHE_SIZE = 1_000;

/** An Idempotency-Key, and the secret that its sender showed: together they make the same token again. */
export interface Repeatable {
  key: string;
  secret: string;
}

export interface Identity extends Pick<CredentialWatch, 'watch' | 'look' | 'start' | 'stop'> {
  /** Undefined: unknown or revoked. */
  byApiKey(key: string): Promise<Principal | undefined>;
  /** Undefined: unknown, expired or signed out. */
  bySession(token: string): Promise<Principal | undefined>;
  /** Spends a WebSocket ticket. */
  byTicket(ticket: string): Promise<Principal | undefined>;
  /**
   * Spends a sign-in token and opens a session. With the same `key` the same token answers the same session again, for
   * 24 hours. Throws `unauthenticated`.
   */
  signIn(token: string, key?: string): Promise<{ token: string; principal: Principal }>;
  signOut(principal: Principal): Promise<void>;
  /** A ticket for `issueTicket`; the same one for the same principal and `repeatable`. */
  newTicket(principal: Principal, repeatable?: Repeatable): string;
  /** Lets a ticket in once, within the next 60 seconds, for as long as the credential it was made with stands. */
  issueTicket(principal: Principal, ticket: string): Promise<{ expires_at: string }>;
  /** Removes what has expired. */
}

/** Removes expired sign-in links, tickets and sessions; answers how many. They are refused before that. */
export async function sweepCredentials(db: Database): Promise<number> {
  const [gone] = await db.query<{ n: number }>(SWEEP);
  return gone?.n ?? 0;
}

/** Who is asking, and for how long. Throws `unavailable` while the database does not answer. */
export function createIdentity(deps: {
  db: Database;
  newId: () => string;
  now: () => Date;
  metrics: Metrics;
  /** A credential was ended here; other processes may serve it too. */
  onEnded: () => void;
  onError: (error: unknown) => void;
}): Identity {
  const { db, newId, now, metrics } = deps;
  const keys = new Map<string, { principal: Principal; until: number }>();
  const { watch, look, end, start, stop } = createCredentialWatch(deps);

  return {
    ...{ watch, look, start, stop },
    async byApiKey(key) {
      const cached = keys.get(key);
      const fresh = cached !== undefined && cached.until > now().getTime();
      metrics.cacheRequests.inc({ cache: 'api_keys', outcome: fresh ? 'hit' : 'miss' });
      if (fresh) return cached.principal;
      const [principal] = await db.query<Principal>(API_KEY, [digestOf(key)]);
      keys.delete(key);
      if (principal) {
        if (keys.size >= KEY_CACHE_SIZE) keys.clear();
        keys.set(key, { principal, until: now().getTime() + KEY_CACHE_MS });
      }
      return principal;
    },
    async bySession(token) {
      const [principal] = await db.query<Principal>(SESSION, [digestOf(token)]);
      return principal;
    },
    async byTicket(ticket) {
      const credential = credentialOf(ticket);
      if (!credential) return undefined;
      const [row] = await db.query<Omit<Principal, 'credential'> & { fresh: boolean }>(SPEND_TICKET, [
        digestOf(ticket),
      ]);
      if (!row?.fresh) return undefined;
      const [standing] = await readStanding(db, [credential]);
      const { tenant, user, userName } = row;
      return standing && { tenant, user, userName, credential };
    },
    async signIn(signin, key) {
      const token = key === undefined ? newToken('dgs_') : derivedToken('dgs_', signin, `session ${key}`);
      const [opened] = await db.query(OPEN_SESSION, [digestOf(signin), digestOf(token), newId()]);
      const [principal] =
        opened || key !== undefined ? await db.query<Principal>(SESSION_OF_KEY, [digestOf(token)]) : [];
      if (!principal) fail('unauthenticated', 'This sign-in link was used already or is older than ten minutes.');
      return { token, principal };
    },
    async signOut({ credential, tenant }) {
      if (credential.kind !== 'session') return;
      await db.query(END_SESSION, [credential.id, tenant]);
      end(credential);
      deps.onEnded();
    },
    newTicket({ credential }, repeatable) {
      const secret = repeatable
        ? derivedToken('dgt_', repeatable.secret, `ticket ${repeatable.key}`)
        : newToken('dgt_');
      return `${secret}.${nameOf(credential)}`;
    },
    async issueTicket({ tenant, user }, ticket) {
      const [row] = await db.query<{ expires_at: Date }>(ISSUE_TICKET, [digestOf(ticket), tenant, user]);
      if (!row) throw new Error('insert returned no row');
      return { expires_at: row.expires_at.toISOString() };
    },
  };
}

/** A ticket names the credential it was made with: what it opens ends with that. Its digest covers the name. */
function credentialOf(ticket: string): Credential | undefined {
  const [, kind, id] = /\.(session|api_key)\.([0-9a-f-]{36})$/.exec(ticket) ?? [];
  return (kind === 'session' || kind === 'api_key') && id !== undefined ? { kind, id } : undefined;
}
