import { createSocket } from 'node:dgram';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createOutbound } from '../../services/outbound/index.js';
import { publicLookup } from '../../services/outbound/names.js';
import { eventually, freePort } from '../support/product.js';
import { certificate, startReceiver, type Receiver } from '../support/receiver.js';

const MiB = 2 ** 20;

const running: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
});
const receiver = async (...how: Parameters<typeof startReceiver>): Promise<Receiver> => {
  const started = await startReceiver(...how);
  running.push(started);
  return started;
};

const REQUEST = { headers: { 'content-type': 'application/json' }, body: '{"é":1}', timeoutMs: 5_000 };
/** Names lead here, as they might on the internet, which tests must not need. */
const local = createOutbound({
  allowPrivateHosts: ['receiver.test', '127.0.0.1'],
  lookup: () => Promise.resolve(['127.0.0.1']),
});
const strict = createOutbound({ allowPrivateHosts: [], lookup: () => Promise.resolve(['127.0.0.1']) });

const ODD_ANSWERS: Readonly<Record<string, string>> = {
  silent: '',
  upgrade: 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n',
  headers: `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(MiB)}\r\n\r\n`,
};

describe('an HTTP POST to an address that a person gave', () => {
  it('arrives with the name as Host, and brings the answer back', async () => {
    const { port, received } = await receiver((response) =>
      response.writeHead(202, { 'retry-after': '7' }).end('got\nit\0'),
    );
    const answer = await local.post(`http://receiver.test:${port}/hook?a=b#c`, REQUEST);
    expect(answer).toEqual({ status: 202, retryAfterS: 7, excerpt: 'got it', ms: expect.any(Number) as number });
    expect(received).toMatchObject([
      {
        method: 'POST',
        path: '/hook?a=b',
        body: '{"é":1}',
        headers: {
          host: `receiver.test:${port}`,
          'content-type': 'application/json',
          'content-length': '8',
          connection: 'close',
          'user-agent': 'DocuGenie',
        },
      },
    ]);
  });

  it('has a connection of its own', async () => {
    const { port, received, open } = await receiver((response) =>
      response.writeHead(200, { connection: 'keep-alive', 'keep-alive': 'timeout=60' }).end(),
    );
    for (let sent = 0; sent < 3; sent++) await local.post(`http://127.0.0.1:${port}/`, REQUEST);
    expect(new Set(received.map((each) => each.port)).size).toBe(3);
    await eventually('all are closed', () => open.size === 0, 5_000);
  });

  it('tells any status, and follows no redirect', async () => {
    const secret = await receiver();
    const { port } = await receiver((response, { path }) =>
      response
        .writeHead(Number(path?.slice(1)), { location: `http://127.0.0.1:${secret.port}/latest/meta-data` })
        .end('see there'),
    );
    for (const status of [301, 302, 303, 307, 308, 404, 410, 500])
      expect(await local.post(`http://127.0.0.1:${port}/${status}`, REQUEST)).toMatchObject({
        status,
        excerpt: 'see there',
      });
    expect(secret.received).toEqual([]);
  });

  it('reads no more than the beginning of an endless answer', async () => {
    const chunk = Buffer.alloc(65_536, 'x');
    let written = 0;
    const { port, open } = await receiver((response) => {
      response.writeHead(200, { 'content-length': 1024 * MiB });
      const more = (): void => {
        while (!response.destroyed && written < 1024 * MiB) {
          written += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', more);
        }
      };
      more();
    });
    const before = process.memoryUsage().rss;
    const answer = await local.post(`http://127.0.0.1:${port}/`, { ...REQUEST, timeoutMs: 30_000 });
    expect(answer).toMatchObject({ status: 200, excerpt: 'x'.repeat(1024) });
    expect(answer.ms).toBeLessThan(5_000);
    await eventually('the connection is cut', () => open.size === 0, 5_000);
    expect(written).toBeLessThan(32 * MiB); // what the two ends of a socket hold
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * MiB);
  });

  it('waits for no one longer than it may', async () => {
    const { port, open, received } = await receiver(() => undefined);
    const begun = performance.now();
    await expect(local.post(`http://127.0.0.1:${port}/`, { ...REQUEST, timeoutMs: 300 })).rejects.toMatchObject({
      code: 'receiver_timeout',
      message: `127.0.0.1:${port} did not answer within 1 s.`,
    });
    expect(performance.now() - begun).toBeLessThan(5_000);
    expect(received).toHaveLength(1);
    await eventually('the connection is cut', () => open.size === 0, 5_000);
  });

  it('takes a status for an answer, though the rest is slow or cut off', async () => {
    const slow = await receiver((response) => {
      response.writeHead(200).write('first ');
      const drip = setInterval(() => response.write('.'), 100);
      response.on('close', () => clearInterval(drip));
    });
    const answer = await local.post(`http://127.0.0.1:${slow.port}/`, { ...REQUEST, timeoutMs: 500 });
    expect(answer).toMatchObject({ status: 200, excerpt: expect.stringMatching(/^first \.+$/) as string });
    expect(answer.ms).toBeLessThan(5_000);
    await eventually('the connection is cut', () => slow.open.size === 0, 5_000);

    const dying = await receiver((response) => {
      response.writeHead(500, { 'content-length': 100 }).write('half');
      setTimeout(() => response.socket?.resetAndDestroy(), 50);
    });
    expect(await local.post(`http://127.0.0.1:${dying.port}/`, REQUEST)).toMatchObject({
      status: 500,
      excerpt: 'half',
    });
  });

  it('ends when the caller says so, with the reason of the caller', async () => {
    const { port, open } = await receiver(() => undefined);
    const leaving = new AbortController();
    const sent = local.post(`http://127.0.0.1:${port}/`, { ...REQUEST, signal: leaving.signal });
    await eventually('it is connected', () => open.size === 1, 5_000);
    leaving.abort(new Error('stopping'));
    await expect(sent).rejects.toThrow('stopping');
    await eventually('the connection is cut', () => open.size === 0, 5_000);
    await expect(local.post(`http://127.0.0.1:${port}/`, { ...REQUEST, signal: leaving.signal })).rejects.toThrow(
      'stopping',
    );
  });

  it('says what went wrong, and no address that the person did not give', async () => {
    const dead = await freePort();
    const raw = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (data) => {
        const [, path = ''] = /^POST \/(\w*)/.exec(data.toString('latin1')) ?? [];
        socket.end(ODD_ANSWERS[path] ?? 'SSH-2.0-OpenSSH\r\n');
      });
    });
    await new Promise<void>((resolve) => raw.listen(0, '127.0.0.1', resolve));
    running.push({ stop: () => new Promise((resolve) => void raw.close(() => resolve())) });
    const { port } = raw.address() as AddressInfo; // it listens on a port
    for (const [url, words] of [
      [`http://receiver.test:${dead}/`, 'takes no connections'],
      [`http://receiver.test:${port}/`, 'answered something that is not HTTP'],
      [`http://receiver.test:${port}/silent`, 'closed the connection without an answer'],
      [`http://receiver.test:${port}/upgrade`, 'closed the connection without an answer'],
      [`http://receiver.test:${port}/headers`, 'answered something that is not HTTP'],
      [`https://receiver.test:${port}/`, 'does not speak TLS'],
    ] as const) {
      const failure = await local.post(url, REQUEST).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'receiver_unreachable', retryable: true });
      expect((failure as Error).message).toBe(`${new URL(url).host} ${words}.`);
    }
  });
});

