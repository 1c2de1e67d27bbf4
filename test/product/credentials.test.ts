import { createHash, randomBytes } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { LiveClient } from '../support/live.js';
import { Product } from '../support/product.js';
import { cookieOf, signIn, signinToken, spend, sql } from '../support/session.js';

const key = () => ({ 'idempotency-key': randomBytes(8).toString('hex') });
const digest = (token: string) => createHash('sha256').update(token).digest();

describe('a credential', () => {
  let product: Product;
  let clients: LiveClient[] = [];
  beforeAll(() => {
    product = Product.attach(inject('home'), inject('port'));
  });
  afterEach(() => {
    clients.forEach((client) => client.close());
    clients = [];
  });

  const connect = async (options: { query?: string; headers?: Record<string, string> }) => {
    const client = new LiveClient(product.url, options);
    clients.push(client);
    await client.open();
    client.send({ type: 'subscribe', id: 's', channel: 'tenant' });
    await client.frame('subscribed');
    return client;
  };
  const as = (headers: Record<string, string>) => ({ headers: { authorization: '', ...headers } });
  const ticketOf = async (headers: Record<string, string>) =>
    (await product.api('POST', '/v1/ws-tickets', as(headers))).json<{ ticket: string }>().ticket;

  /** A key of its own for the admin, whose row a test may end. */
  async function newKey(): Promise<string> {
    const secret = `dgk_${randomBytes(32).toString('base64url')}`;
    await sql(
      product,
      `insert into api_key (id, tenant_id, user_id, name, digest)
        select gen_random_uuid(), tenant_id, user_id, 'test', $1 from api_key limit 1`,
      [digest(secret)],
    );
    return secret;
  }

  it('that is signed out closes its sockets at once, and nobody else’s', async () => {
    const session = await signIn(product);
    const other = await signIn(product);
    const bystander = await connect(other);
    const mine = await Promise.all([
      connect(session),
      connect({ query: `?ticket=${await ticketOf(session.headers)}` }),
    ]);
    expect((await product.api('DELETE', '/v1/sessions/current', as(session.headers))).status).toBe(204);
    for (const client of mine) expect(await client.closing()).toMatchObject({ code: 4401 });
    expect(bystander.closed).toBeUndefined();
    const late = new LiveClient(product.url, session);
    clients.push(late);
    expect(await late.closing()).toMatchObject({ code: 4401 });
  });

  it('that expires says so before it does, and then closes its sockets; another one keeps them open', async () => {
    const session = await signIn(product);
    const token = session.headers.cookie.split('=')[1] ?? '';
    await sql(product, `update session set expires_at = now() + interval '4 seconds' where digest = $1`, [
      digest(token),
    ]);
    const [lost, kept] = await Promise.all([connect(session), connect(session)]);
    expect((await lost.frame('expiring')).in_s).toBeLessThanOrEqual(4);
    await kept.frame('expiring');
    kept.send({ type: 'auth', token: product.auth['authorization']?.slice('Bearer '.length) });
    expect(await lost.closing()).toMatchObject({ code: 4401 });
    expect(kept.closed).toBeUndefined();
  });

  it('that is revoked elsewhere closes its sockets, ends its streams and refuses who waits', async () => {
    const secret = await newKey();
    const headers = { authorization: `Bearer ${secret}` };
    const channel = `${product.url}/v1/channels/tenant/events`;
    const client = await connect({ headers });
    const stream = await fetch(channel, { headers: { ...headers, accept: 'text/event-stream' } });
    const waiting = fetch(`${channel}?after=${(await client.frame('subscribed')).offset}&wait=60`, { headers });
    const unspent = await ticketOf(headers);
    await sql(product, `update api_key set revoked_at = now() where digest = $1`, [digest(secret)]);
    expect(await client.closing()).toMatchObject({ code: 4401 });
    expect(await stream.text()).toMatch(/^id: [0-9a-f-]+:\d+$/m); // to its end
    expect((await waiting).status).toBe(401);
    const late = new LiveClient(product.url, { query: `?ticket=${unspent}` });
    clients.push(late);
    expect(await late.closing()).toMatchObject({ code: 4401 });
  });
});

describe('Idempotency-Key', () => {
  let product: Product;
  beforeAll(() => {
    product = Product.attach(inject('home'), inject('port'));
  });

  it('signs in once with one link, however often and at once the request is repeated, and stores no token', async () => {
    const signin = await signinToken(product);
    const again = key();
    const answers = await Promise.all(Array.from({ length: 5 }, () => spend(product, signin, again)));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    expect(new Set(answers.map(cookieOf)).size).toBe(1);
    const [first] = answers;
    const session = first ? cookieOf(first) : '';
    const list = await product.api('GET', '/v1/documents?limit=1', { headers: { authorization: '', cookie: session } });
    expect(list.status).toBe(200);
    expect((await spend(product, signin, key())).status).toBe(401);
    expect((await spend(product, signin)).status).toBe(401);
    const kept = await sql<{ text: string }>(product, `select k::text as text from idempotency_key k`);
    expect(kept.some(({ text }) => text.includes(session.split('=')[1] ?? ''))).toBe(false);
  });

  it('answers the same ticket again, which still opens one socket only', async () => {
    const again = key();
    const ask = (headers: Record<string, string> = {}) =>
      product.api('POST', '/v1/ws-tickets', { headers: { ...again, ...headers } });
    const first = await ask();
    const { ticket } = first.json<{ ticket: string; expires_at: string }>();
    const open = new LiveClient(product.url, { query: `?ticket=${ticket}` });
    await open.frame('welcome');
    const second = await ask();
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.json()).toEqual(first.json());
    const spent = new LiveClient(product.url, { query: `?ticket=${ticket}` });
    expect(await spent.closing()).toMatchObject({ code: 4401 });
    open.close();
    const { headers } = await signIn(product);
    const others = await ask({ authorization: '', ...headers });
    expect([others.status, others.json<{ code: string }>().code]).toEqual([409, 'idempotency_mismatch']);
    const kept = await sql<{ text: string }>(product, `select k::text as text from idempotency_key k where key = $1`, [
      again['idempotency-key'],
    ]);
    expect(kept).toHaveLength(1);
    expect(kept[0]?.text).not.toContain(ticket.slice(0, 20));
  });
});
