import { fail } from '../domain/errors.js';
import type { Database } from '../services/db/index.js';
import type { ApiContext } from './environment.js';

/** A request whose process died in flight is carried out anew after this time. */
const LEASE_S = 60;

/** PK; row lock for the statement. Answers a row where the key is this request's: absent, past its lease, or past 24 hours. */
const BEGIN = `insert into idempotency_key (tenant_id, user_id, key, fingerprint, lease)
  values ($1, $2, $3, $4, now() + interval '${LEASE_S} seconds')
  on conflict (tenant_id, user_id, key) do update set fingerprint = excluded.fingerprint, status = null, answer = null,
    lease = excluded.lease, created_at = now()
    where (idempotency_key.status is null and idempotency_key.lease < now()) or idempotency_key.created_at < now() - interval '24 hours'
  returning 1`;
const FIND = `select fingerprint, status, answer from idempotency_key where tenant_id = $1 and user_id = $2 and key = $3`;
const END = `update idempotency_key set status = $4, answer = $5 where tenant_id = $1 and user_id = $2 and key = $3`;
const FORGET = `delete from idempotency_key where tenant_id = $1 and user_id = $2 and key = $3 and status is null`;

export interface Idempotency {
  /**
   * Runs `first` unless this request was answered before; `Answer` is what is kept (references, not objects). A request
   * without a key is simply run. Throws `idempotency_mismatch`, `in_progress`.
   */
  once<Answer>(
    c: ApiContext,
    fingerprint: string,
    first: () => Promise<{ status: number; answer: Answer }>,
  ): Promise<{ status: number; answer: Answer; replayed: boolean }>;
}

/**
 * `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): for 24 hours the same key with the same fingerprint
 * answers what the first request answered, with the object as it is now. Kept are references, never contents or secrets
 * (docs/decisions/0006).
 *
 *   absent ─begin─▶ in flight ─end─▶ answered ─24 h─▶ absent
 *                      └─the process died: after the lease─▶ absent
 */
export function createIdempotency(db: Database): Idempotency {
  return {
    async once<Answer>(c: ApiContext, fingerprint: string, first: () => Promise<{ status: number; answer: Answer }>) {
      const key = c.req.header('idempotency-key');
      if (key === undefined) return { ...(await first()), replayed: false };
      if (key.length === 0 || key.length > 255) fail('invalid', 'Idempotency-Key must have 1 to 255 characters.');
      const { tenant, user } = c.get('principal');
      const name = [tenant, user, key];
      const [begun] = await db.query(BEGIN, [...name, fingerprint]);
      if (!begun) {
        const [before] = await db.query<{ fingerprint: string; status: number | null; answer: Answer }>(FIND, name);
        if (!before) fail('in_progress');
        if (before.fingerprint !== fingerprint) fail('idempotency_mismatch');
        if (before.status === null) fail('in_progress');
        return { status: before.status, answer: before.answer, replayed: true };
      }
      try {
        const { status, answer } = await first();
        await db.query(END, [...name, status, JSON.stringify(answer)]);
        return { status, answer, replayed: false };
      } catch (error) {
        await db.query(FORGET, name); // nothing was done: the client may try again with the same key
        throw error;
      }
    },
  };
}
