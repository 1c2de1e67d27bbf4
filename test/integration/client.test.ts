import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { uuidv7 } from 'uuidv7';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import {
  connect,
  type Connection,
  type ConnectOptions,
  type EventEnvelope,
  type Following,
} from '../../client/index.js';
import { createDatabase, type Database } from '../../services/db/index.js';
import { digestOf, newToken } from '../../services/identity/index.js';
import { Cluster } from '../support/cluster.js';
import { eventually } from '../support/product.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sockets: WebSocket[] = [];
/** Events that came over the wire. */
let received = 0;

class Watched extends WebSocket {
  constructor(url: string, protocol: string) {
    super(url, protocol);
    sockets.push(this);
    this.on('message', (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as { items?: unknown[] };
      received += frame.items?.length ?? 0;
    });
  }
}

/** The client as an application uses it, against an api of its own. */
describe('@docugenie/client', { timeout: 60_000 }, () => {
  let cluster: Cluster;
  let db: Database;
  let admin: { tenant: string; user: string };
  let made: Connection[] = [];

  beforeAll(async () => {
    cluster = await Cluster.start(inject('templateUrl'));
    const at = { newId: uuidv7, now: () => new Date() };
    db = createDatabase({ url: cluster.databaseUrl, connections: 2, application: 'test', ...at });
    const [row] = await db.query<typeof admin>(`select tenant_id as tenant, user_id as "user" from api_key`);
    if (!row) throw new Error('there is no admin');
    admin = row;
  });
  afterEach(() => {
    made.forEach((live) => live.stop());
    made = [];
  });
  afterAll(async () => {
    await db.stop();
    await cluster.stop();
  });

  const key = () => (cluster.product.auth['authorization'] ?? '').slice('Bearer '.length);
  function client(options: ConnectOptions): Connection {
    const live = connect({ url: cluster.product.url, ...options });
    made.push(live);
    return live;
  }
  const isLive = (live: Connection) =>
    eventually('it is live', () => live.status.get().phase === 'live' || undefined, 20_000);

  /** So many events of the tenant, in one transaction. */
  const emit = (count: number) =>
    db.transaction((tx) => {
      for (let n = 0; n < count; n++)
        tx.emit({ tenant: admin.tenant, type: 'queue.undrained', subject: 'queue:ml', data: { n } });
      return Promise.resolve();
    });

  async function newKey(): Promise<{ token: string; revoke: () => Promise<unknown> }> {
    const [id, token] = [uuidv7(), newToken('dgk_')];
    const { tenant, user } = admin;
    await db.query(`insert into api_key (id, tenant_id, user_id, name, digest) values ($1, $2, $3, 'test', $4)`, [
      ...[id, tenant, user],
      digestOf(token),
    ]);
    return { token, revoke: () => db.query(`update api_key set revoked_at = now() where id = $1`, [id]) };
  }

  const top = async () => {
    const answer = await cluster.product.api('GET', '/v1/channels/tenant/events?limit=0');
    const { epoch, last } = answer.json<{ epoch: string; last: number }>();
    return { epoch, offset: last };
  };

  async function take(events: Following, count: number): Promise<EventEnvelope[]> {
    const taken: EventEnvelope[] = [];
    while (taken.length < count) {
      const { done, value } = await events.next();
      if (done === true) break;
      taken.push(value);
    }
    return taken;
  }
  const offsets = (events: readonly EventEnvelope[]) => events.map(({ offset }) => offset);
  const behind = (offset: number, count: number) => Array.from({ length: count }, (_, n) => offset + n + 1);

  describe.each<[string, ConnectOptions, string | undefined]>([
    ['WebSocket', { WebSocket: Watched }, undefined],
    ['HTTP, where there is no WebSocket', { WebSocket: null }, 'a stream'],
  ])('over %s', (_way, way, over) => {
    it('hands out every event once and in order, whatever is cut and restarted meanwhile', async () => {
      const from = await top();
      const live = client({ apiKey: key(), ...way });
      const events = live.events('tenant', { from });
      await isLive(live);
      expect(live.status.get()).toEqual({ phase: 'live', ...(over === undefined ? {} : { over }) });
      await emit(5);
      const first = await take(events, 3);
      sockets.forEach((socket) => socket.terminate());
      await emit(5);
      const second = await take(events, 6);
      if (cluster.api) await cluster.end(cluster.api);
      await emit(5);
      const third = take(events, 6);
      await cluster.startApi();
      expect(offsets([...first, ...second, ...(await third)])).toEqual(behind(from.offset, 15));
      expect(events.position).toEqual({ ...from, offset: from.offset + 15 });
    });

    it('takes no more from the server than a slow reader takes, and all of it in the end', async () => {
      const from = await top();
      const live = client({ apiKey: key(), ...way });
      const events = live.events('tenant', { from });
      await isLive(live);
      const [before] = [received];
      for (let n = 0; n < 10; n++) await emit(500);
      const [first] = await take(events, 1);
      await db.query('select pg_sleep(1.5)'); // nobody reads: what comes now would have to be kept
      expect(received - before).toBeLessThanOrEqual(2_000);
      const rest = await take(events, 4_999);
      expect(offsets(first ? [first, ...rest] : rest)).toEqual(behind(from.offset, 5_000));
    });

    it('says that a position is gone, and goes on from the one it names', async () => {
      const { epoch, offset } = await top();
      const live = client({ apiKey: key(), ...way });
      const gone = live.events('tenant', { from: { epoch, offset: offset + 1_000 } });
      await expect(gone.next()).rejects.toMatchObject({ name: 'PositionLost', position: { epoch, offset } });
      const again = live.events('tenant', { from: { epoch, offset } });
      await emit(1);
      expect(offsets(await take(again, 1))).toEqual([offset + 1]);
    });

    it('ends with the reason when its key is revoked, or the channel is none of ours', async () => {
      const { token, revoke } = await newKey();
      const live = client({ apiKey: token, ...way });
      const refused = live.events(`document:${uuidv7()}`);
      await expect(refused.next()).rejects.toMatchObject({ name: 'ChannelRefused', code: 'not_found' });
      const events = live.events('tenant');
      const next = expect(events.next()).rejects.toMatchObject({ name: 'SignedOut' });
      await isLive(live);
      await revoke();
      await next;
      expect(live.status.get()).toEqual({ phase: 'stopped', signedOut: true });
    });

    it('asks for another key when the one it has is no longer known', async () => {
      const [old, fresh] = [await newKey(), await newKey()];
      const keys = [old.token, fresh.token];
      const live = client({ token: () => Promise.resolve(keys.shift() ?? 'dgk_none'), ...way });
      const from = await top();
      const events = live.events('tenant', { from });
      await isLive(live);
      // Told, not looked for: it may be back within milliseconds.
      const lost = new Promise<void>((resolve) => {
        live.status.subscribe(() => live.status.get().phase === 'lost' && resolve());
      });
      await old.revoke();
      await lost;
      await emit(2);
      expect(offsets(await take(events, 2))).toEqual(behind(from.offset, 2));
    });
  });

  it('opens a WebSocket with a ticket for each connection', async () => {
    const ticket = async () => (await cluster.product.api('POST', '/v1/ws-tickets')).json<{ ticket: string }>().ticket;
    const from = await top();
    const live = client({ ticket, WebSocket: Watched });
    const events = live.events('tenant', { from });
    await isLive(live);
    sockets.forEach((socket) => socket.terminate());
    await emit(2);
    expect(offsets(await take(events, 2))).toEqual(behind(from.offset, 2));
    expect(() => connect({ url: cluster.product.url, ticket, WebSocket: null })).toThrow(TypeError);
  });

  it('does not disturb one reader of a channel by another that is far behind', async () => {
    const from = await top();
    const live = client({ apiKey: key(), WebSocket: Watched });
    const current = live.events('tenant', { from });
    await isLive(live);
    await emit(2_000);
    expect(offsets(await take(current, 2_000))).toEqual(behind(from.offset, 2_000));
    const late = live.events('tenant', { from });
    await Promise.all([emit(20), emit(20)]);
    expect(offsets(await take(late, 2_040))).toEqual(behind(from.offset, 2_040));
    expect(offsets(await take(current, 40))).toEqual(behind(from.offset + 2_000, 40));
  });

  it('is a package without dependencies, with types, that plain Node uses', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dg-package-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const run = (program: string, ...args: string[]) =>
      execFileSync(program, args, { cwd: folder, encoding: 'utf8', env: { PATH: process.env['PATH'], HOME: folder } });
    const tarball = run(process.execPath, join(root, 'scripts/pack-client.mjs'), folder).trim();
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    run('npm', 'install', '--offline', '--no-audit', '--no-fund', '--no-update-notifier', tarball);
    const { epoch, offset } = await top();
    await emit(2);
    const program = `
      import { connect, type EventEnvelope } from '@docugenie/client';
      const live = connect({ url: '${cluster.product.url}', apiKey: '${key()}' });
      const events = live.events('tenant', { from: { epoch: '${epoch}', offset: ${offset} } });
      const first: IteratorResult<EventEnvelope, undefined> = await events.next();
      console.log(first.value?.offset, live.status.get().phase);
      live.stop();`;
    writeFileSync(join(folder, 'program.ts'), program);
    const strict = ['--strict', '--target', 'es2022', '--module', 'nodenext', '--lib', 'es2023,dom'];
    run(process.execPath, join(root, 'node_modules/typescript/bin/tsc'), ...strict, 'program.ts');
    expect(run(process.execPath, 'program.js')).toBe(`${offset + 1} live\n`);
  });

  describe('docugenie watch', () => {
    function watch(...args: string[]) {
      const child = spawn(process.execPath, ['dist/cli/docugenie.js', 'watch', ...args], {
        cwd: root,
        env: { PATH: process.env['PATH'], DOCUGENIE_URL: cluster.product.url, DOCUGENIE_API_KEY: key(), NO_COLOR: '1' },
      });
      let err = '';
      child.stderr.on('data', (part: Buffer) => (err += part.toString()));
      const ended = new Promise<{ code: number | null; err: string }>((resolve) =>
        child.once('close', (code) => resolve({ code, err })),
      );
      return { child, ended, lines: createInterface(child.stdout)[Symbol.asyncIterator]() };
    }

    it('prints a line an event, goes on behind a position, and ends with 0 at Ctrl-C', async () => {
      const { epoch, offset } = await top();
      const { id } = (await cluster.product.put('watched.txt', uuidv7())).json<{ id: string }>();
      await emit(1);
      const shown = watch('--from', `${epoch}:${offset}`);
      expect((await shown.lines.next()).value).toMatch(/^\d\d:\d\d:\d\d {2}watched\.txt {15}received$/);
      expect((await shown.lines.next()).value).toMatch(/^\d\d:\d\d:\d\d {2}queue ml {18}undrained$/);
      const json = watch('--json', '--from', `${epoch}:${offset}`);
      expect(JSON.parse(String((await json.lines.next()).value))).toMatchObject({
        ...{ channel: 'tenant', epoch, offset: offset + 1, subject: `document:${id}` },
      });
      for (const { child } of [shown, json]) child.kill('SIGINT');
      expect(await Promise.all([shown.ended, json.ended])).toEqual(Array(2).fill({ code: 0, err: '' }));
    });

    it('says in one line why it cannot', async () => {
      const { epoch } = await top();
      const ended = [['nope'], ['--from', 'x'], ['--from', `${epoch}:999999`]].map((args) => watch(...args).ended);
      const [unknown, malformed, gone] = await Promise.all(ended);
      expect(unknown).toMatchObject({ code: 1, err: expect.stringMatching(/: there is no channel nope — /) as string });
      expect(malformed).toMatchObject({
        code: 1,
        err: expect.stringMatching(/^docugenie: x is no position — /) as string,
      });
      expect(gone?.err).toMatch(
        /^docugenie: the channel is not that far; it is at \S+ — docugenie watch tenant --from /,
      );
    });
  });
});
