import { randomBytes } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Document } from '../../domain/documents/document.js';
import { LiveClient } from '../support/live.js';
import { eventually, Product } from '../support/product.js';

describe('live events', () => {
  let product: Product;
  let clients: LiveClient[] = [];
  beforeAll(() => {
    product = Product.attach(inject('home'), inject('port'));
  });
  afterEach(() => {
    clients.forEach((client) => client.close());
    clients = [];
  });

  const connect = async (options: { query?: string; headers?: Record<string, string> } = { headers: product.auth }) => {
    const client = new LiveClient(product.url, options);
    clients.push(client);
    return client.open();
  };

  const upload = async () => (await product.put('live.txt', `live ${randomBytes(8).toString('hex')}`)).json<Document>();

  it('come in order and without a gap, the same over WebSocket, long-poll and Server-Sent Events', async () => {
    const client = await connect();
    client.send({ type: 'subscribe', id: 'all', channel: 'tenant' });
    const { offset, epoch, recovered } = await client.frame('subscribed');
    expect(recovered).toBe(true);
    const { id } = await upload();
    await product.terminalDocuments([id]);
    const channel = `document:${id}`;
    const stored = await product.events(channel);
    expect(stored.map(({ type, data }) => [type, data['step']].filter(Boolean).join(' '))).toEqual(
      expect.arrayContaining([
        'document.created',
        'document.step_completed extract',
        'document.step_completed publish',
        'document.completed',
      ]),
    );
    expect(stored.map((event) => event.offset)).toEqual(stored.map((_, n) => n + 1));

    await client.frame('events', ({ items }) =>
      items.some(({ subject, type }) => subject === channel && type === 'document.completed'),
    );
    const seen = client.offsets('tenant');
    expect(seen).toEqual(seen.map((_, n) => offset + n + 1));

    const sse = await fetch(`${product.url}/v1/channels/${channel}/events?after=0`, {
      headers: { ...product.auth, accept: 'text/event-stream' },
    });
    const reader = sse.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes('document.completed')) text += (await reader?.read())?.value ?? '';
    await reader?.cancel();
    const ids = [...text.matchAll(/^id: [0-9a-f-]+:(\d+)$/gm)].map(([, n]) => Number(n));
    expect(ids).toEqual(stored.map((event) => event.offset));

    const later = product.api('GET', `/v1/channels/tenant/events?after=${seen.at(-1)}&epoch=${epoch}&wait=20`);
    const next = await upload();
    const { items } = (await later).json<{ items: { subject: string }[] }>();
    expect(items[0]?.subject).toBe(`document:${next.id}`);
    await product.terminalDocuments([next.id]);
  });

  it('resume behind the last offset a client has, the backlog first', async () => {
    const { id } = await upload();
    await product.terminalDocuments([id]);
    const channel = `document:${id}`;
    const all = await product.events(channel);
    const first = await connect();
    first.send({ type: 'subscribe', id: 's', channel });
    const { epoch } = await first.frame('subscribed');
    const client = await connect();
    client.send({ type: 'subscribe', id: 's', channel, from: { epoch, offset: 2 } });
    expect(await client.frame('subscribed')).toMatchObject({ recovered: true, offset: 2 });
    await eventually('the backlog', () => client.offsets(channel).length === all.length - 2 || undefined);
    expect(client.offsets(channel)).toEqual(all.slice(2).map(({ offset }) => offset));
  });

  it.each([
    ['another epoch', () => ({ epoch: '0190a000-0000-7000-8000-000000000000', offset: 1 }), 'epoch'],
    ['the future', (epoch: string) => ({ epoch, offset: 1_000_000_000 }), 'future'],
  ] as const)('tell a client that comes from %s that its position is gone', async (_what, from, reason) => {
    const probe = await connect();
    probe.send({ type: 'subscribe', id: 's', channel: 'tenant' });
    const { epoch } = await probe.frame('subscribed');
    const client = await connect();
    client.send({ type: 'subscribe', id: 's', channel: 'tenant', from: from(epoch) });
    const subscribed = await client.frame('subscribed');
    const reset = await client.frame('reset');
    expect(subscribed.recovered).toBe(false);
    expect(client.frames.indexOf(subscribed)).toBeLessThan(client.frames.indexOf(reset));
    expect(reset).toMatchObject({ channel: 'tenant', epoch, offset: subscribed.offset, reason });
    const gone = await product.api(
      'GET',
      `/v1/channels/tenant/events?after=${from(epoch).offset}&epoch=${from(epoch).epoch}`,
    );
    expect(gone.status).toBe(410);
    expect(gone.json()).toMatchObject({ code: 'reset', epoch, reason });
    const { id } = await upload();
    await client.frame('events', ({ items }) => items[0]?.offset === reset.offset + 1);
    await product.terminalDocuments([id]);
  });

  it('let in a ticket once, a token in hello, and nobody else', async () => {
    const { ticket } = (await product.api('POST', '/v1/ws-tickets')).json<{ ticket: string }>();
    await (await connect({ query: `?ticket=${ticket}` })).frame('welcome');
    expect(await (await connect({ query: `?ticket=${ticket}` })).closing()).toMatchObject({ code: 4401 });
    const hello = await connect({});
    hello.send({ type: 'hello', token: product.auth['authorization']?.slice('Bearer '.length) });
    await hello.frame('welcome');
    const stranger = await connect({});
    stranger.send({ type: 'hello', token: 'dgk_wrong' });
    expect(await stranger.closing()).toMatchObject({ code: 4401 });
    expect(await (await connect({})).closing()).toMatchObject({ code: 4408 });
    expect(await (await connect({ headers: { authorization: 'Bearer dgk_wrong' } })).closing()).toMatchObject({
      code: 4401,
    });
  });

  it('tell an unknown channel apart from a closed door', async () => {
    const client = await connect();
    for (const channel of ['nope', 'document:0190a000-0000-7000-8000-000000000000', 'tenant:x']) {
      client.send({ type: 'subscribe', id: channel, channel });
      expect(await client.frame('error', ({ id }) => id === channel)).toMatchObject({ code: 'not_found' });
    }
    expect(client.closed).toBeUndefined();
  });
});
