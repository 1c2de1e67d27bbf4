import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createBlobs, type Blobs } from '../../services/blobs/index.js';
import { createS3Blobs, type S3Options } from '../../services/blobs/s3.js';
import { ObjectStore } from '../support/object-store.js';

const MiB = 2 ** 20;

/** A store to test, and how to look behind it. */
interface Place {
  open(): Promise<Blobs>;
  /** Everything that it holds, finished or not. */
  names(): Promise<string[]>;
  close(): Promise<void>;
}

function filePlace(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'dg-blobs-'));
  return Promise.resolve({
    open: () => createBlobs(pathToFileURL(folder).href),
    names: () =>
      Promise.resolve(
        readdirSync(folder, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => entry.name),
      ),
    close: () => rm(folder, { recursive: true }),
  });
}

/** Makes this process use the store, with a folder of its own for copies; they outlive the test otherwise. */
function enter(store: ObjectStore): () => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'dg-copies-'));
  for (const [name, value] of Object.entries({ ...store.environment, TMPDIR: folder })) vi.stubEnv(name, value);
  return () => {
    vi.unstubAllEnvs();
    return rm(folder, { recursive: true });
  };
}

async function s3Place(): Promise<Place> {
  const store = await ObjectStore.start();
  const leave = enter(store);
  return {
    open: () => createBlobs(`s3://${store.bucket}/team/blobs`),
    names: async () => [...(await store.keys()), ...(await store.unfinished())],
    close: async () => {
      await leave();
      await store.kill();
    },
  };
}

const keyFor = (bytes: Uint8Array) => `tenant/${createHash('sha256').update(bytes).digest('hex')}`;
const streamOf = (bytes: Uint8Array) => Readable.from([bytes], { objectMode: false });

/** `count` MiB of `pattern`, made while it is read. */
const large = (count: number, pattern: Buffer): Readable =>
  Readable.from(
    (function* () {
      for (let n = 0; n < count; n++) yield pattern;
    })(),
    { objectMode: false },
  );