describe('the guard of the own network', () => {
  it('refuses a name that leads into it, wholly or in part, before anything is sent', async () => {
    const { port, open } = await receiver();
    for (const found of [
      ['127.0.0.1'],
      ['93.184.216.34', '127.0.0.1'],
      ['::ffff:127.0.0.1'],
      ['64:ff9b::7f00:1'],
      ['no address'],
    ]) {
      const outbound = createOutbound({ allowPrivateHosts: ['receiver.test'], lookup: () => Promise.resolve(found) });
      await expect(outbound.post(`http://hooks.test:${port}/`, REQUEST)).rejects.toMatchObject({
        code: 'address_refused',
        retryable: false,
        message: `hooks.test:${port} is not on the public internet, and ALLOW_PRIVATE_HOSTS of this server does not name it.`,
      });
    }
    await expect(strict.post(`http://127.0.0.1:${port}/`, REQUEST)).rejects.toMatchObject({ code: 'address_refused' });
    expect(open.size).toBe(0);
  });

  it('connects to the address that it has checked, though the name leads elsewhere by then', async () => {
    const inner = await receiver();
    const { port, received } = await receiver(undefined, { host: '127.0.0.2', port: inner.port });
    const answers = [['127.0.0.2'], ['127.0.0.1'], ['127.0.0.1']];
    const outbound = createOutbound({
      allowPrivateHosts: ['127.0.0.2'], // the public address of this test
      lookup: () => Promise.resolve(answers.shift() ?? []),
    });
    expect(await outbound.post(`http://rebinding.test:${port}/`, REQUEST)).toMatchObject({ status: 200 });
    expect(answers).toHaveLength(2);
    expect(received).toMatchObject([{ headers: { host: `rebinding.test:${port}` } }]);
    await expect(outbound.post(`http://rebinding.test:${port}/`, REQUEST)).rejects.toMatchObject({
      code: 'address_refused',
    });
    expect(inner.received).toEqual([]);
  });

  it('tries the next address when one is dead', async () => {
    const { port, received } = await receiver();
    const outbound = createOutbound({
      allowPrivateHosts: ['receiver.test'],
      lookup: () => Promise.resolve(['127.0.0.3', '::1', '127.0.0.1']),
    });
    expect(await outbound.post(`http://receiver.test:${port}/`, REQUEST)).toMatchObject({ status: 200 });
    expect(received).toHaveLength(1);
  });

  it('lets an allowed host be private, on the allowed port, without DNS', async () => {
    const { port } = await receiver();
    const outbound = createOutbound({ allowPrivateHosts: [`localhost:${port}`] });
    expect(await outbound.post(`http://localhost:${port}/`, REQUEST)).toMatchObject({ status: 200 });
    const elsewhere = createOutbound({ allowPrivateHosts: [`localhost:${port + 1}`] });
    await expect(elsewhere.post(`http://127.0.0.1:${port}/`, REQUEST)).rejects.toMatchObject({
      code: 'address_refused',
    });
  });
});

