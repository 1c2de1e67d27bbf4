import { createServer, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import PostalMime from 'postal-mime';
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import type { Message } from '../../services/notifications/mail/compose.js';
import { createMailer, type Mailer } from '../../services/notifications/mail/mailer.js';
import { eventually, freePort } from '../support/product.js';
import { certificate, key } from '../support/receiver.js';

const MESSAGE: Message = {
  subject: 'Rechnung März.pdf has failed\r\nBcc: victim@example.com',
  paragraphs: ['It is protected by a <password>. 🦆', '.', 'x'.repeat(2_000)],
  link: { label: 'Open the document', url: 'https://docs.example/#/documents/0199-document' },
  why: 'You get this because a document of your team has failed.',
  unsubscribeUrl: `https://docs.example/v1/unsubscribe/${'t'.repeat(120)}`,
  messageId: '0199-delivery',
  threadId: '0199-document',
};
const FROM = 'DocuGenie <docugenie@docs.example>';

const running: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((stop) => stop()));
});

interface Taken {
  raw: string;
  envelope: SMTPServerSession['envelope'];
  /** Whether it came over TLS. */
  secure: boolean;
}

const TLS: SMTPServerOptions = { disabledCommands: [], key, cert: certificate };

/** A real SMTP server, without TLS unless told otherwise, and a mailer that writes to it. */
async function startServer(
  behaviour: SMTPServerOptions = {},
): Promise<{ mailer: Mailer; taken: Taken[]; server: SMTPServer; port: number }> {
  const taken: Taken[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, { envelope, secure }, done) {
      void text(stream).then((raw) => {
        taken.push({ raw, envelope, secure });
        done(null, 'queued as 1');
      });
    },
    ...behaviour,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  running.push(() => new Promise<void>((resolve) => server.close(resolve)));
  const { port } = server.server.address() as AddressInfo; // it listens on a port
  return { mailer: createMailer({ url: `smtp://127.0.0.1:${port}`, from: FROM }), taken, server, port };
}

/** An error with which smtp-server answers in place of its own words. */
const reply = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode });

