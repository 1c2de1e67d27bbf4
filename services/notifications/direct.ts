import type { EventEnvelope } from '../../domain/events/event.js';
import type { Notification } from '../../domain/notifications/notification.js';
import type { Database } from '../db/index.js';
import { addDeliveries, mailOf } from './deliveries.js';
import { addToInbox } from './inbox.js';
import type { Person } from './people.js';

/** What a person asks to be sent, whatever the preferences say. */
export type DirectMail = 'test' | 'address.confirmation';

interface Now {
  newId: () => string;
  at: Date;
}

/** Has an e-mail sent; answers its delivery. */
export async function mailDirectly(
  db: Database,
  person: Person,
  type: DirectMail,
  { newId, at }: Now,
): Promise<string> {
  const delivery = { ...mailOf(person, newId(), at.toISOString(), at, null), direct: true };
  const event: EventEnvelope = {
    ...{ channel: 'me', offset: 0, id: delivery.id, type, subject: `user:${person.id}` },
    time: at.toISOString(),
    data: {},
  };
  await db.transaction((tx) => addDeliveries(tx, [delivery], [{ delivery: delivery.id, event }]));
  return delivery.id;
}

/** Puts a notification into the inbox that says it is a test; answers its id. */
export async function testInbox(db: Database, { id: user, tenant }: Person, { newId, at }: Now): Promise<string> {
  const id = newId();
  const notification: Notification = {
    ...{ id, event_id: id, type: 'test', subject: `user:${user}`, severity: 'info', state: 'unread' },
    title: 'This is a test',
    body: 'Nothing has happened; notifications reach your inbox.',
    created_at: at.toISOString(),
  };
  await db.transaction((tx) => addToInbox(tx, { tenant, user }, [notification]));
  return id;
}