describe.each([
  ['a folder', filePlace],
  ['an S3 bucket', s3Place],
] as const)('blobs in %s', (_what, createPlace) => {
  let place: Place;
  let blobs: Blobs;
  beforeAll(async () => {
    place = await createPlace();
    blobs = await place.open();
  });
  afterAll(() => place.close());

  async function stored(bytes: Uint8Array): Promise<string> {
    const key = keyFor(bytes);
    await blobs.promote(await blobs.receive(streamOf(bytes)), key);
    return key;
  }

  it('tells size, digest and first bytes of what it received, and gives it back once it is promoted', async () => {
    const bytes = randomBytes(100_000);
    const received = await blobs.receive(streamOf(bytes));
    expect(received).toMatchObject({ bytes: 100_000, sha256: createHash('sha256').update(bytes).digest('hex') });
    expect(Buffer.from(received.head).equals(bytes.subarray(0, 65_536))).toBe(true);
    const key = keyFor(bytes);
    expect(await blobs.exists(key)).toBe(false);
    await blobs.promote(received, key);
    expect(await blobs.exists(key)).toBe(true);
    expect((await blobs.get(key)).equals(bytes)).toBe(true);
  });

  it('receives nothing at all, too', async () => {
    const received = await blobs.receive(Readable.from([]));
    expect(received).toMatchObject({ bytes: 0, sha256: createHash('sha256').digest('hex') });
    await blobs.discard(received);
  });

  it('opens received bytes as a file before they are promoted, and stored ones after', async () => {
    const bytes = randomBytes(1_000);
    const received = await blobs.receive(streamOf(bytes));
    const early = await blobs.localReceived(received);
    expect(readFileSync(early.path).equals(bytes)).toBe(true);
    await early.release();
    await blobs.promote(received, keyFor(bytes));
    const [one, other] = await Promise.all([blobs.local(keyFor(bytes)), blobs.local(keyFor(bytes))]);
    await one.release();
    expect(readFileSync(other.path).equals(bytes)).toBe(true);
    await other.release();
  });

  it.each([
    ['from the beginning', 0, 9],
    ['in the middle', 500, 1_499],
    ['one byte', 42, 42],
    ['to the end', 1_900, 1_999],
  ])('reads a range: %s', async (_which, start, end) => {
    const bytes = randomBytes(2_000);
    const key = await stored(bytes);
    const parts: Buffer[] = [];
    for await (const part of (await blobs.stream(key, { start, end })) as AsyncIterable<Buffer>) parts.push(part);
    expect(Buffer.concat(parts).equals(bytes.subarray(start, end + 1))).toBe(true);
  });

  it.each([1, 20])('leaves nothing of a stream that is cut off after %i MiB, and says why', async (mebibytes) => {
    const before = await place.names();
    const cut = Readable.from(
      (function* () {
        for (let n = 0; n < mebibytes; n++) yield randomBytes(MiB);
        throw new Error('the client has gone');
      })(),
      { objectMode: false },
    );
    await expect(blobs.receive(cut)).rejects.toThrow('the client has gone');
    expect(await place.names()).toEqual(before);
  });

  it('leaves nothing of a stream that is destroyed while it is quiet', async () => {
    const before = await place.names();
    const quiet = new Readable({ read: () => undefined });
    quiet.push(randomBytes(9 * MiB));
    const receiving = blobs.receive(quiet);
    quiet.destroy(new Error('it took too long'));
    await expect(receiving).rejects.toThrow('it took too long');
    expect(await place.names()).toEqual(before);
  });

  it('takes 60 MiB while its memory grows by at most 48 MiB, and gives them back as they were', async () => {
    const pattern = randomBytes(MiB);
    await blobs.discard(await blobs.receive(large(20, pattern))); // what loads at first use is loaded
    const before = process.memoryUsage().rss;
    let peak = before;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 10);
    const received = await blobs.receive(large(60, pattern));
    clearInterval(watch);
    console.log(`60 MiB: RSS ${(before / MiB).toFixed(0)} → ${(peak / MiB).toFixed(0)} MiB`);
    expect(received.bytes).toBe(60 * MiB);
    expect(peak - before).toBeLessThanOrEqual(48 * MiB);
    const key = `tenant/${received.sha256}`;
    await blobs.promote(received, key);
    const hash = createHash('sha256');
    for await (const part of (await blobs.stream(key)) as AsyncIterable<Buffer>) hash.update(part);
    expect(hash.digest('hex')).toBe(received.sha256);
  });

  it('promotes the same content several times at once', async () => {
    const bytes = randomBytes(10_000);
    const all = await Promise.all(Array.from({ length: 5 }, () => blobs.receive(streamOf(bytes))));
    await Promise.all(all.map((received) => blobs.promote(received, keyFor(bytes))));
    expect((await blobs.get(keyFor(bytes))).equals(bytes)).toBe(true);
    expect((await place.names()).filter((name) => name.includes('incoming'))).toEqual([]);
  });

  it('discards what it received, again without harm, and what was promoted stays', async () => {
    const before = await place.names();
    const received = await blobs.receive(streamOf(randomBytes(100)));
    await blobs.discard(received);
    await blobs.discard(received);
    expect(await place.names()).toEqual(before);
    const bytes = randomBytes(100);
    const kept = await blobs.receive(streamOf(bytes));
    await blobs.promote(kept, keyFor(bytes));
    await blobs.discard(kept);
    expect((await blobs.get(keyFor(bytes))).equals(bytes)).toBe(true);
  });

  it('says that a key does not exist, however it is asked', async () => {
    const key = keyFor(randomBytes(8));
    const missing = { code: 'not_found' };
    await expect(blobs.get(key)).rejects.toMatchObject(missing);
    await expect(blobs.stream(key)).rejects.toMatchObject(missing);
    await expect(blobs.stream(key, { start: 0, end: 1 })).rejects.toMatchObject(missing);
    await expect(blobs.local(key)).rejects.toMatchObject(missing);
    expect(await blobs.exists(key)).toBe(false);
  });

  it('removes a key, and without harm one that is not there', async () => {
    const key = await stored(randomBytes(100));
    await blobs.remove(key);
    expect(await blobs.exists(key)).toBe(false);
    await blobs.remove(key);
  });

  it('removes what a run made, and neither the original nor another run', async () => {
    const bytes = randomBytes(100);
    const key = await stored(bytes);
    await Promise.all(Array.from({ length: 12 }, (_, n) => blobs.put(`${key}/1/pages-${n}.json.gz`, `page ${n}`)));
    await blobs.put(`${key}/10/pages-1.json.gz`, 'another run');
    await blobs.removeAll(`${key}/1/`);
    await blobs.removeAll(`${key}/1/`);
    expect(await blobs.exists(`${key}/1/pages-3.json.gz`)).toBe(false);
    expect((await blobs.get(`${key}/10/pages-1.json.gz`)).toString()).toBe('another run');
    expect((await blobs.get(key)).equals(bytes)).toBe(true);
  });

  it('writes a key again', async () => {
    const key = `${keyFor(randomBytes(8))}/1/pages-1.json.gz`;
    await blobs.put(key, 'once');
    await blobs.put(key, Buffer.from('again'));
    expect(await text(await blobs.stream(key))).toBe('again');
  });

  it.each(['../etc/passwd', 'tenant/../other', '/tenant', 'tenant//x', ''])('refuses the key %j', async (key) => {
    await expect((async () => blobs.put(key, 'x'))()).rejects.toThrow('not a blob key');
  });

  it('answers when it is asked whether it works, and leaves nothing of that', async () => {
    const before = await place.names();
    await blobs.check();
    expect(await place.names()).toEqual(before);
  });

  it('finds everything again after a restart', async () => {
    const bytes = randomBytes(100);
    const key = await stored(bytes);
    expect((await (await place.open()).get(key)).equals(bytes)).toBe(true);
  });
});

