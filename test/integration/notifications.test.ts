import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Document } from '../../domain/documents/document.js';
import type { EventEnvelope } from '../../domain/events/event.js';
import type { Delivery } from '../../domain/notifications/delivery.js';
import { NOTIFIABLE_TYPES } from '../../domain/notifications/notifiable.js';
import type { Notification } from '../../domain/notifications/notification.js';
import { WORKER_NAMES } from '../../workers/names.js';
import { Cluster } from '../support/cluster.js';
import { eventually } from '../support/product.js';
import { MailServer, WebhookReceiver } from '../support/receivers.js';

interface Endpoint {
  id: string;
  secret: string;
  disabled_reason: string | null;
}

describe('notifications', { timeout: 180_000 }, () => {
  let cluster: Cluster;
  let receiver: WebhookReceiver;
  let mail: MailServer;
  let count = 0;

  beforeAll(async () => {
    [receiver, mail] = await Promise.all([WebhookReceiver.start(), MailServer.start()]);
    cluster = await Cluster.start(inject('templateUrl'), { SMTP_URL: mail.url, ALLOW_PRIVATE_HOSTS: '127.0.0.1' });
    for (const name of WORKER_NAMES) cluster.worker(name);
  });
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') process.stderr.write(`${cluster.lastWords()}\n`);
  });
  afterAll(async () => {
    await cluster.stop();
    await Promise.all([receiver.stop(), mail.stop()]);
  });

  const send = async (method: string, path: string, body?: unknown) =>
    cluster.product.api(method, path, {
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      headers: { 'content-type': 'application/json' },
    });
  const get = async <T>(path: string): Promise<T> => (await cluster.product.api('GET', path)).json<T>();
  const inbox = (state = '') => get<{ items: Notification[]; unread: number }>(`/v1/notifications${state}`);
  const mine = () => get<{ items: EventEnvelope[]; last: number }>('/v1/channels/me/events');
  const webhook = async (path: string, events: string[], kind = 'standard'): Promise<Endpoint> => {
    const answer = await send('POST', '/v1/webhooks', { url: receiver.url(path), events, kind });
    expect(answer.status).toBe(201);
    return answer.json<Endpoint>();
  };
  const deliveriesTo = async ({ id }: Endpoint) =>
    (await get<{ items: Delivery[] }>(`/v1/webhooks/${id}/deliveries`)).items;

  /** A document that ends as failed, of which people are told unless they say otherwise. */
  async function broken(): Promise<Document> {
    const added = (await cluster.product.put(`broken-${++count}.pdf`, `%PDF-1.7\n${count}`)).json<Document>();
    return (await cluster.product.terminalDocuments([added.id])).get(added.id) ?? added;
  }
  const told = ({ id }: Document) =>
    eventually('it is in the inbox', async () =>
      (await inbox()).items.find(({ subject }) => subject === `document:${id}`),
    );

  it('puts what failed into the inbox once, with a count that every device is told with its offset', async () => {
    const document = await broken();
    const notification = await told(document);
    expect(notification).toMatchObject({
      type: 'document.failed',
      severity: 'warning',
      title: `${document.filename} could not be processed`,
      body: document.error?.message,
      state: 'unread',
    });
    const before = await inbox();
    expect(before).toMatchObject({ unread: 1, items: [{ id: notification.id }] });
    expect(await mine()).toMatchObject({
      items: [{ offset: 1, type: 'notification.created', data: { unread: 1, notification: { id: notification.id } } }],
    });

    const [first, second] = await Promise.all([
      send('POST', '/v1/notifications/read', { ids: [notification.id] }),
      send('POST', '/v1/notifications/read', { all: true }),
    ]);
    expect([first.json(), second.json()]).toEqual([{ unread: 0 }, { unread: 0 }]);
    expect((await mine()).items.slice(1)).toMatchObject([
      { offset: 2, type: 'notification.read', data: { unread: 0, state: 'read' } },
    ]);
    await send('POST', '/v1/notifications/archive', { ids: [notification.id] });
    expect(await inbox()).toMatchObject({ items: [], unread: 0 });
    expect(await inbox('?state=archived')).toMatchObject({ items: [{ id: notification.id }] });
  });

  it('says why something did or did not reach a person', async () => {
    const document = await broken();
    const { event_id } = await told(document);
    const explained = (await send('POST', '/v1/me/preferences/explain', { event: event_id })).json<
      Record<string, { outcome: string; reasons: { step: string; code: string; text: string }[] }>
    >();
    expect(explained).toMatchObject({ inbox: { outcome: 'send' }, email: { outcome: 'skip', not_before: null } });
    expect(explained['inbox']?.reasons.map(({ step, code }) => `${step} ${code}`)).toEqual([
      'kill_switch switched_on',
      'access may_see',
      'required not_required',
      'mute not_muted',
      'channel on_by_default',
      'collapse first',
      'throttle within_rate',
      'digest at_once',
      'quiet_hours silent',
      'send sent',
    ]);
    expect(explained['email']?.reasons.at(-1)).toMatchObject({ step: 'channel', code: 'off_by_default' });

    await send('PUT', '/v1/me/preferences', { mutes: [{ scope: 'type', value: 'document.failed', until: null }] });
    const would = await send('POST', '/v1/me/preferences/explain', { event: { type: 'document.failed' } });
    expect(would.json()).toMatchObject({ inbox: { outcome: 'skip' } });
    const { unread } = await inbox();
    const muted = await broken();
    const { items } = await get<{ items: EventEnvelope[] }>(`/v1/channels/document:${muted.id}/events`);
    const failed = items.find(({ type }) => type === 'document.failed');
    const why = await eventually('it is decided', async () => {
      const answer = await send('POST', '/v1/me/preferences/explain', { event: failed?.id });
      return answer.status === 200 ? answer.json<Record<string, { reasons: { code: string }[] }>>() : undefined;
    });
    expect(why['inbox']?.reasons.at(-1)).toMatchObject({ code: 'muted_type' });
    expect((await inbox()).unread).toBe(unread);
    expect((await send('PUT', '/v1/me/preferences', {})).status).toBe(200);
  });

  it('posts events to webhooks, signed, each once, and shows what was answered', async () => {
    const endpoint = await webhook('/all', ['document.*']);
    const { id } = await broken();
    const received = await receiver.until('/all', 2);
    const verified = received.map(({ body, headers }) => new Webhook(endpoint.secret).verify(body, headers));
    expect(verified).toMatchObject([
      { type: 'document.created', data: { subject: `document:${id}` } },
      { type: 'document.failed', data: { subject: `document:${id}`, code: 'document_damaged' } },
    ]);
    const { items } = await get<{ items: EventEnvelope[] }>(`/v1/channels/document:${id}/events`);
    expect(received.map(({ headers }) => headers['webhook-id'])).toEqual(items.map((event) => event.id));
    const log = await eventually('both are recorded', async () => {
      const all = await deliveriesTo(endpoint);
      return all.every(({ status }) => status === 'sent') ? all : undefined;
    });
    expect(log).toMatchObject([
      { events: [{ type: 'document.failed' }], attempts: [{ attempt: 1, status: 204, outcome: 'sent' }] },
      { events: [{ type: 'document.created' }], attempts: [{ attempt: 1, status: 204, outcome: 'sent' }] },
    ]);
    await send('DELETE', `/v1/webhooks/${endpoint.id}`);
  });

  it('tries a webhook again after a while by the same id, and stops at 410', async () => {
    const endpoint = await webhook('/flaky', ['document.failed']);
    const answers = [500, 204, 410];
    receiver.answer = ({ path }, response) =>
      response.writeHead(path === '/flaky' ? (answers.shift() ?? 204) : 204).end();
    await broken();
    const [first, second] = await receiver.until('/flaky', 2);
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    await eventually('both attempts are recorded', async () => {
      const [delivery] = await deliveriesTo(endpoint);
      return delivery?.status === 'sent' && delivery.attempts.map(({ outcome }) => outcome).join(' ') === 'retry sent';
    });
    await broken();
    await receiver.until('/flaky', 3);
    const disabled = await eventually('it is switched off', async () => {
      const { items } = await get<{ items: Endpoint[] }>('/v1/webhooks');
      return items.find((each) => each.id === endpoint.id && each.disabled_reason !== null);
    });
    expect(disabled.disabled_reason).toContain('410');
    expect((await send('POST', `/v1/webhooks/${endpoint.id}/enable`)).json()).toMatchObject({ disabled_at: null });
    await send('DELETE', `/v1/webhooks/${endpoint.id}`);
  });

  it('rotates a secret without a gap, tests, replays a range with the ids it had, and speaks to Slack', async () => {
    const endpoint = await webhook('/rotated', ['document.failed']);
    const slack = await webhook('/slack', ['document.failed'], 'slack');
    const document = await broken();
    const [original] = await receiver.until('/rotated', 1);
    const [message] = await receiver.until('/slack', 1);
    expect(JSON.parse(message?.body ?? '')).toMatchObject({
      text: expect.stringContaining(`*${document.filename} could not be processed*`) as string,
    });

    const rotated = (await send('POST', `/v1/webhooks/${endpoint.id}/rotate`)).json<Endpoint>();
    expect(rotated.secret).not.toBe(endpoint.secret);
    expect((await send('POST', `/v1/webhooks/${endpoint.id}/test`)).status).toBe(202);
    const [, test] = await receiver.until('/rotated', 2);
    for (const { secret } of [endpoint, rotated])
      expect(new Webhook(secret).verify(test?.body ?? '', test?.headers ?? {})).toMatchObject({ type: 'webhook.test' });

    const { timestamp } = JSON.parse(original?.body ?? '') as { timestamp: string };
    const range = { from: timestamp, to: new Date().toISOString() };
    const replayed = await send('POST', `/v1/webhooks/${endpoint.id}/replay`, range);
    expect([replayed.status, replayed.json()]).toEqual([202, { accepted: 1 }]);
    const [, , again] = await receiver.until('/rotated', 3);
    expect(again?.headers['webhook-id']).toBe(original?.headers['webhook-id']);
    expect(again?.body).toBe(original?.body);
    for (const { id } of [endpoint, slack]) await send('DELETE', `/v1/webhooks/${id}`);
  });

  it('refuses webhooks that lead into the machine, and events that do not exist', async () => {
    for (const url of ['http://10.0.0.1/', 'http://[::1]/', 'http://2130706434/', 'ftp://example.org/'])
      expect((await send('POST', '/v1/webhooks', { url, events: ['*'] })).status, url).toBe(422);
    const unknown = await send('POST', '/v1/webhooks', { url: receiver.url('/'), events: ['document.eaten'] });
    expect(unknown.status).toBe(422);
  });

  it('mails a person who has confirmed the address, and stops at one click', async () => {
    const set = (await send('PUT', '/v1/me/email', { address: 'ada@example.org' })).json<{
      email: { state: string };
    }>();
    expect(set.email.state).toBe('unverified');
    const confirmation = await mail.until(/^Confirm your address$/);
    const link = /http\S+email-confirmations\S+/.exec(confirmation.text ?? '')?.[0] ?? '';
    expect((await fetch(link)).status).toBe(200); // opened by a scanner: nothing happens
    expect((await get<{ email: { state: string } }>('/v1/me/preferences')).email.state).toBe('unverified');
    expect((await fetch(link, { method: 'POST' })).status).toBe(200);
    expect((await fetch(link, { method: 'POST' })).status).toBe(404);
    expect((await get<{ email: { state: string } }>('/v1/me/preferences')).email.state).toBe('ready');

    await send('PUT', '/v1/me/preferences', { events: { 'document.failed': { email: true } } });
    const document = await broken();
    const letter = await mail.until(new RegExp(`^${document.filename}`));
    expect(letter).toMatchObject({
      to: [{ address: 'ada@example.org' }],
      subject: `${document.filename} could not be processed`,
    });
    expect(letter.text).toContain(`/documents/${document.id}`);
    const [delivery] = (await get<{ items: Delivery[] }>('/v1/me/deliveries')).items;
    expect(letter.messageId).toContain(delivery?.id);

    const unsubscribe = letter.headers.find(({ key }) => key === 'list-unsubscribe')?.value.slice(1, -1) ?? '';
    const answer = await fetch(unsubscribe, { method: 'POST', body: 'List-Unsubscribe=One-Click' });
    expect(answer.status).toBe(200);
    const { preferences } = await get<{ preferences: unknown }>('/v1/me/preferences');
    expect(preferences).toMatchObject({ events: { 'document.failed': { email: false } } });
    const sent = mail.mails.length;
    await told(await broken());
    expect(mail.mails).toHaveLength(sent);
  });

  it('shows what would be sent, as it was sent, or as an example, to the team only', async () => {
    const show = (channel: string, event?: unknown) => send('POST', '/v1/me/preview', { channel, event });
    const letter = mail.mails.find(({ subject }) => subject?.endsWith('could not be processed'));
    const { items } = await get<{ items: Delivery[] }>('/v1/me/deliveries');
    const told = items.find(({ events }) => events[0]?.type === 'document.failed')?.events[0]?.id;
    const shown = (await show('email', told)).json<{ subject: string; text: string; html: string }>();
    const withoutToken = (words = '') =>
      words
        .replace(/unsubscribe\/\S+?(?=["\s])/g, '')
        .replaceAll('\r\n', '\n')
        .trim();
    expect(shown.subject).toBe(letter?.subject);
    expect(withoutToken(shown.text)).toBe(withoutToken(letter?.text));
    expect(withoutToken(shown.html)).toBe(withoutToken(letter?.html));
    const body = (await show('webhook', told)).json<{ body: string }>().body;
    expect(receiver.received.map((posted) => posted.body)).not.toContain(body); // nothing is sent
    expect(JSON.parse(body)).toMatchObject({ type: 'document.failed' });
    for (const type of NOTIFIABLE_TYPES)
      for (const channel of ['email', 'slack', 'webhook'])
        expect((await show(channel, { type })).status, `${channel} ${type}`).toBe(200);
    expect((await show('email')).json()).toMatchObject({ subject: 'invoice-2026-114.pdf could not be processed' });
    expect((await show('email', '019a5f6e-8f3b-7d4c-9b1e-2f6a7c8d9e01')).status).toBe(404); // of nobody, or another team
    expect((await show('email', { type: 'document.eaten' })).status).toBe(422);
  });

  it('answers the mail alone for a frame of its own page, in which it can do nothing', async () => {
    const frame = (event = '') => cluster.product.api('GET', `/v1/me/preview/mail${event}`);
    const html = async (event?: unknown) =>
      (await send('POST', '/v1/me/preview', { channel: 'email', event })).json<{ html: string }>().html;
    const { status, headers, text } = await frame();
    expect([status, text]).toEqual([200, await html()]);
    expect(headers.get('content-type')).toMatch(/^text\/html; charset=utf-8/i);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')?.split('; ').sort()).toEqual([
      "default-src 'none'",
      "frame-ancestors 'self'",
      'img-src data:',
      'sandbox',
      "style-src 'unsafe-inline'",
    ]);
    for (const type of NOTIFIABLE_TYPES) expect((await frame(`?event=${type}`)).text).toBe(await html({ type }));
    const { items } = await get<{ items: Delivery[] }>('/v1/me/deliveries');
    const told = items.find(({ events }) => events[0]?.type === 'document.failed')?.events[0]?.id;
    expect((await frame(`?event=${told}`)).text).toBe(await html(told));
    expect((await frame('?event=019a5f6e-8f3b-7d4c-9b1e-2f6a7c8d9e01')).status).toBe(404);
    expect((await frame('?event=document.eaten')).status).toBe(422);
  });

  it('gathers mail into a digest that can be released early, and looks again before it sends', async () => {
    const digests = { documents: { email: { every: 'window', minutes: 60, max_items: 100 } } };
    const events = { 'document.failed': { email: true } };
    await send('PUT', '/v1/me/preferences', { events, digests });
    const [one, two] = [await broken(), await broken()];
    const digest = await eventually('both are gathered', async () => {
      const [newest] = (await get<{ items: Delivery[] }>('/v1/me/deliveries')).items;
      return newest?.gathering === true && newest.events.length === 2 ? newest : undefined;
    });
    expect(Date.parse(digest.not_before) - Date.parse(digest.created_at)).toBe(3_600_000);
    await cluster.product.api('DELETE', `/v1/documents/${two.id}`);
    expect((await send('POST', `/v1/me/deliveries/${digest.id}/release`)).status).toBe(202);
    const letter = await mail.until(new RegExp(`^${one.filename}`));
    expect(letter.text).not.toContain(two.filename); // deleted meanwhile: not to be seen any more

    const third = await broken();
    const next = await eventually('a new digest gathers', async () => {
      const [newest] = (await get<{ items: Delivery[] }>('/v1/me/deliveries')).items;
      return newest?.gathering === true ? newest : undefined;
    });
    await send('PUT', '/v1/me/preferences', { events: { 'document.failed': { email: false } } });
    await send('POST', `/v1/me/deliveries/${next.id}/release`);
    const cancelled = await eventually('it is cancelled', async () => {
      const [newest] = (await get<{ items: Delivery[] }>('/v1/me/deliveries')).items;
      return newest?.status === 'cancelled' ? newest : undefined;
    });
    expect(cancelled.reason).toBe('You switched it off.');
    expect(mail.mails.some(({ subject }) => subject?.startsWith(third.filename))).toBe(false);
  });
});