describe('a mail', () => {
  it('is accepted, with both forms and every header that it should have', async () => {
    const { mailer, taken } = await startServer({ hideDSN: false });
    expect(await mailer.send('mary@example.com', MESSAGE)).toEqual({
      accepted: true,
      response: expect.stringContaining('queued as 1') as string,
    });

    const [{ raw, envelope } = { raw: '', envelope: undefined }] = taken;
    expect(envelope).toMatchObject({
      mailFrom: { address: 'docugenie@docs.example' },
      rcptTo: [{ address: 'mary@example.com', dsn: { notify: ['FAILURE'], orcpt: 'rfc822;mary@example.com' } }],
      dsn: { ret: 'HDRS', envid: '0199-delivery' },
    });
    const mail = await PostalMime.parse(raw);
    const headers = new Map(mail.headers.map(({ key, value }) => [key, value]));
    expect(Object.fromEntries(headers)).toMatchObject({
      'message-id': '<0199-delivery@docs.example>',
      'in-reply-to': '<0199-document@docs.example>',
      references: '<0199-document@docs.example>',
      'list-unsubscribe': `<${MESSAGE.unsubscribeUrl}>`,
      'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
      'auto-submitted': 'auto-generated',
      'x-auto-response-suppress': 'All',
      to: 'mary@example.com',
    });
    expect(mail.headers).toHaveLength(headers.size); // none twice
    expect(mail.from).toEqual({ name: 'DocuGenie', address: 'docugenie@docs.example' });
    expect(mail.subject).toBe('Rechnung März.pdf has failed Bcc: victim@example.com');
    expect(headers.has('bcc')).toBe(false);
    expect(raw).toMatch(/^Content-Type: multipart\/alternative;/im);
    for (const part of ['text/plain; charset=utf-8', 'text/html; charset=utf-8']) expect(raw).toContain(part);
    expect(mail.attachments).toEqual([]);
    expect(mail.text).toContain('It is protected by a <password>. 🦆\n\n.\n\nxxx');
    expect(mail.html).toContain('It is protected by a &lt;password&gt;. 🦆');
    expect(Math.max(...raw.split('\r\n').map((line) => line.length))).toBeLessThan(998); // RFC 5322 §2.1.1
  });

  it('that cannot be delivered comes back to whom it says: another one than its sender, where that is set', async () => {
    const { port, taken } = await startServer();
    const mailer = createMailer({ url: `smtp://127.0.0.1:${port}`, from: FROM, bouncesTo: 'bounces@docs.example' });
    await mailer.send('mary@example.com', MESSAGE);
    expect(taken).toMatchObject([
      { envelope: { mailFrom: { address: 'bounces@docs.example' }, rcptTo: [{ address: 'mary@example.com' }] } },
    ]);
    expect((await PostalMime.parse(taken[0]?.raw ?? '')).from?.address).toBe('docugenie@docs.example');
  });

  it('about no document begins no thread; without https there is no one-click', async () => {
    const { mailer, taken } = await startServer();
    await mailer.send('mary@example.com', {
      ...MESSAGE,
      threadId: null,
      unsubscribeUrl: 'http://127.0.0.1:3000/v1/unsubscribe/t',
    });
    const keys = (await PostalMime.parse(taken[0]?.raw ?? '')).headers.map(({ key }) => key);
    expect(keys).toContain('list-unsubscribe');
    for (const absent of ['in-reply-to', 'references', 'list-unsubscribe-post']) expect(keys).not.toContain(absent);
  });

  it('is refused for good by RCPT: the address is suppressed', async () => {
    const { mailer, taken } = await startServer({
      onRcptTo: (_address, _session, done) => done(reply(550, '5.1.1 No such user here')),
    });
    expect(await mailer.send('nobody@example.com', MESSAGE)).toEqual({
      accepted: false,
      failure: 'recipient',
      suppress: true,
      detail: '550 5.1.1 No such user here',
    });
    expect(taken).toEqual([]);
  });

  it('is greylisted, and accepted the next time', async () => {
    const seen = new Set<string>();
    const { mailer, taken } = await startServer({
      onRcptTo({ address }, _session, done) {
        done(seen.has(address) ? null : reply(451, '4.7.1 Greylisted, come back in a minute'));
        seen.add(address);
      },
    });
    expect(await mailer.send('mary@example.com', MESSAGE)).toEqual({
      accepted: false,
      failure: 'temporary',
      suppress: false,
      detail: '451 4.7.1 Greylisted, come back in a minute',
    });
    expect(await mailer.send('mary@example.com', MESSAGE)).toMatchObject({ accepted: true });
    expect(taken).toHaveLength(1);
  });

  it('may have been taken, when the server is lost before it says so; the next attempt is the same mail', async () => {
    const taken: string[] = [];
    let dies = true;
    const { mailer, server } = await startServer({
      onData(stream, _session, done) {
        void text(stream).then((raw) => {
          taken.push(raw);
          if (dies) for (const { _socket: socket } of server.connections) socket.destroy();
          else done();
        });
      },
    });
    expect(await mailer.send('mary@example.com', MESSAGE)).toMatchObject({ accepted: false, failure: 'unknown' });
    dies = false;
    expect(await mailer.send('mary@example.com', MESSAGE)).toMatchObject({ accepted: true });
    const ids = await Promise.all(taken.map(async (raw) => (await PostalMime.parse(raw)).messageId));
    expect(ids).toEqual(['<0199-delivery@docs.example>', '<0199-delivery@docs.example>']);
  });

  it('is refused for its content: the address is not suppressed', async () => {
    const { mailer } = await startServer({
      onData(stream, _session, done) {
        void text(stream).then(() => done(reply(554, '5.6.0 Looks like spam')));
      },
    });
    expect(await mailer.send('mary@example.com', MESSAGE)).toMatchObject({ failure: 'message', suppress: false });
  });

  it.each([
    'mary@example.com, john@example.com',
    'a: mary@example.com;',
    '<mary@example.com>',
    'mary',
    'mary@a\r\nRCPT TO:<b@c>',
    '',
  ])('goes to one address only: %j is none', async (to) => {
    const { mailer, taken } = await startServer();
    expect(await mailer.send(to, MESSAGE)).toMatchObject({ accepted: false, failure: 'recipient' });
    expect(taken).toEqual([]);
  });
});

