import { fail } from '../../domain/errors.js';
import type { Notification } from '../../domain/notifications/notification.js';
import type { Queryable, Transaction } from '../db/index.js';
import { digestOf, newToken } from '../identity/index.js';
import { addToInbox } from './inbox.js';

/** A link that confirms an address is good for so long. */
const CONFIRMATION = `interval '24 hours'`;

const SET = `update app_user set email = $2, email_confirmed_at = null, email_refused = null where id = $1`;
const ISSUE = `insert into email_confirmation (digest, tenant_id, user_id, address, expires_at)
  select $2, tenant_id, id, $3, now() + ${CONFIRMATION} from app_user where id = $1`;

/** Spends the link by deleting it; row lock on it and on the person. It counts only while the address is still the same. */
const CONFIRM = `with spent as (delete from email_confirmation where digest = $1 returning user_id, address, expires_at > now() as fresh)
  update app_user u set email_confirmed_at = now(), email_refused = null from spent
  where u.id = spent.user_id and u.email = spent.address and spent.fresh returning u.id`;

/** PK; row lock until the commit. Nothing when it is known already, or when somebody has read mail there since `$4`. */
const REFUSED = `update app_user set email_refused = $3
  where id = $1 and lower(email) = lower($2) and email_refused is null and (email_confirmed_at is null or email_confirmed_at < $4)
  returning tenant_id as tenant`;

/** Sets the address of a person, which is sent nothing but the link until it is confirmed; null: none. */
export async function setAddress(db: Queryable, user: string, address: string | null): Promise<void> {
  await db.query(SET, [user, address]);
}

/** A token for the link that confirms an address; only its digest is kept. */
export async function issueConfirmation(db: Queryable, user: string, address: string): Promise<string> {
  const token = newToken('dgm_');
  await db.query(ISSUE, [user, digestOf(token), address]);
  return token;
}

/** Somebody reads the address. Throws `not_found` for a link that is used, old, or of another address. */
export async function confirmAddress(db: Queryable, token: string): Promise<void> {
  const [confirmed] = await db.query(CONFIRM, [digestOf(token)]);
  if (!confirmed) fail('not_found', 'This link was used already, is older than a day, or is for another address.');
}

export interface Refusal {
  /** Of the delivery that could not be made. */
  delivery: string;
  user: string;
  address: string;
  /** What the mail server said. */
  why: string;
  /** When the mail was sent: who has confirmed the address since is believed more. */
  sentAt: Date;
}

/**
 * The address does not take mail: no more is sent to it until the person sets one anew, which the inbox says once.
 *
 * @returns whether it is so from now on; false: it was before, or the address is another one by now
 */
export async function refuseAddress(
  tx: Transaction,
  { delivery, user, address, why, sentAt }: Refusal,
  { newId, at }: { newId: () => string; at: Date },
): Promise<boolean> {
  const [refused] = await tx.query<{ tenant: string }>(REFUSED, [user, address, why, sentAt]);
  if (!refused) return false;
  const notification: Notification = {
    ...{ id: newId(), event_id: delivery, type: 'address.refused', subject: `user:${user}`, state: 'unread' },
    severity: 'warning',
    title: 'Your e-mail address does not take mail',
    body: `${address}: ${why} No more is sent there until you set an address in your preferences.`,
    created_at: at.toISOString(),
  };
  await addToInbox(tx, { tenant: refused.tenant, user }, [notification]);
  return true;
}