describe('an S3 bucket', () => {
  let store: ObjectStore;
  let leave: () => Promise<void>;
  beforeAll(async () => {
    store = await ObjectStore.start();
    leave = enter(store);
  });
  afterAll(async () => {
    await leave();
    await store.kill();
  });

  const inBucket = (options: Partial<S3Options> = {}) =>
    createS3Blobs({ bucket: store.bucket, prefix: '', ...options });

  it('keeps everything below the prefix of its address', async () => {
    const blobs = await createBlobs(`s3://${store.bucket}/team/blobs/`);
    await blobs.put('tenant/one', 'x');
    await blobs.receive(streamOf(Buffer.from('y')));
    for (const key of await store.keys()) expect(key).toMatch(/^team\/blobs\/(tenant\/one|incoming\/[\w-]{36})$/);
  });

  it('promotes by parts what is too large to be copied at once', async () => {
    const blobs = await inBucket({ copyBytes: 5 * MiB });
    const bytes = randomBytes(12 * MiB);
    await blobs.promote(await blobs.receive(streamOf(bytes)), keyFor(bytes));
    expect((await blobs.get(keyFor(bytes))).equals(bytes)).toBe(true);
    expect(await store.unfinished()).toEqual([]);
  });

  it('shares one copy among those who read the same blob, and keeps it for the next', async () => {
    const blobs = await inBucket();
    await blobs.put('tenant/shared', 'x');
    const [one, other] = await Promise.all([blobs.local('tenant/shared'), blobs.local('tenant/shared')]);
    await Promise.all([one.release(), one.release(), other.release()]);
    const next = await blobs.local('tenant/shared');
    expect([other.path, next.path]).toEqual([one.path, one.path]);
    await next.release();
  });

  it('keeps few copies that nobody uses', async () => {
    const blobs = await inBucket();
    const paths: string[] = [];
    for (let n = 0; n < 12; n++) {
      await blobs.put(`tenant/copy-${n}`, String(n));
      const { path, release } = await blobs.local(`tenant/copy-${n}`);
      paths.push(path);
      await release();
    }
    expect(paths.map(existsSync)).toEqual([false, false, false, false, ...Array.from({ length: 8 }, () => true)]);
  });

  it('does not take a bucket that is not there for a missing key', async () => {
    const blobs = await inBucket({ bucket: 'elsewhere' });
    await expect(blobs.get('tenant/x')).rejects.toMatchObject({
      code: 'unavailable',
      message: 'The object store refuses: NoSuchBucket.',
    });
  });

  it('does not start without a region', async () => {
    vi.stubEnv('AWS_REGION', '');
    await expect(inBucket()).rejects.toThrow('AWS_REGION must be set');
    vi.stubEnv('AWS_REGION', 'us-east-1');
  });

  it('is unavailable while its server is away, in the middle of whatever it does, and works again when it is back', async () => {
    const blobs = await inBucket();
    await blobs.put('tenant/large', randomBytes(64 * MiB));
    const download = (await blobs.stream('tenant/large'))[Symbol.asyncIterator]();
    await download.next();
    const upload = Readable.from(
      (async function* () {
        for (let n = 0; n < 40; n++) {
          if (n === 20) await store.kill();
          yield randomBytes(MiB);
        }
      })(),
      { objectMode: false },
    );
    const away = { code: 'unavailable', retryable: true };
    await expect(blobs.receive(upload)).rejects.toMatchObject(away);
    expect(upload.destroyed).toBe(true);
    await expect(
      (async () => {
        while (!(await download.next()).done);
      })(),
    ).rejects.toMatchObject(away);
    await expect(blobs.check()).rejects.toMatchObject(away);
    await expect(blobs.get('tenant/large')).rejects.toMatchObject(away);

    await store.start();
    await blobs.check();
    const bytes = randomBytes(9 * MiB);
    await blobs.promote(await blobs.receive(streamOf(bytes)), keyFor(bytes));
    expect((await blobs.get(keyFor(bytes))).equals(bytes)).toBe(true);
  });
});

