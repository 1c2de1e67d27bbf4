import { fail } from '../../domain/errors.js';
import { isNotifiable, NOTIFIABLE, type NotifiableType } from '../../domain/notifications/notifiable.js';
import type { Matrix } from '../../domain/notifications/preferences.js';
import type { Database, Queryable } from '../db/index.js';
import { personOf, setPreferences } from './people.js';

/** The unique key of the token. */
const FIND = `select d.user_id as "user", array(select distinct i.event->>'type' from delivery_item i where i.delivery_id = d.id) as types
  from delivery d where d.unsubscribe = $1 and d.user_id is not null`;

/** PK; row lock until the commit. */
const LOCK = `select 1 from app_user where id = $1 for update`;

/** What a link in an e-mail stops. */
export interface Unsubscribing {
  user: string;
  types: NotifiableType[];
}

/** Throws `not_found`: the link is none of ours, or its e-mail is too long ago. */
export async function unsubscribingOf(db: Queryable, token: string): Promise<Unsubscribing> {
  const [row] = await db.query<{ user: string; types: string[] }>(FIND, [token]);
  if (!row) fail('not_found', 'This link is not known any more.');
  return { user: row.user, types: row.types.filter(isNotifiable) };
}

/** No more e-mail of the types that an e-mail told of, for the person it went to; doing it again changes nothing. */
export async function unsubscribe(db: Database, { user, types }: Unsubscribing): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query(LOCK, [user]);
    const person = await personOf(tx, user);
    if (!person) return;
    const { events = {}, overrides = [] } = person.preferences;
    await setPreferences(tx, person, {
      ...person.preferences,
      events: without(events, types),
      overrides: overrides.map(({ topic, events: own }) => ({ topic, events: without(own, types) })),
    });
  });
}

/** The same cells, but no e-mail of these types. */
const without = (matrix: Matrix, types: readonly NotifiableType[]): Matrix => ({
  ...matrix,
  ...Object.fromEntries(types.map((type) => [type, { ...matrix[type], email: false }])),
});

/** "A document has failed, A queue was drained" */
export const wordsOf = ({ types }: Unsubscribing): string => types.map((type) => NOTIFIABLE[type].title).join(', ');
