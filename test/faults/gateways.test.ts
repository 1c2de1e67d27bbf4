import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from 'uuidv7';
import { keepPorts } from '../../cli/platform/ports.js';
import type { Supervised } from '../../cli/platform/supervised.js';
import type { Subject } from '../../domain/events/event.js';
import { createDatabase, type Database } from '../../services/db/index.js';
import { anyOf, createHintPublisher, createPostgresBus, createRedisBus } from '../../services/events/index.js';
import { ensureFirstAdmin } from '../../services/identity/index.js';
import { retain } from '../../services/operation/index.js';
import { eventually, killGroup, pause, Product } from '../support/product.js';
import { keepRunning } from '../support/programs.js';
import { startProxy } from '../support/proxy.js';
import { startRedis } from '../support/redis.js';
import { startPostgres, tools } from '../support/servers.js';
import { Listener, Told } from './crowd.js';
import { startWriters, type Written } from './writers.js';

/** `FAULTS=long` is the soak. */
const ROUNDS = process.env['FAULTS'] === 'long' ? 10 : 1;
const CLIENTS = 1_000;
const WRITERS = 50;
const GATEWAYS = 3;
const DOCUMENTS = 20;
/** Of how many clients one follows the tenant, which has all events. */
const TENANT_EACH = 10;
/** How many clients are away while a backlog comes, part of which is dropped while they replay it. */
const AWAY = 40;
const BACKLOG = 3_000;

const root = fileURLToPath(new URL('../..', import.meta.url));
const nothing = () => undefined;

