import type { Preferences } from '../../domain/notifications/preferences.js';
import type { Queryable } from '../db/index.js';

/** Somebody who can be told things. */
export interface Person {
  id: string;
  tenant: string;
  name: string;
  email: string | null;
  /** What e-mail to this person would meet. */
  address: 'ready' | 'none' | 'unverified' | 'suppressed';
  preferences: Preferences;
}

export interface Policy {
  /** Whether the tenant sends notifications at all. */
  enabled: boolean;
  preferences: Preferences;
}

const PERSON = `select u.id, u.tenant_id as tenant, u.name, u.email,
    case when u.email is null then 'none' when u.email_refused is not null then 'suppressed'
      when u.email_confirmed_at is null then 'unverified' else 'ready' end as address,
    coalesce(p.preferences, '{}') as preferences
  from app_user u left join notification_preferences p on p.user_id = u.id`;

/** Served by the unique key of app_user. No lock. */
const PEOPLE = `${PERSON} where u.tenant_id = $1 order by u.id`;
/** PK. No lock. */
const ONE = `${PERSON} where u.id = $1`;
const POLICY = `select enabled, preferences from notification_policy where tenant_id = $1`;
const SET_POLICY = `insert into notification_policy (tenant_id, enabled, preferences) values ($1, $2, $3)
  on conflict (tenant_id) do update set enabled = excluded.enabled, preferences = excluded.preferences`;
const SET_PREFERENCES = `insert into notification_preferences (user_id, tenant_id, preferences) values ($1, $2, $3)
  on conflict (user_id) do update set preferences = excluded.preferences, updated_at = now()`;

/** Everybody of a tenant, in the order in which their rows are locked. */
export const peopleOf = (db: Queryable, tenant: string): Promise<Person[]> => db.query<Person>(PEOPLE, [tenant]);

export async function personOf(db: Queryable, user: string): Promise<Person | undefined> {
  const [person] = await db.query<Person>(ONE, [user]);
  return person;
}

/** A tenant that has said nothing has notifications, as the product sets them. */
export async function policyOf(db: Queryable, tenant: string): Promise<Policy> {
  const [policy] = await db.query<Policy>(POLICY, [tenant]);
  return policy ?? { enabled: true, preferences: {} };
}

export async function setPolicy(db: Queryable, tenant: string, { enabled, preferences }: Policy): Promise<void> {
  await db.query(SET_POLICY, [tenant, enabled, JSON.stringify(preferences)]);
}

export async function setPreferences(
  db: Queryable,
  { id, tenant }: Pick<Person, 'id' | 'tenant'>,
  preferences: Preferences,
): Promise<void> {
  await db.query(SET_PREFERENCES, [id, tenant, JSON.stringify(preferences)]);
}
