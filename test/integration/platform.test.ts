import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sharedPlace } from '../../cli/platform/postgres-place.js';
import { isFree } from '../../cli/platform/ports.js';
import { buildDriver, createHome, eventually, type Home, type Supervisor } from './platform/home.js';

/** The real supervisor with the real PostgreSQL and Temporal; the api and the workers are stand-ins. */

const folder = mkdtempSync(join(tmpdir(), 'dg-driver-'));
let driver = '';
const homes: Home[] = [];

beforeAll(async () => {
  driver = await buildDriver(folder);
});
afterEach(() => {
  for (const home of homes.splice(0)) home.clear();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function newHome(options?: { closed: boolean }): Promise<Home> {
  let port = 0;
  while (port === 0 || !(await isFree(port))) port = 30_000 + Math.floor(Math.random() * 2_000);
  const home = createHome(driver, port, options);
  homes.push(home);
  return home;
}

const pidOf = (home: Home, name: string): number | null | undefined => {
  const run = home.run();
  if (name === 'api' || name === 'temporal' || name === 'postgres') return run[name].pid;
  return run.workers.find((worker) => worker.name === name)?.pid;
};

async function stop(home: Home, supervisor: Supervisor): Promise<void> {
  const began = performance.now();
  // As npm does: the whole group, and then the process itself once more. Together they are one request.
  process.kill(-(supervisor.child.pid ?? 0), 'SIGINT');
  process.kill(supervisor.child.pid ?? 0, 'SIGINT');
  expect(await supervisor.ended).toBe(0);
  expect(performance.now() - began).toBeLessThan(15_000);
  expect(home.processes()).toEqual([]);
  expect(home.isRunning()).toBe(false);
}

describe('the embedded platform', () => {
  it('replaces every process that is killed, on the same address, and run.json never names a dead one', async () => {
    const home = await newHome();
    const supervisor = await home.ready();
    const before = home.run();
    const database = new pg.Client({ connectionString: before.postgres.url });
    database.on('error', () => undefined); // it is going to be cut off
    await database.connect();
    await database.query('create table kept as select 42 as answer');
    database.query('select pg_sleep(600)').catch(() => undefined); // a backend that outlives its postmaster

    for (const name of ['workflow', 'api', 'temporal', 'postgres']) {
      const pid = pidOf(home, name) ?? 0;
      expect(pid).toBeGreaterThan(1);
      process.kill(-pid, 'SIGKILL'); // the whole group, watchdog included
      await eventually(() => pidOf(home, name) !== pid, 500);
      await eventually(() => typeof pidOf(home, name) === 'number', 5_000);
    }
    await database.end().catch(() => undefined);

    const after = home.run();
    expect(after.postgres.url).toBe(before.postgres.url);
    expect(after.temporal.address).toBe(before.temporal.address);
    await eventually(async () => (await fetch(`${home.url}/readyz`).catch(() => undefined))?.ok === true, 5_000);
    const again = new pg.Client({ connectionString: after.postgres.url });
    await eventually(async () => {
      const client = new pg.Client({ connectionString: after.postgres.url });
      try {
        await client.connect();
        return true;
      } catch {
        return false;
      } finally {
        await client.end().catch(() => undefined);
      }
    }, 10_000);
    await again.connect();
    expect((await again.query('select answer from kept')).rows).toEqual([{ answer: 42 }]);
    await again.end();
    await stop(home, supervisor);
  });

  it('leaves nothing behind when it is killed itself, though a worker does not listen; the next start works', async () => {
    const home = await newHome();
    const supervisor = await home.ready({ DEAF: 'ml' });
    process.kill(supervisor.child.pid ?? 0, 'SIGKILL');
    await eventually(() => home.processes().length === 0, 10_000);
    await stop(home, await home.ready());
  });

  it('ends at once what a killed supervisor left when it is started again in the same moment', async () => {
    const home = await newHome();
    const first = await home.ready({ DEAF: 'ml' });
    const before = home.run();
    const database = new pg.Client({ connectionString: before.postgres.url });
    database.on('error', () => undefined);
    await database.connect();
    database.query('select pg_sleep(600)').catch(() => undefined);
    const old = home.processes();
    process.kill(first.child.pid ?? 0, 'SIGKILL');

    const second = await home.ready();
    expect(second.said()).toMatch(/ended \d+ process/);
    expect(home.processes().filter((pid) => old.includes(pid))).toEqual([]);
    expect(home.run().postgres.url).toBe(before.postgres.url);
    await database.end().catch(() => undefined);
    await stop(home, second);
  });

  it('stops within 15 seconds although a worker ignores the request', async () => {
    const home = await newHome();
    await stop(home, await home.ready({ DEAF: 'extraction' }));
  });

  it('stops at once when it is asked a second time', async () => {
    const home = await newHome();
    const supervisor = await home.ready({ DEAF: 'extraction' });
    process.kill(supervisor.child.pid ?? 0, 'SIGINT');
    const asked = performance.now();
    await eventually(() => performance.now() - asked > 700, 2_000); // a repeat within half a second is the same request
    process.kill(supervisor.child.pid ?? 0, 'SIGINT');
    expect(await supervisor.ended).toBe(0);
    expect(performance.now() - asked).toBeLessThan(4_000);
    expect(home.processes()).toEqual([]);
  });

  it('runs two homes side by side and refuses a second supervisor for one of them', async () => {
    const [one, two] = [await newHome(), await newHome()];
    const [first, second] = await Promise.all([one.ready(), two.ready()]);
    const refused = one.start();
    expect(await refused.ended).toBe(1);
    expect(refused.said()).toContain(`already running at ${one.url} (pid ${first.child.pid ?? 0})`);
    expect(one.run().postgres.url).not.toBe(two.run().postgres.url);
    await stop(one, first);
    expect((await fetch(`${two.url}/readyz`)).ok).toBe(true);
    await stop(two, second);
  });

  it('gives up with one line when a worker keeps dying, and leaves nothing running', async () => {
    const home = await newHome();
    const supervisor = home.start({ BROKEN: 'extraction' });
    expect(await supervisor.ended).toBe(1);
    expect(supervisor.said()).toMatch(
      /failed: extraction does not start \(exit status 1\): could not start: the stand-in is broken — read \S+extraction\.log/,
    );
    expect(home.processes()).toEqual([]);
  });

  if (process.getuid?.() !== 0) console.log('skipped: a closed home of root, as these tests run as an ordinary user');
  it.runIf(process.getuid?.() === 0)(
    'keeps the database where its user reaches it when the home is closed to everybody but root',
    async () => {
      const home = await newHome({ closed: true });
      await stop(home, await home.ready());
      expect(existsSync(join(sharedPlace(home.path), 'postgres', 'data', 'PG_VERSION'))).toBe(true);
      expect(existsSync(join(home.path, 'postgres'))).toBe(false);
      await stop(home, await home.ready());
    },
  );

  it('says that the port is taken before it starts anything', async () => {
    const home = await newHome();
    const other = createServer().listen(Number(new URL(home.url).port), '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const supervisor = home.start();
    expect(await supervisor.ended).toBe(1);
    expect(supervisor.said()).toMatch(/^failed: port \d+ on 127\.0\.0\.1 is in use — set PORT to a free one$/m);
    expect(supervisor.said()).not.toContain('started');
    other.close();
  });
});
