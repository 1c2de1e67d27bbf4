import { fail } from '../../domain/errors.js';
import type { Database } from '../db/index.js';
import { digestOf, newToken } from './token.js';

/** Who is asking. `session` is there when it was a browser's cookie. */
export interface Principal {
  tenant: string;
  user: string;
  userName: string;
  session?: string;
}

const API_KEY = `select k.tenant_id as tenant, k.user_id as "user", u.name as "userName"
  from api_key k join app_user u on u.id = k.user_id where k.digest = $1 and k.revoked_at is null`;

const SESSION = `select s.tenant_id as tenant, s.user_id as "user", u.name as "userName", s.id as session
  from session s join app_user u on u.id = s.user_id where s.digest = $1 and s.expires_at > now()`;

/** Spent by deleting: of two requests with one token, one wins. */
const SPEND_SIGNIN = `delete from signin_token where digest = $1 returning tenant_id, user_id, expires_at > now() as fresh`;
const SPEND_TICKET = `delete from ws_ticket where digest = $1
  returning tenant_id as tenant, user_id as "user", (select name from app_user where id = user_id) as "userName", expires_at > now() as fresh`;

const OPEN_SESSION = `insert into session (digest, id, tenant_id, user_id, expires_at) values ($1, $2, $3, $4, now() + interval '30 days')`;
const END_SESSION = `delete from session where id = $1 and tenant_id = $2`;
const ISSUE_TICKET = `insert into ws_ticket (digest, tenant_id, user_id, expires_at) values ($1, $2, $3, now() + interval '60 seconds') returning expires_at`;
const SWEEP = `with a as (delete from signin_token where expires_at < now()), b as (delete from ws_ticket where expires_at < now())
  delete from session where expires_at < now()`;

/** Keys are looked up on every request; a revoked one is refused after this time at the latest. */
const KEY_CACHE_MS = 5_000;
const KEY_CACHE_SIZE = 1_000;

export interface Identity {
  byApiKey(key: string): Promise<Principal | undefined>;
  bySession(token: string): Promise<Principal | undefined>;
  /** Spends a WebSocket ticket. */
  byTicket(ticket: string): Promise<Principal | undefined>;
  /** Spends a sign-in token and opens a session. Throws `unauthenticated`. */
  signIn(token: string): Promise<{ token: string; principal: Principal }>;
  signOut(principal: Principal): Promise<void>;
  issueTicket(principal: Principal): Promise<{ ticket: string; expires_at: string }>;
  /** Removes what has expired. */
  sweep(): Promise<void>;
}

export function createIdentity(deps: { db: Database; newId: () => string; now: () => Date }): Identity {
  const { db, newId, now } = deps;
  const keys = new Map<string, { principal: Principal; until: number }>();

  return {
    async byApiKey(key) {
      const cached = keys.get(key);
      if (cached && cached.until > now().getTime()) return cached.principal;
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
      const [row] = await db.query<Principal & { fresh: boolean }>(SPEND_TICKET, [digestOf(ticket)]);
      if (!row?.fresh) return undefined;
      return { tenant: row.tenant, user: row.user, userName: row.userName };
    },
    async signIn(signin) {
      const [spent] = await db.query<{ tenant_id: string; user_id: string; fresh: boolean }>(SPEND_SIGNIN, [
        digestOf(signin),
      ]);
      if (!spent?.fresh) fail('unauthenticated', 'This sign-in link was used already or is older than ten minutes.');
      const token = newToken('dgs_');
      await db.query(OPEN_SESSION, [digestOf(token), newId(), spent.tenant_id, spent.user_id]);
      const [principal] = await db.query<Principal>(SESSION, [digestOf(token)]);
      return { token, principal: principal ?? fail('unauthenticated') };
    },
    async signOut({ session, tenant }) {
      if (session) await db.query(END_SESSION, [session, tenant]);
    },
    async issueTicket({ tenant, user }) {
      const ticket = newToken('dgt_');
      const [row] = await db.query<{ expires_at: Date }>(ISSUE_TICKET, [digestOf(ticket), tenant, user]);
      if (!row) throw new Error('insert returned no row');
      return { ticket, expires_at: row.expires_at.toISOString() };
    },
    async sweep() {
      await db.query(SWEEP);
    },
  };
}
