import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Delivery } from '../../domain/notifications/delivery.js';
import type { Notification } from '../../domain/notifications/notification.js';
import { Cluster, type Program } from '../support/cluster.js';
import { ImapServer } from '../support/imap-server.js';
import { eventually } from '../support/product.js';
import { MailServer } from '../support/receivers.js';
import { exchange, exim, late, postfix } from '../support/reports.js';

/** What the mail server says of every mail. */
const taken = '250 OK: message queued';

interface Task {
  name: string;
  last_run: { started_at: string; ended_at: string | null; outcome: string; result: Record<string, unknown> } | null;
}

describe('mails that come back', { timeout: 240_000 }, () => {
  let cluster: Cluster;
  let imap: ImapServer;
  let smtp: MailServer;
  let worker: Program;
  let db: pg.Client;

  beforeAll(async () => {
    [imap, smtp] = await Promise.all([ImapServer.start(), MailServer.start()]);
    cluster = await Cluster.start(inject('templateUrl'), { SMTP_URL: smtp.url, BOUNCES_URL: imap.urlOf() });
    expect((await cluster.docugenie('schedules')).code).toBe(0);
    for await (const { scheduleId } of cluster.client.schedule.list())
      // only when a test asks
      await cluster.client.schedule.getHandle(scheduleId).pause();
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
    await Promise.all([imap.stop(), smtp.stop()]);
  });

  const get = async <T>(path: string): Promise<T> => (await cluster.product.api('GET', path)).json<T>();
  const send = (method: string, path: string, body: unknown) =>
    cluster.product.api(method, path, {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
  const task = async () =>
    (await get<{ items: Task[] }>('/v1/system/tasks')).items.find(({ name }) => name === 'bounces');
  const address = async () => (await get<{ email: { state: string; text: string } }>('/v1/me/preferences')).email;
  const delivery = async (id: string) => {
    const found = (await get<{ items: Delivery[] }>('/v1/me/deliveries?limit=200')).items.find(
      (each) => each.id === id,
    );
    if (!found) throw new Error('there is no such delivery');
    return found;
  };
  const words = async () =>
    (await get<{ items: Notification[] }>('/v1/notifications')).items.filter(({ type }) => type === 'address.refused');

  async function begin(): Promise<void> {
    const before = (await task())?.last_run?.started_at;
    expect((await cluster.product.api('POST', '/v1/system/tasks/bounces/run')).status).toBeLessThan(300);
    await eventually('the task begins', async () => (await task())?.last_run?.started_at !== before);
  }
  /** Resolves with what came of it; tried again after a failure, it counts when it succeeds. */
  async function read(outcome = 'completed') {
    await begin();
    return eventually(
      'the task ends',
      async () => {
        const run = (await task())?.last_run;
        return run?.outcome === outcome ? run.result : undefined;
      },
      90_000,
    );
  }
  async function confirmed(mail: string): Promise<void> {
    smtp.mails.length = 0;
    await send('PUT', '/v1/me/email', { address: mail });
    const { text } = await smtp.until(/^Confirm your address$/);
    await fetch(/http\S+email-confirmations\S+/.exec(text ?? '')?.[0] ?? '', { method: 'POST' });
    expect((await address()).state).toBe('ready');
  }
  /** A mail that the server has taken. */
  async function sent(): Promise<string> {
    const { id } = (await send('POST', '/v1/me/test', { channel: 'email' })).json<{ id: string }>();
    await eventually('it is sent', async () => (await delivery(id)).status === 'sent');
    return id;
  }

  it('say so on their delivery; an address that is dead is given up, which the inbox says once', async () => {
    await confirmed('ada@example.org');
    const [refused, other] = [await sent(), await sent()];
    imap.deliver(postfix(refused, 'ADA@example.org'), postfix(refused, 'ADA@example.org'));
    expect(await read()).toEqual({ mails: 2, late: 0, undelivered: 1, refused: 1 });
    expect(await delivery(refused)).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(/^It came back: 550 5\.1\.1 .*User unknown/) as string,
      attempts: [{ outcome: 'sent' }],
    });
    expect(await delivery(other)).toMatchObject({ status: 'sent', reason: taken });
    expect(await address()).toMatchObject({ state: 'suppressed', text: 'The address does not take our mail.' });
    expect(await words()).toMatchObject([
      {
        title: 'Your e-mail address does not take mail',
        severity: 'warning',
        body: expect.stringContaining('ada@') as string,
      },
    ]);
    const would = await send('POST', '/v1/me/preferences/explain', { event: { type: 'document.failed' } });
    expect(would.status).toBe(200);
    expect((await send('POST', '/v1/me/test', { channel: 'email' })).status).toBe(409);
    await confirmed('ada@example.org'); // somebody reads it, after all
    imap.deliver(exim(other, 'ada@example.org')); // of a mail from before that
    expect(await read()).toMatchObject({ undelivered: 1, refused: 0 });
    expect((await address()).state).toBe('ready');
  });

  it('only late, or for a reason that passes, are noted on their delivery and nowhere else', async () => {
    await confirmed('bea@example.org');
    const before = (await words()).length;
    const [waits, full] = [await sent(), await sent()];
    imap.deliver(late(waits, 'bea@example.org'), exchange(full, 'bea@example.org', '5.2.2'));
    expect(await read()).toEqual({ mails: 2, late: 1, undelivered: 1, refused: 0 });
    expect(await delivery(waits)).toMatchObject({
      status: 'sent',
      reason: expect.stringMatching(/^It is late: /) as string,
    });
    expect(await delivery(full)).toMatchObject({ status: 'failed' });
    imap.deliver(exim(waits, 'bea@example.org')); // it was given up, in the end
    expect(await read()).toMatchObject({ late: 0, undelivered: 1, refused: 1 });
    expect(await delivery(waits)).toMatchObject({ status: 'failed' });
    expect(await words()).toHaveLength(before + 1);
  });

  it('are believed only with the id of a delivery to that address; nothing is marked or deleted', async () => {
    await confirmed('cleo@example.org');
    const id = await sent();
    const before = imap.files.length;
    imap.deliver(
      postfix(id, 'somebody@else.example'),
      postfix('0199-forged', 'cleo@example.org'),
      postfix('019a5f6e-8f3b-7d4c-9b1e-2f6a7c8d9e01', 'cleo@example.org'),
      'Subject: Out of office\r\n\r\nI am away. Status: 5.1.1',
      'Content-Type: multipart/report; boundary="b"\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n\u0000\u00ff',
      'Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n'.repeat(2_000),
      '',
    );
    expect(await read()).toEqual({ mails: 7, late: 0, undelivered: 0, refused: 0 });
    expect(await delivery(id)).toMatchObject({ status: 'sent', reason: taken });
    expect((await address()).state).toBe('ready');
    expect(imap.files).toHaveLength(before + 7);
    expect(imap.files.filter((name) => /:2,.*[ST]/.test(name))).toEqual([]);
  });

  it('count once, though their mailbox begins anew', async () => {
    const before = [await words(), await address()];
    await eventually('another second', () => Date.now() % 1_000 < 100); // UIDVALIDITY is a time
    await imap.renumber();
    const { mails, ...effects } = (await read()) as Record<string, number>;
    expect(mails).toBe(imap.files.length);
    expect(effects).toEqual({ late: 0, undelivered: 0, refused: 0 });
    expect([await words(), await address()]).toEqual(before);
    expect(await read()).toMatchObject({ mails: 0 });
  });

  it('may be 10,000 and of 50 MB: the memory stays, and a worker and a server that die on the way lose nothing', async () => {
    await confirmed('dora@example.org');
    const ids = [await sent(), await sent(), await sent()] as const;
    const before = (await words()).length;
    const known = imap.files.length;
    const peak = () => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${worker.pid}/status`, 'utf8'))?.[1]);
    const fill = (count: number) =>
      Array.from({ length: count }, (_, n) => `Subject: spam ${n}\r\n\r\n${'x'.repeat(500)}`);
    imap.deliver(late(ids[0], 'dora@example.org'), ...fill(3_000));
    imap.deliver(postfix(ids[1], 'dora@example.org', 'y'.repeat(50 * 1024 * 1024)), ...fill(3_500));
    imap.deliver(exchange(ids[2], 'dora@example.org', '5.1.10'), ...fill(3_500));
    const uid = async () =>
      (await db.query<{ uid: number }>('select last_uid::int as uid from bounce_mailbox')).rows[0]?.uid ?? 0;

    await begin();
    await eventually('a part is read', async () => (await uid()) > known + 500);
    process.kill(worker.pid, 'SIGKILL');
    await worker.ended;
    worker = cluster.worker('workflow');
    await eventually('it polls', () => worker.said().includes('polling'));
    const base = peak();
    const held = await uid();
    expect(held).toBeLessThan(known + 10_003);
    await eventually('another worker goes on', async () => (await uid()) > held, 90_000);
    await imap.kill();
    await eventually('it is told', async () => (await task())?.last_run?.outcome === 'failed');
    expect(String((await task())?.last_run?.result['error'])).toMatch(/BOUNCES_URL (was lost|cannot be reached)\.$/);
    expect(await uid()).toBeLessThan(known + 10_003);
    await imap.again();
    await eventually('all is read', async () => (await task())?.last_run?.outcome === 'completed', 120_000);

    expect(await uid()).toBe(known + 10_003);
    expect(await Promise.all(ids.map(async (id) => (await delivery(id)).status))).toEqual(['sent', 'failed', 'failed']);
    expect(await words()).toHaveLength(before + 1);
    expect(peak() - base).toBeLessThan(96 * 1024);
  });

  it('cannot be fetched with a wrong password, which the task says without it', async () => {
    await cluster.end(worker);
    const other = new URL(imap.urlOf('wrong'));
    worker = cluster.worker('workflow', undefined, { BOUNCES_URL: other.href });
    expect(await read('failed')).toEqual({ error: 'The mail server refuses the name or the password of BOUNCES_URL.' });
    expect(worker.said()).not.toContain('wrong');
  });
});