describe('TLS', () => {
  const trusting = { allowPrivateHosts: ['receiver.test', 'other.test'], ca: certificate };
  const lookup = () => Promise.resolve(['127.0.0.1']);

  it('asks for the name, and checks it against the certificate', async () => {
    const { port, names, received } = await receiver(undefined, { secure: true });
    const outbound = createOutbound({ ...trusting, lookup });
    expect(await outbound.post(`https://receiver.test:${port}/`, REQUEST)).toMatchObject({ status: 200 });
    expect(received).toMatchObject([{ headers: { host: `receiver.test:${port}` } }]);
    await expect(outbound.post(`https://other.test:${port}/`, REQUEST)).rejects.toMatchObject({
      code: 'receiver_unreachable',
      message: `other.test:${port} has no certificate that can be trusted.`,
    });
    expect(names).toEqual(['receiver.test', 'other.test']);
    expect(received).toHaveLength(1);
  });

  it('trusts nobody by default who signs for himself', async () => {
    const { port, received } = await receiver(undefined, { secure: true });
    await expect(local.post(`https://receiver.test:${port}/`, REQUEST)).rejects.toMatchObject({
      message: `receiver.test:${port} has no certificate that can be trusted.`,
    });
    expect(received).toEqual([]);
  });
});

/** A DNS server that knows `known.test`, says that there is no `unknown.test`, and keeps silent about all others. */
async function startDns(): Promise<string> {
  const socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) => {
    const name = query.toString('latin1', 12, query.indexOf(0, 12) + 1);
    const known = name.includes('known\x04test') && !name.includes('unknown');
    const wantsIpv4 = query.readUInt16BE(12 + name.length) === 1;
    if (!known && !name.includes('unknown')) return;
    const answer = Buffer.from('c00c00010001000000000004' + 'cb007107', 'hex'); // A 203.0.113.7 of the name in the question
    const head = Buffer.from([
      ...query.subarray(0, 2),
      0x81,
      known ? 0x80 : 0x83,
      0,
      1,
      0,
      known && wantsIpv4 ? 1 : 0,
      0,
      0,
      0,
      0,
    ]);
    const question = query.subarray(12, 12 + name.length + 4);
    socket.send(Buffer.concat([head, question, ...(known && wantsIpv4 ? [answer] : [])]), port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  running.push({ stop: () => new Promise((resolve) => void socket.close(resolve)) });
  return `127.0.0.1:${socket.address().port}`;
}

describe('the look-up of a name', () => {
  it('asks DNS for both kinds of addresses', async () => {
    const lookup = publicLookup([await startDns()]);
    expect(await lookup('known.test', AbortSignal.timeout(5_000))).toEqual(['203.0.113.7']);
    const outbound = createOutbound({ allowPrivateHosts: [], lookup });
    await expect(outbound.post('http://known.test/', REQUEST)).rejects.toMatchObject({ code: 'address_refused' });
    await expect(outbound.post('http://unknown.test/', REQUEST)).rejects.toMatchObject({
      code: 'receiver_unreachable',
      message: 'unknown.test is not a name that the internet knows.',
    });
  });

  it('takes no longer than the exchange may, whether it can be called off or not', async () => {
    for (const lookup of [publicLookup([await startDns()]), () => new Promise<never>(() => undefined)]) {
      const outbound = createOutbound({ allowPrivateHosts: [], lookup });
      const begun = performance.now();
      await expect(outbound.post('http://silent.test/', { ...REQUEST, timeoutMs: 300 })).rejects.toMatchObject({
        code: 'receiver_timeout',
      });
      expect(performance.now() - begun).toBeLessThan(5_000);
    }
  });
});
