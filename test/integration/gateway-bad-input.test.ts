import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect as connectTcp, type Socket } from 'node:net';
import pg from 'pg';
import { uuidv7 } from 'uuidv7';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Document } from '../../domain/documents/document.js';
import { createSigninLink } from '../../services/identity/index.js';
import { Cluster } from '../support/cluster.js';
import { LiveClient } from '../support/live.js';
import { alive, eventually, pause } from '../support/product.js';
import { cookieOf, spend } from '../support/session.js';

const PER_USER = 24;
const PER_ADDRESS = 16;

/**
 * An api that is sent what no client of ours would send. A witness follows the tenant's channel during all of it: after each
 * test it receives what is uploaded then, and has missed nothing.
 */
describe('the gateway', () => {
  let cluster: Cluster;
  let witness: LiveClient;
  let first: number;
  let clients: LiveClient[] = [];
  let loris: Promise<string>;

  beforeAll(async () => {
    cluster = await Cluster.start(inject('templateUrl'), {
      SOCKETS_PER_USER: String(PER_USER),
      SOCKETS_PER_ADDRESS: String(PER_ADDRESS),
      TRUSTED_PROXIES: '127.0.0.1', // so that a test can come from where it likes
    });
    witness = new LiveClient(cluster.product.url, { headers: cluster.product.auth });
    await witness.open();
    witness.send({ type: 'subscribe', id: 'w', channel: 'tenant' });
    first = (await witness.frame('subscribed')).offset;
    loris = slowHandshake();
  });

  afterEach(async () => {
    clients.forEach((client) => client.close());
    clients = [];
    const { id } = await upload();
    await witness.frame('events', ({ items }) => items.some(({ subject }) => subject === `document:${id}`));
    const seen = witness.offsets('tenant');
    expect(seen).toEqual(seen.map((_, n) => first + n + 1));
    expect(alive(cluster.api?.pid ?? 0)).toBe(true);
  });

  afterAll(() => cluster.stop());

  const upload = async () =>
    (await cluster.product.put('bad.txt', `bad input ${randomBytes(8).toString('hex')}`)).json<Document>();

  let from = 0;
  /** Each comes from an address of its own, unless it says another. */
  const connect = (options: { query?: string; headers?: Record<string, string> } = {}) => {
    const client = new LiveClient(cluster.product.url, {
      ...options,
      headers: { 'x-forwarded-for': `203.0.113.${++from % 250}`, ...options.headers },
    });
    clients.push(client);
    return client;
  };
  const authenticated = (headers = {}) => connect({ headers: { ...cluster.product.auth, ...headers } }).open();

  async function sql(statement: string, values: unknown[] = []): Promise<void> {
    const client = new pg.Client({ connectionString: cluster.databaseUrl });
    await client.connect();
    await client.query(statement, values).finally(() => client.end());
  }

  const head = (headers: Record<string, string>) =>
    [
      'GET /v1/ws HTTP/1.1',
      `Host: ${new URL(cluster.product.url).host}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
      'Sec-WebSocket-Protocol: docugenie.v1',
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ].join('\r\n');

  async function tcp(): Promise<Socket> {
    const socket = connectTcp(Number(new URL(cluster.product.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    await new Promise((connected) => socket.once('connect', connected));
    return socket;
  }

  /** Sends a byte of a handshake now and then; answers what it was told in the end. */
  async function slowHandshake(): Promise<string> {
    const socket = await tcp();
    const bytes = head({});
    let sent = 0;
    const dripping = setInterval(() => socket.write(bytes[sent++] ?? ''), 500);
    let answer = '';
    socket.on('data', (data) => (answer += data.toString()));
    await new Promise((closed) => socket.once('close', closed));
    clearInterval(dripping);
    return answer;
  }

  it.each([
    ['malformed JSON', '{', 4400],
    ['an unknown type', '{"type":"confetti"}', 4400],
    ['a negative offset', '{"type":"subscribe","id":"s","channel":"tenant","from":{"epoch":"e","offset":-1}}', 4400],
    ['65,537 bytes', `{"type":"pong","pad":"${'x'.repeat(65_537 - 24)}"}`, 1009],
  ])('closes a connection that sends %s', async (_what, frame, code) => {
    const client = await authenticated();
    client.send(frame);
    expect(await client.closing()).toMatchObject({ code });
  });

  it('closes a connection that sends bytes, or a text that is not UTF-8', async () => {
    const [binary, text] = await Promise.all([authenticated(), authenticated()]);
    binary.socket.send(Buffer.from('{"type":"pong"}'), { binary: true });
    text.socket.send(Buffer.from([0x22, 0xc3, 0x28, 0x22]), { binary: false });
    expect(await binary.closing()).toMatchObject({ code: 4400 });
    expect(await text.closing()).toMatchObject({ code: 1007 });
  });

  it('takes a frame of 65,536 bytes', async () => {
    const client = await authenticated();
    client.send(`{"type":"pong","pad":"${'x'.repeat(65_536 - 24)}"}`);
    client.send({ type: 'subscribe', id: 's', channel: 'tenant' });
    await client.frame('subscribed');
  });

  it('is not harmed by 10,000 hellos in a row, from a client it knows and from many it does not', async () => {
    const memory = () =>
      Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${cluster.api?.pid ?? 0}/status`, 'utf8'))?.[1]) / 1_024;
    const before = memory();
    const known = await authenticated();
    for (let n = 0; n < 10_000; n++) known.send({ type: 'hello', token: randomBytes(300).toString('hex') });
    expect((await known.closing()).code).toBeOneOf([4401, 4429]);
    const friendly = await authenticated();
    for (let n = 0; n < 10_000; n++) friendly.send({ type: 'hello' });
    expect(await friendly.closing()).toMatchObject({ code: 4429 });
    for (let n = 0; n < 10; n++) {
      const strangers = await Promise.all(Array.from({ length: 10 }, () => connect().open()));
      for (const stranger of strangers)
        stranger.send({ type: 'hello', token: `dgk_${randomBytes(32).toString('hex')}` });
      for (const stranger of strangers) expect(await stranger.closing()).toMatchObject({ code: 4401 });
    }
    expect(memory() - before).toBeLessThan(64);
  });

  it('ends a connection that pings without end', async () => {
    const client = await authenticated();
    for (let n = 0; n < 1_000; n++) client.socket.ping();
    expect((await client.closing()).code).toBeOneOf([1006, 4429]); // cut, when it does not take the pongs either
  });

  it('does not tell a document of another tenant from one that is not there, and the socket stays', async () => {
    const [tenant, id, sha256] = [uuidv7(), uuidv7(), randomBytes(32).toString('hex')];
    await sql(`insert into tenant (id, name) values ($1, 'another')`, [tenant]);
    await sql(`insert into content (tenant_id, sha256, bytes) values ($1, $2, 1)`, [tenant, sha256]);
    await sql(
      `insert into document (id, tenant_id, sha256, run, filename, media_type, bytes, status)
        values ($1, $2, $3, 1, 'theirs.txt', 'text/plain', 1, 'queued')`,
      [id, tenant, sha256],
    );
    const client = await authenticated();
    const answers = [];
    for (const channel of [`document:${id}`, `document:${uuidv7()}`, `tenant:${tenant}`]) {
      client.send({ type: 'subscribe', id: channel, channel });
      const { code, detail } = await client.frame('error', (frame) => frame.id === channel);
      answers.push([code, detail]);
    }
    expect(new Set(answers.map(([code, detail]) => `${code} ${detail}`)).size).toBe(1);
    expect(answers[0]?.[0]).toBe('not_found');
    client.send({ type: 'subscribe', id: 'mine', channel: 'tenant' });
    await client.frame('subscribed');
  });

  it('answers the largest offset there is with a reset', async () => {
    const { epoch } = await witness.frame('subscribed');
    const client = await authenticated();
    client.send({ type: 'subscribe', id: 's', channel: 'tenant', from: { epoch, offset: Number.MAX_SAFE_INTEGER } });
    expect(await client.frame('reset')).toMatchObject({ reason: 'future' });
  });

  it('lets in neither a page of another site by a cookie, nor a session that has expired', async () => {
    const { product } = cluster;
    const link = await createSigninLink(cluster.databaseUrl, { url: product.url });
    const cookie = cookieOf(await spend(product, new URL(link).hash.slice('#signin='.length)));
    await (await connect({ headers: { cookie, origin: product.url } }).open()).frame('welcome');
    for (const origin of ['https://elsewhere.example', 'null', `${product.url}.example`])
      expect(await connect({ headers: { cookie, origin } }).closing()).toMatchObject({ code: 4403 });
    expect(await connect({ headers: { cookie } }).closing()).toMatchObject({ code: 4403 });
    await sql(`update session set expires_at = now() - interval '1 second'`);
    expect(await connect({ headers: { cookie, origin: product.url } }).closing()).toMatchObject({ code: 4401 });
  });

  it('opens one socket of many that show the same ticket at once', async () => {
    const { ticket } = (await cluster.product.api('POST', '/v1/ws-tickets')).json<{ ticket: string }>();
    const all = Array.from({ length: 8 }, () => connect({ query: `?ticket=${ticket}` }));
    const refused = await eventually('all but one are closed', () => {
      const closed = all.flatMap((client) => client.closed ?? []);
      return closed.length === 7 ? closed : undefined;
    });
    expect(new Set(refused.map(({ code }) => code))).toEqual(new Set([4401]));
  });

  it('survives handshakes that are reset at any moment', async () => {
    for (let n = 0; n < 100; n++) {
      const socket = await tcp();
      socket.write(`${head({ authorization: `Bearer dgk_${n}`, 'x-forwarded-for': `198.51.100.${n}` })}\r\n\r\n`);
      await pause(n % 10);
      socket.resetAndDestroy();
    }
    await (await authenticated()).frame('welcome');
  });

  it('closes at once what is too much for a user, and lets in again when one has gone', async () => {
    const mine = await Promise.all(Array.from({ length: PER_USER - 1 }, () => authenticated())); // and the witness
    await Promise.all(mine.map((client) => client.frame('welcome')));
    expect(await (await authenticated()).closing()).toMatchObject({ code: 4429 });
    mine[0]?.close();
    await eventually('one more is let in', async () => {
      const client = await authenticated();
      await Promise.race([client.frame('welcome'), client.closing()]);
      return client.closed ? undefined : true;
    });
  });

  it('closes at once what is too much from an address, whoever it is, and no others', async () => {
    const there = { 'x-forwarded-for': '1.2.3.4, 192.0.2.1' }; // what the client wrote, and what its proxy did
    await Promise.all(Array.from({ length: PER_ADDRESS }, () => connect({ headers: there }).open()));
    const late = connect({ headers: { 'x-forwarded-for': '5.6.7.8, 192.0.2.1' } });
    expect(await late.closing()).toMatchObject({ code: 4429 });
    await (await authenticated()).frame('welcome');
  });

  it('ends the subscription of a document that is deleted, after it has told so', async () => {
    const document = await upload();
    const client = await authenticated();
    client.send({ type: 'subscribe', id: 'd', channel: `document:${document.id}` });
    await client.frame('subscribed');
    expect((await cluster.product.api('DELETE', `/v1/documents/${document.id}`)).status).toBeLessThan(300);
    const told = await client.frame('events', ({ items }) => items.some(({ type }) => type === 'document.deleted'));
    const ended = await client.frame('error', ({ id }) => id === 'd');
    expect(ended.code).toBe('not_found');
    expect(client.frames.indexOf(told)).toBeLessThan(client.frames.indexOf(ended));
    client.send({ type: 'subscribe', id: 'd', channel: `document:${document.id}` });
    await eventually('it is not found', () => client.frames.filter(({ type }) => type === 'error').length === 2);
    expect(client.closed).toBeUndefined();
  });

  it('ends a handshake that does not come to an end', async () => expect(await loris).toMatch(/^HTTP\/1.1 408 /));

  it('counts why it has closed what it has closed', async () => {
    const metrics = await (await fetch(`${cluster.product.url}/metrics`)).text();
    for (const reason of [
      'bad_frame',
      'binary',
      'not_websocket',
      'too_many_frames',
      'too_many_connections',
      'wrong_origin',
    ])
      expect(metrics).toMatch(new RegExp(`docugenie_ws_closed_total\\{[^}]*reason="${reason}"[^}]*\\} [1-9]`));
  });
});

describe('a gateway that stops', () => {
  it('asks its clients to come back at different times, and does not wait for those that do not answer', async () => {
    const cluster = await Cluster.start(inject('templateUrl'));
    try {
      const { product, api } = cluster;
      const clients = Array.from({ length: 20 }, () => new LiveClient(product.url, { headers: product.auth }));
      await Promise.all(clients.map((client) => client.frame('welcome')));
      const silent = new LiveClient(product.url, { headers: product.auth });
      await silent.frame('welcome');
      silent.socket.pause();
      const begun = Date.now();
      if (api) expect(await cluster.end(api)).toEqual([0]);
      expect(Date.now() - begun).toBeLessThan(8_000);
      for (const client of clients) expect(await client.closing()).toMatchObject({ code: 1012 });
      const byes = await Promise.all(clients.map((client) => client.frame('bye')));
      expect(new Set(byes.map((bye) => bye.retry_ms)).size).toBeGreaterThan(10);
      for (const { retry_ms } of byes) expect(retry_ms).toBeLessThan(1_000);
      silent.close();
    } finally {
      await cluster.stop();
    }
  });
});