describe(`${WRITERS} writers, ${GATEWAYS} gateways behind a plain TCP proxy with Redis, and ${CLIENTS} clients`, () => {
  const home = mkdtempSync(join(tmpdir(), 'dg-gateways-'));
  const told = new Told();
  const crowd: Listener[] = [];
  const gateways: Supervised[] = [];
  let postgres: Awaited<ReturnType<typeof startPostgres>>;
  let redis: Supervised;
  let proxy: Supervised;
  let db: Database;
  let tenant: string;
  let subjects: Subject[];
  let stopHints: () => Promise<unknown>;

  beforeAll(async () => {
    chmodSync(home, 0o755);
    mkdirSync(join(home, 'blobs'));
    const names = ['redis', 'proxy', ...Array.from({ length: GATEWAYS }, (_, n) => `api${n}`)];
    const ports = await keepPorts(join(home, 'ports.json'), names);
    const port = (name: string) => ports[name] ?? 0;
    [postgres, redis] = await Promise.all([startPostgres(), startRedis(home, port('redis'))]);
    const url = `http://127.0.0.1:${port('proxy')}`;
    const { api_key: key, ...admin } = await ensureFirstAdmin(postgres.url, { home, url });
    tenant = admin.tenant;
    const redisUrl = `redis://127.0.0.1:${port('redis')}`;
    const startGateway = (name: string) =>
      keepRunning({
        ...{ name, port: port(name), folder: home },
        argv: [process.execPath, join(root, 'dist/api/main.js')],
        environment: {
          ...{ HOME: home, DOCUGENIE_HOME: home, PORT: String(port(name)), PUBLIC_URL: url },
          ...{ DATABASE_URL: postgres.url, DATABASE_CONNECTIONS: '4', REDIS_URL: redisUrl },
          ...{ BLOBS_URL: pathToFileURL(join(home, 'blobs')).href, MODELS_PATH: join(tools, 'models') },
          ...{ TEMPORAL_ADDRESS: '127.0.0.1:1', READERS: '1', LOG_LEVEL: 'warn' },
          ...{ SOCKETS_PER_USER: String(4 * CLIENTS), SOCKETS_PER_ADDRESS: String(4 * CLIENTS) },
        },
      });
    for (const name of names.slice(2)) gateways.push(await startGateway(name));
    proxy = await startProxy(home, port('proxy'), names.slice(2).map(port));

    const bus = anyOf([createRedisBus(redisUrl, nothing), createPostgresBus(() => db, nothing)]);
    const hints = createHintPublisher(bus, nothing);
    stopHints = async () => {
      await hints.stop();
      await bus.stop();
    };
    db = createDatabase({
      ...{ url: postgres.url, connections: WRITERS, application: 'writers', newId: uuidv7, now: () => new Date() },
      onEmitted: ({ written }) => hints.grown(written),
    });
    const product = Product.attach(home, port('proxy'));
    subjects = [];
    for (let n = 0; n < DOCUMENTS; n++)
      subjects.push(`document:${(await product.add(`${n}.txt`, `document ${n}`)).id}`);
    const address = `${url.replace('http', 'ws')}/v1/ws`;
    for (let n = 0; n < CLIENTS; n++) {
      const channel = n % TENANT_EACH === 0 ? 'tenant' : (subjects[Math.floor(n / TENANT_EACH) % DOCUMENTS] ?? 'none');
      crowd.push(new Listener({ url: address, key, channel, told }));
    }
    await eventually('all are subscribed', () => crowd.every(({ position }) => position !== undefined), 120_000);
  });

  afterAll(async () => {
    for (const client of crowd) client.end();
    await stopHints();
    await db.stop();
    const now = AbortSignal.timeout(5_000);
    await Promise.all([proxy, redis, ...gateways].map((server) => server.stop(now)));
    await postgres.stop();
    rmSync(home, { recursive: true, force: true });
  });

  const kill = ({ pid }: Supervised) => pid !== undefined && killGroup(pid);

  /** PostgreSQL ends all other back-ends when one is killed, and recovers. */
  async function killBackend(application: string): Promise<void> {
    const [backend] = await db.query<{ pid: number }>(
      `select pid from pg_stat_activity where application_name = $1 and pid <> pg_backend_pid() limit 1`,
      [application],
    );
    if (!backend) throw new Error(`${application} has no connection`);
    process.kill(backend.pid, 'SIGKILL');
  }

  const stored = (channel: string) => (channel === 'tenant' ? `tenant:${tenant}` : channel);

  async function topOf(channel: string): Promise<number> {
    const [row] = await db.query<{ top: number }>(`select top from channel where name = $1`, [stored(channel)]);
    return row?.top ?? 0;
  }

  /** Clients who were away replay a backlog while the week in which it begins is dropped. */
  async function dropDuringReplay(): Promise<void> {
    const [subject = 'document:none'] = subjects;
    const away = crowd.filter(({ channel }) => channel === subject).slice(0, AWAY);
    for (const client of away) client.leave();
    const before = away.reduce((sum, { applied }) => sum + applied, 0);
    for (let n = 0; n < BACKLOG; n += 300)
      await db.transaction((tx) => {
        for (let each = n; each < n + 300; each++)
          tx.emit({ tenant, type: 'document.step_completed', subject, data: { backlog: each } });
        return Promise.resolve();
      });
    const long = `now() - interval '500 days'`;
    const top = await topOf(subject);
    for (const client of away) client.comeBack();
    await eventually('some replay', () => away.reduce((sum, { applied }) => sum + applied, 0) > before);
    await db.query(`select ensure_event_partitions((${long})::date, (${long})::date)`);
    await db.query(`update event set at = ${long} where channel = $1 and "offset" <= $2`, [subject, top - 200]);
    expect(await retain(db, { eventsDays: 90 })).toMatchObject({ weeks: 1 });
  }

  const disturbances: Readonly<Record<string, () => unknown>> = {
    'a gateway is killed': () => gateways[0] && kill(gateways[0]),
    'Redis is killed': () => kill(redis),
    'a back-end of a gateway is killed': () => killBackend('docugenie api'),
    'the proxy is killed: all come back at once': () => kill(proxy),
    'a week is dropped while it is replayed': dropDuringReplay,
    'a back-end of a writer is killed': () => killBackend('writers'),
    'all gateways are killed': () => gateways.forEach(kill),
  };

  function expectTruth({ acknowledged, rolledBack }: Written): number {
    const all = told.channels.get('tenant') ?? new Map<number, { data: Readonly<Record<string, unknown>> }>();
    const names = [...all.values()].flatMap(({ data }) => (typeof data['name'] === 'string' ? [data['name']] : []));
    const seen = new Set(names);
    expect(seen.size).toBe(names.length); // none stands at two offsets
    expect([...acknowledged].filter((name) => !seen.has(name))).toEqual([]);
    expect([...rolledBack].filter((name) => seen.has(name))).toEqual([]);
    return all.size;
  }

  it('lose nothing, tell nothing in another order, and say where something is gone, whatever is killed', async () => {
    const done = new AbortController();
    const { written, ended } = startWriters({
      ...{ db, tenant, subjects, count: WRITERS, everyMs: 1_500, random: Math.random, done: done.signal },
    });
    const slowest: number[] = [];
    for (let round = 0; round < ROUNDS; round++)
      for (const [name, disturb] of Object.entries(disturbances)) {
        await pause(1_000);
        await eventually(`the database takes statements before ${name}`, () => db.query('select 1'));
        const at = performance.now();
        await disturb();
        await pause(100); // until sockets have noticed
        const tops = new Map<string, number>();
        for (const channel of ['tenant', ...subjects])
          tops.set(channel, await eventually('the database is back', () => topOf(channel)));
        const caughtUp = () =>
          crowd.every(({ channel, live, position }) => live && (position?.offset ?? 0) >= (tops.get(channel) ?? 0));
        await eventually(`all clients go on after ${name}`, caughtUp, 120_000);
        slowest.push((performance.now() - at) / 1_000);
        console.log(`${name}: all ${CLIENTS} clients have all again after ${slowest.at(-1)?.toFixed(1)} s`);
      }
    done.abort();
    await ended;

    const tops = new Map<string, number>();
    for (const channel of ['tenant', ...subjects]) tops.set(channel, await topOf(channel));
    await eventually(
      'all clients have everything',
      () => crowd.every(({ channel, position }) => position?.offset === tops.get(channel)),
      120_000,
    );
    expect(crowd.flatMap(({ wrong }) => wrong)).toEqual([]);
    for (const { begun = 0, applied, lost, position } of crowd) expect(begun + applied + lost).toBe(position?.offset);
    const events = expectTruth(written);
    const sum = (of: (client: Listener) => number) => crowd.reduce((total, client) => total + of(client), 0);
    const resets = sum((client) => client.resets);
    expect(resets).toBeGreaterThan(0);
    expect(written.unknown).toBeGreaterThan(0);
    console.log(
      `${slowest.length} faults: ${events} events, ${sum(({ applied }) => applied)} deliveries, 0 lost, 0 out of order, ` +
        `${sum(({ again }) => again)} sent again, ${resets} resets, ${sum(({ connections }) => connections)} connections`,
    );
  });
});
