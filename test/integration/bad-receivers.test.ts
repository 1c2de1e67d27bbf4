import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Delivery } from '../../domain/notifications/delivery.js';
import type { Notification } from '../../domain/notifications/notification.js';
import { Cluster, type Program } from '../support/cluster.js';
import { eventually } from '../support/product.js';
import { WebhookReceiver } from '../support/receivers.js';

const HANGING = 20;
const GB = 1024 ** 3;

const reply = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode });

/** Answers with zeros until it has sent so many bytes, or the other side leaves. */
function flood(response: ServerResponse, bytes: number): void {
  const chunk = Buffer.alloc(1024 * 1024);
  let left = bytes;
  const more = () => {
    while (left > 0 && !response.destroyed) {
      left -= chunk.length;
      if (!response.write(chunk)) return;
    }
    response.end();
  };
  response.writeHead(200).on('drain', more);
  more();
}

describe('receivers that are not well', { timeout: 240_000 }, () => {
  let cluster: Cluster;
  let worker: Program;
  let receiver: WebhookReceiver;
  let db: pg.Client;
  const mails: { to: string; raw: string }[] = [];
  const seen = new Set<string>();
  /** `refused@`, `grey@` and `dies@` get what their names say, the latter two once. */
  const smtp: SMTPServer = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo({ address }, _session, done) {
      const first = !seen.has(address);
      seen.add(address);
      if (address.startsWith('refused@')) done(reply(550, '5.1.1 No such user here'));
      else done(address.startsWith('grey@') && first ? reply(451, '4.7.1 Greylisted, come back in a minute') : null);
    },
    onData(stream, { envelope }, done) {
      void text(stream).then((raw) => {
        const to = envelope.rcptTo[0]?.address ?? '';
        mails.push({ to, raw });
        const dies = to.startsWith('dies@') && mails.filter((mail) => mail.to === to).length === 1;
        if (dies) for (const { _socket: socket } of smtp.connections) socket.destroy();
        else done();
      });
    },
  });

  beforeAll(async () => {
    smtp.on('error', () => undefined); // clients that leave
    await new Promise<void>((listening) => smtp.listen(0, '127.0.0.1', listening));
    const { port } = smtp.server.address() as AddressInfo; // it listens on a port
    receiver = await WebhookReceiver.start();
    cluster = await Cluster.start(inject('templateUrl'), {
      SMTP_URL: `smtp://127.0.0.1:${port}`,
      ALLOW_PRIVATE_HOSTS: '127.0.0.1',
    });
    worker = cluster.worker('workflow');
    db = new pg.Client({ connectionString: cluster.databaseUrl });
    db.on('error', () => undefined); // it is dropped at the end
    await db.connect();
  });
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') process.stderr.write(`${cluster.lastWords()}\n`);
  });
  afterAll(async () => {
    await db.end();
    await cluster.stop();
    await receiver.stop();
    await new Promise<void>((closed) => smtp.close(closed));
  });

  const get = async <T>(path: string): Promise<T> => (await cluster.product.api('GET', path)).json<T>();
  const send = (method: string, path: string, body?: unknown) =>
    cluster.product.api(method, path, {
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      headers: { 'content-type': 'application/json' },
    });
  const webhook = async (path: string): Promise<string> =>
    (await send('POST', '/v1/webhooks', { url: receiver.url(path), events: ['document.failed'] })).json<{
      id: string;
    }>().id;
  const poke = async (id: string) => expect((await send('POST', `/v1/webhooks/${id}/test`)).status).toBe(202);
  /** The newest delivery of a webhook or of the person, once it is as `wanted` says. */
  const delivery = (of: string, what: string, wanted: (newest: Delivery) => boolean) =>
    eventually(
      what,
      async () => {
        const [newest] = (await get<{ items: Delivery[] }>(of)).items;
        return newest && wanted(newest) ? newest : undefined;
      },
      60_000,
    );
  const logOf = (id: string) => `/v1/webhooks/${id}/deliveries`;
  const attempts = (count: number) => (each: Delivery) =>
    each.attempts.filter(({ outcome }) => outcome).length === count;
  /** Lets the time until the next attempt pass: the row is what the product waits by. */
  const hasten = ({ id }: Delivery) =>
    db.query(`update delivery set not_before = now(), told_at = null where id = $1 and status = 'waiting'`, [id]);
  const peak = () => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${worker.pid}/status`, 'utf8'))?.[1]);
  /** Milliseconds that a delivery to somebody who is well takes. */
  async function takes(id: string): Promise<number> {
    const before = (await get<{ items: Delivery[] }>(logOf(id))).items.length;
    await poke(id);
    const sent = await eventually('it is sent', async () => {
      const { items } = await get<{ items: Delivery[] }>(logOf(id));
      return items.length > before && items[0]?.status === 'sent' ? items[0] : undefined;
    });
    return Date.parse(sent.sent_at ?? '') - Date.parse(sent.created_at);
  }

  it('take nothing from the others: hanging, and 1 GB, cost neither their time nor memory', async () => {
    receiver.answer = ({ path }, response) => {
      if (path === '/gigabyte') flood(response, GB);
      else if (!path.startsWith('/hangs')) response.writeHead(204).end();
    };
    const well = await webhook('/well');
    const alone = Math.max(await takes(well), await takes(well), await takes(well));
    const base = peak();

    const gigabyte = await webhook('/gigabyte');
    const hanging = await Promise.all(Array.from({ length: HANGING }, (_, n) => webhook(`/hangs-${n}`)));
    await Promise.all([...hanging, gigabyte].map(poke));
    await eventually('all of them are held', () => {
      const paths = new Set(receiver.received.map(({ path }) => path).filter((path) => path.startsWith('/hangs')));
      return paths.size === HANGING;
    });
    const beside = Math.max(await takes(well), await takes(well), await takes(well));
    expect(beside).toBeLessThan(alone + 2_000); // a receiver that hangs has 20 s

    const taken = await delivery(logOf(gigabyte), 'the flood is over', ({ status }) => status === 'sent');
    expect(taken.attempts).toMatchObject([{ status: 200, outcome: 'sent' }]);
    for (const id of hanging) {
      const late = await delivery(logOf(id), 'it is given up for now', attempts(1));
      expect(late).toMatchObject({
        status: 'waiting',
        reason: expect.stringMatching(/took too long|not answer/i) as string,
      });
      expect(late.attempts).toMatchObject([{ status: null, outcome: 'retry' }]);
    }
    expect(peak() - base).toBeLessThan(64 * 1024);
  });

  it('that answer 500 for an hour are tried ever later, and get it when they are well, once and by the same id', async () => {
    let status = 500;
    receiver.answer = (_, response) => response.writeHead(status).end('deploying');
    const id = await webhook('/ill');
    await poke(id);
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 3; attempt++) {
      const failed = await delivery(logOf(id), `attempt ${attempt} fails`, attempts(attempt));
      expect(failed).toMatchObject({ status: 'waiting', reason: 'deploying' });
      waits.push(Date.parse(failed.not_before) - Date.parse(failed.attempts.at(-1)?.at ?? ''));
      if (attempt === 3) status = 204; // an hour is over with the waits that follow
      await hasten(failed);
    }
    const sent = await delivery(logOf(id), 'it is sent', ({ status: now }) => now === 'sent');
    expect(sent.attempts.map((each) => each.status)).toEqual([500, 500, 500, 204]);
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(waits[2]).toBeGreaterThan(20 * 60_000);
    const ids = receiver.received.filter(({ path }) => path === '/ill').map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(1);
  });

  it('that redirect into the machine are not followed', async () => {
    receiver.answer = ({ path }, response) =>
      response.writeHead(path === '/moved' ? 302 : 204, { location: receiver.url('/inside') }).end();
    const id = await webhook('/moved');
    await poke(id);
    const refused = await delivery(logOf(id), 'it is tried', attempts(1));
    expect(refused).toMatchObject({ status: 'waiting', attempts: [{ status: 302, outcome: 'retry' }] });
    expect(receiver.received.filter(({ path }) => path === '/inside')).toEqual([]);
  });

  describe('for mail', () => {
    const MINE = '/v1/me/deliveries';
    const isConfirmation = (each: Delivery) => each.events[0]?.type === 'address.confirmation';
    const address = async (mail: string) => {
      await send('PUT', '/v1/me/email', { address: mail });
      return delivery(MINE, 'it is tried', (each) => isConfirmation(each) && attempts(1)(each));
    };
    const idsTo = (to: string) =>
      Promise.all(
        mails.filter((mail) => mail.to === to).map(async ({ raw }) => (await PostalMime.parse(raw)).messageId),
      );

    it('that refuse the recipient end it: the address is given up, which the inbox says', async () => {
      expect(await address('refused@example.org')).toMatchObject({
        status: 'failed',
        reason: '550 5.1.1 No such user here',
        attempts: [{ status: 550, outcome: 'failed' }],
      });
      const { email } = await get<{ email: { state: string } }>('/v1/me/preferences');
      expect(email.state).toBe('suppressed');
      const { items } = await get<{ items: Notification[] }>('/v1/notifications');
      expect(items.map(({ type }) => type)).toEqual(['address.refused']);
    });

    it('that greylist get it the next time', async () => {
      const held = await address('grey@example.org');
      expect(held).toMatchObject({ status: 'waiting', reason: '451 4.7.1 Greylisted, come back in a minute' });
      await hasten(held);
      const sent = await delivery(MINE, 'it is sent', ({ status }) => status === 'sent');
      expect(sent.attempts.map(({ outcome }) => outcome)).toEqual(['retry', 'sent']);
      expect(await idsTo('grey@example.org')).toHaveLength(1);
    });

    it('that die after DATA get it again, by the same Message-ID', async () => {
      const lost = await address('dies@example.org');
      expect(lost).toMatchObject({ status: 'waiting', reason: expect.stringContaining('was lost') as string });
      await hasten(lost);
      await delivery(MINE, 'it is sent', ({ status }) => status === 'sent');
      const [first, second, ...more] = await idsTo('dies@example.org');
      expect([first, more]).toEqual([second, []]);
      expect(first).toContain(lost.id);
    });
  });
});