describe('an S3 server that falls silent', () => {
  const received = { sha256: '', bytes: 1, head: Buffer.alloc(0), handle: 'incoming/x' };
  let server: Server;
  let blobs: Blobs;

  /** Takes requests and answers with `begin`, or with nothing, and then says no more. */
  async function silent(begin = ''): Promise<void> {
    const sockets = new Set<Socket>();
    server = createServer((socket) => {
      sockets.add(socket.on('error', () => undefined));
      socket.once('data', () => begin !== '' && socket.write(begin));
    });
    server.once('close', () => sockets.forEach((socket) => socket.destroy()));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`);
    vi.stubEnv('AWS_REGION', 'us-east-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
    blobs = await createS3Blobs({ bucket: 'documents', prefix: '', timeoutMs: 200 });
  }
  afterEach(() => {
    vi.unstubAllEnvs();
    server.close();
    server.emit('close');
  });

  it.each<[string, () => Promise<unknown>]>([
    ['receive', () => blobs.receive(streamOf(randomBytes(100)))],
    ['receive of many parts', () => blobs.receive(streamOf(randomBytes(20 * MiB)))],
    ['localReceived', () => blobs.localReceived(received)],
    ['promote', () => blobs.promote(received, 'tenant/x')],
    ['put', () => blobs.put('tenant/x', 'x')],
    ['get', () => blobs.get('tenant/x')],
    ['stream', () => blobs.stream('tenant/x')],
    ['exists', () => blobs.exists('tenant/x')],
    ['local', () => blobs.local('tenant/x')],
    ['remove', () => blobs.remove('tenant/x')],
    ['removeAll', () => blobs.removeAll('tenant/x/1/')],
    ['check', () => blobs.check()],
  ])('is not waited for without end: %s', async (_which, call) => {
    await silent();
    await expect(call()).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('is not waited for without end in the middle of a body', async () => {
    await silent('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly the beginning');
    await expect(blobs.get('tenant/x')).rejects.toMatchObject({ code: 'unavailable' });
  });
});