describe('a mail server', () => {
  it('that is away is asked again later; nothing is said of its address', async () => {
    const mailer = createMailer({ url: `smtp://127.0.0.1:${await freePort()}`, from: FROM });
    expect(await mailer.send('mary@example.com', MESSAGE)).toEqual({
      accepted: false,
      failure: 'server',
      suppress: false,
      detail: 'The mail server cannot be reached.',
    });
  });

  it('may want a password, and refuse it', async () => {
    const onAuth: SMTPServerOptions['onAuth'] = ({ username, password }, _session, done) =>
      username === 'mailer' && password === 's&cret' ? done(null, { user: 1 }) : done(new Error('no'));
    const secure = { authOptional: false, allowInsecureAuth: true, onAuth };
    const { mailer, port, taken } = await startServer(secure);
    expect(await mailer.send('mary@example.com', MESSAGE)).toMatchObject({ failure: 'server' });
    const [right, wrong] = ['s%26cret', 'guess'].map((password) =>
      createMailer({ url: `smtp://mailer:${password}@127.0.0.1:${port}`, from: FROM }),
    );
    expect(await wrong?.send('mary@example.com', MESSAGE)).toMatchObject({
      failure: 'server',
      detail: 'The mail server refuses the name or the password of SMTP_URL.',
    });
    expect(await right?.send('mary@example.com', MESSAGE)).toMatchObject({ accepted: true });
    expect(taken).toHaveLength(1);
  });

  it('whose certificate nobody knows gets nothing, nor one without TLS where the URL insists', async () => {
    const plain = await startServer();
    const changing = await startServer(TLS);
    const secure = await startServer({ ...TLS, secure: true });
    for (const url of [
      `smtp://127.0.0.1:${plain.port}?requireTLS=true`,
      `smtps://127.0.0.1:${plain.port}`,
      `smtp://127.0.0.1:${changing.port}`,
      `smtps://127.0.0.1:${secure.port}`,
    ])
      expect(await createMailer({ url, from: FROM }).send('mary@example.com', MESSAGE)).toEqual({
        accepted: false,
        failure: 'server',
        suppress: false,
        detail: 'There is no secure connection to the mail server.',
      });
    for (const { taken } of [plain, changing, secure]) expect(taken).toEqual([]);
  });

  it('is spoken to as the URL says: TLS from the beginning, or when it is offered', async () => {
    const changing = await startServer(TLS);
    const secure = await startServer({ ...TLS, secure: true });
    const known = `tls.servername=receiver.test&tls.ca=${encodeURIComponent(certificate)}`;
    for (const url of [`smtp://127.0.0.1:${changing.port}?${known}`, `smtps://127.0.0.1:${secure.port}?${known}`])
      expect(await createMailer({ url, from: FROM }).send('mary@example.com', MESSAGE)).toMatchObject({
        accepted: true,
      });
    for (const { taken } of [changing, secure]) expect(taken).toMatchObject([{ secure: true }]);
  });

  it('that keeps silent is left, at the greeting, in the middle, and when it drips', async () => {
    for (const [greeting, drip] of [
      ['', ''],
      ['220 here\r\n', ''],
      ['220-he', 'e'],
    ] as const) {
      const sockets = new Set<Socket>();
      const server = createServer((socket) => {
        sockets.add(socket.on('error', () => undefined).resume());
        socket.write(greeting);
        const timer = setInterval(() => socket.write(drip), 50);
        socket.on('close', () => clearInterval(timer));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      running.push(() => new Promise((resolve) => server.close(resolve)));
      const { port } = server.address() as AddressInfo; // it listens on a port
      const mailer = createMailer({
        url: `smtp://127.0.0.1:${port}`,
        from: FROM,
        timeouts: { greetingMs: 300, silenceMs: 300, wholeMs: 1_000 },
      });
      const begun = performance.now();
      expect(await mailer.send('mary@example.com', MESSAGE)).toMatchObject({ failure: 'server' });
      expect(performance.now() - begun).toBeLessThan(5_000);
      await eventually('the connection is closed', () => [...sockets].every((socket) => socket.destroyed), 8_000);
    }
  });

  it('is left when the caller stops, with the reason of the caller', async () => {
    const leaving = new AbortController();
    const { mailer } = await startServer({ onRcptTo: () => leaving.abort(new Error('stopping')) });
    await expect(mailer.send('mary@example.com', MESSAGE, leaving.signal)).rejects.toThrow('stopping');
  });
});

it.each(['docugenie', 'a@docs.example, b@docs.example', ''])('a mailer does not begin with %j as its sender', (from) =>
  expect(() => createMailer({ url: 'smtp://127.0.0.1', from })).toThrow('one mail address'),
);
