import { expect } from 'vitest';
import type { Document } from '../../domain/documents/document.js';
import type { Delivery } from '../../domain/notifications/delivery.js';
import type { Notification } from '../../domain/notifications/notification.js';
import { eventually, type Product } from '../support/product.js';
import type { WebhookReceiver } from '../support/receivers.js';

const ENDS = ['document.completed', 'document.failed'];

/** Has the end of every document posted to a receiver; answers the webhook. */
export async function listenForEnds(product: Product, receiver: WebhookReceiver): Promise<string> {
  const body = JSON.stringify({ url: receiver.url('/ends'), events: ENDS });
  const headers = { 'content-type': 'application/json' };
  return (await product.api('POST', '/v1/webhooks', { body, headers })).json<{ id: string }>().id;
}

/** Every page of a list. */
async function allOf<T>(product: Product, path: string): Promise<T[]> {
  const items: T[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const query: string = cursor === '' ? '?limit=200' : `?limit=200&cursor=${cursor}`;
    const page = (await product.api('GET', path + query)).json<{ items: T[]; next_cursor: string | null }>();
    items.push(...page.items);
    cursor = page.next_cursor;
  }
  return items;
}

/**
 * Checks that people were told of everything, once: each failed document is in the inbox once, the count is right and was told
 * contiguously; each end was posted to the webhook, by the id of its event.
 *
 * @returns how many posts there were beyond one an event: a process that dies between the receiver's answer and its record
 *   sends again
 */
export async function expectTold(
  product: Product,
  documents: readonly Document[],
  { receiver, webhook }: { receiver: WebhookReceiver; webhook: string },
): Promise<{ events: number; again: number }> {
  const ends = (await product.events('tenant')).filter(({ type }) => ENDS.includes(type));
  const failed = documents.filter(({ status }) => status === 'failed').map(({ id }) => `document:${id}`);

  const inbox = await eventually(
    'everybody has been told',
    async () => {
      const items = await allOf<Notification>(product, '/v1/notifications');
      return items.length >= failed.length ? items : undefined;
    },
    120_000,
  );
  expect(inbox.map(({ subject }) => subject).sort()).toEqual(failed.sort());
  const own = await product.events('me');
  expect(own.map(({ offset }) => offset)).toEqual(own.map((_, index) => index + 1));
  expect(own.map(({ data }) => data['unread'])).toEqual(own.map((_, index) => index + 1));

  await eventually(
    'all deliveries are made',
    async () => {
      const deliveries = await allOf<Delivery>(product, `/v1/webhooks/${webhook}/deliveries`);
      return deliveries.length === ends.length && deliveries.every(({ status }) => status === 'sent');
    },
    180_000,
  );
  const posted = receiver.received.map(({ headers }) => headers['webhook-id']);
  expect([...new Set(posted)].sort()).toEqual(ends.map(({ id }) => id).sort());
  return { events: ends.length, again: posted.length - ends.length };
}
