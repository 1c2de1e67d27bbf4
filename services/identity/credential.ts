import type { Queryable } from '../db/index.js';

/** What a caller showed to be let in: kept by those who serve it for longer than one request. Not secret. */
export interface Credential {
  kind: 'session' | 'api_key';
  id: string;
}

/** API keys by their PK; sessions are few, and are read through. No lock. */
const STANDING = `select 'session' as kind, id, extract(epoch from expires_at - now())::float8 as seconds
    from session where id = any($1) and expires_at > now()
  union all select 'api_key', id, null from api_key where id = any($2) and revoked_at is null`;

export interface Standing extends Credential {
  /** Seconds until it expires; null: it does not. */
  seconds: number | null;
}

/** Those of the credentials that still let in. */
export function readStanding(db: Queryable, credentials: readonly Credential[]): Promise<Standing[]> {
  const ids = (kind: Credential['kind']) => credentials.filter((one) => one.kind === kind).map(({ id }) => id);
  return db.query<Standing>(STANDING, [ids('session'), ids('api_key')]);
}

/** One word for a credential, to look it up by. */
export const nameOf = ({ kind, id }: Credential): string => `${kind}.${id}`;
