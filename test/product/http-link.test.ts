import { randomBytes } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Document } from '../../domain/documents/document.js';
import type { ServerFrame } from '../../services/events/protocol/frames.js';
import { openPolling, openStream } from '../../client/http-link.js';
import { eventually, Product } from '../support/product.js';
import { signIn } from '../support/session.js';

/** The browser's way around a WebSocket that cannot be had, against the real server. */
describe.each([
  ['a stream', openStream],
  ['long polls', openPolling],
])('docugenie.v1 over %s', (_way, open) => {
  let product: Product;
  const opened: { close(): void }[] = [];
  beforeAll(() => {
    product = Product.attach(inject('home'), inject('port'));
  });
  afterEach(() => opened.splice(0).forEach((link) => link.close()));

  function connect(headers: Record<string, string> = product.auth) {
    const frames: ServerFrame[] = [];
    const codes: number[] = [];
    const link = open(
      {
        fetch: (path, init) => fetch(product.url + path, { ...init, headers: { ...headers, ...init.headers } }),
        after: (ms, run) => {
          const timer = setTimeout(run, ms);
          return () => clearTimeout(timer);
        },
      },
      {
        message: (text) => frames.push(JSON.parse(text) as ServerFrame),
        closed: (code) => codes.push(code),
      },
    );
    opened.push(link);
    const frame = <T extends ServerFrame['type']>(type: T) =>
      eventually(`a ${type} frame`, () =>
        frames.find((one): one is Extract<ServerFrame, { type: T }> => one.type === type),
      );
    const subscribe = async (channel: string, from?: { epoch: string; offset: number }) => {
      await frame('welcome');
      link.send(JSON.stringify({ type: 'subscribe', id: 's', channel, ...(from ? { from } : {}) }));
    };
    const offsets = () => frames.flatMap((one) => (one.type === 'events' ? one.items.map(({ offset }) => offset) : []));
    return { frames, codes, frame, subscribe, offsets };
  }

  const finished = async () => {
    const { id } = (await product.put('link.txt', randomBytes(8).toString('hex'))).json<Document>();
    await product.terminalDocuments([id]);
    return `document:${id}`;
  };

  it('begins at the top, and goes on from where a client was, without a gap', async () => {
    const channel = await finished();
    const all = await product.events(channel);
    const first = connect();
    await first.subscribe(channel);
    const { epoch, offset, recovered } = await first.frame('subscribed');
    expect({ offset, recovered }).toEqual({ offset: all.length, recovered: true });
    const second = connect();
    await second.subscribe(channel, { epoch, offset: 2 });
    expect(await second.frame('subscribed')).toMatchObject({ epoch, offset: 2, recovered: true });
    await eventually('the rest', () => second.offsets().length === all.length - 2 || undefined);
    expect(second.offsets()).toEqual(all.slice(2).map((event) => event.offset));
  });

  it('tells what happens now, in order', async () => {
    const link = connect();
    await link.subscribe('tenant');
    const { offset } = await link.frame('subscribed');
    await finished();
    await eventually('seven events', () => link.offsets().length >= 7 || undefined);
    expect(link.offsets()).toEqual(link.offsets().map((_, n) => offset + n + 1));
  });

  it('tells that a position is gone, and goes on from the one that is', async () => {
    const channel = await finished();
    const link = connect();
    await link.subscribe(channel, { epoch: '0190a000-0000-7000-8000-000000000000', offset: 1 });
    const { epoch, offset } = await link.frame('reset');
    expect(await link.frame('subscribed')).toMatchObject({ epoch, offset, recovered: false });
    expect(offset).toBe((await product.events(channel)).length);
  });

  it('tells an unknown channel, and closes for who is signed out', async () => {
    const session = await signIn(product);
    const link = connect(session.headers);
    await link.subscribe('document:0190a000-0000-7000-8000-000000000000');
    expect(await link.frame('error')).toMatchObject({ code: 'not_found' });
    expect(link.codes).toEqual([]);
    await link.subscribe('tenant');
    await link.frame('subscribed');
    await product.api('DELETE', '/v1/sessions/current', { headers: { authorization: '', ...session.headers } });
    await eventually('it closes', () => link.codes.length > 0 || undefined);
    const late = connect(session.headers);
    await eventually('it is refused', () => late.codes.length > 0 || undefined);
    expect(late.codes).toEqual([4401]);
  });
});
