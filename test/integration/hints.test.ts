import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { uuidv7 } from 'uuidv7';
import type { Supervised } from '../../cli/platform/supervised.js';
import { createDatabase, type Database } from '../../services/db/index.js';
import {
  anyOf,
  createHintPublisher,
  createPostgresBus,
  createRedisBus,
  hearHints,
  readEvents,
  type Bus,
  type Growth,
} from '../../services/events/index.js';
import { createIdentity, createSigninLink } from '../../services/identity/index.js';
import { createMetrics } from '../../services/observability/index.js';
import { eventually, freePort, killGroup } from '../support/product.js';
import { startRedis } from '../support/redis.js';
import { cloneDatabase } from '../support/servers.js';

const nothing = () => undefined;

describe('hints between processes', () => {
  const home = mkdtempSync(join(tmpdir(), 'dg-hints-'));
  const tenant = uuidv7();
  let database: Awaited<ReturnType<typeof cloneDatabase>>;
  let db: Database;
  let redis: Supervised;
  let redisUrl: string;
  let emitted: (growths: readonly Growth[]) => void = nothing;

  beforeAll(async () => {
    const port = await freePort();
    redisUrl = `redis://127.0.0.1:${port}/3`;
    [database, redis] = await Promise.all([cloneDatabase(inject('templateUrl')), startRedis(home, port)]);
    db = createDatabase({
      ...{ url: database.url, connections: 4, application: 'test', newId: uuidv7, now: () => new Date() },
      onEmitted: ({ written }) => emitted(written),
    });
    await db.query(`insert into tenant (id, name) values ($1, 'test')`, [tenant]);
  });

  afterAll(async () => {
    await db.stop();
    await database.drop();
    await redis.stop(AbortSignal.timeout(5_000));
    rmSync(home, { recursive: true, force: true });
  });

  async function emit(document: string, data: object): Promise<void> {
    await db.transaction((tx) => {
      tx.emit({ tenant, type: 'document.created', subject: `document:${document}`, data: { ...data } });
      return Promise.resolve();
    });
  }

  /** A writer and a reader on buses of their own, as two processes have. */
  async function between(make: () => Bus, work: (heard: Growth[]) => Promise<void>): Promise<void> {
    const [ours, theirs] = [make(), make()];
    const heard: Growth[] = [];
    const hints = createHintPublisher(ours, nothing);
    const ear = hearHints(theirs, { grown: (growths) => heard.push(...growths) }, nothing);
    emitted = hints.grown;
    try {
      await eventually('it hears', async () => {
        await emit(uuidv7(), {});
        return heard.length > 0;
      });
      await work(heard);
    } finally {
      emitted = nothing;
      await hints.stop();
      await ear.stop();
      await Promise.all([ours.stop(), theirs.stop()]);
    }
  }

  const postgres = () => createPostgresBus(() => db, nothing);
  const byRedis = (url = redisUrl) => createRedisBus(url, nothing);
  const both = () => anyOf([byRedis(), postgres()]);

  it.each([
    ['PostgreSQL', postgres],
    ['Redis', byRedis],
  ])('carry by %s the events themselves, just as the table has them', async (_name, make) => {
    await between(make, async (heard) => {
      const document = uuidv7();
      const data = { text: 'naïve “日本” 🙂', n: -0.5, list: [1, null, true], nested: { z: 1, a: { '': 2 } } };
      await emit(document, data);
      const channel = `document:${document}`;
      const growth = await eventually('it is told', () => heard.find((one) => one.channel === channel));
      const stored = await readEvents(db, channel, 0, channel);
      expect(growth).toMatchObject({ top: 1 });
      expect(growth.events.map((event) => ({ channel, ...event }))).toEqual(stored);
    });
  });

  it('tell of a large event that it is there', async () => {
    await between(byRedis, async (heard) => {
      const document = uuidv7();
      await emit(document, { text: 'x'.repeat(100_000) });
      const growth = await eventually('it is told', () => heard.find((one) => one.channel === `document:${document}`));
      expect(growth).toMatchObject({ top: 1, events: [] });
    });
  });

  it('go by PostgreSQL while Redis is dead, and by Redis again when it is back', async () => {
    const only: Growth[] = [];
    const listener = byRedis();
    const ear = hearHints(listener, { grown: (growths) => only.push(...growths) }, nothing);
    await between(both, async (heard) => {
      const { pid = 0 } = redis;
      killGroup(pid);
      const [meanwhile, after] = [uuidv7(), uuidv7()];
      await emit(meanwhile, {});
      await eventually('it is told', () => heard.find(({ channel }) => channel === `document:${meanwhile}`));
      await eventually('Redis carries them again', async () => {
        await emit(after, {});
        return only.some(({ channel }) => channel === `document:${after}`);
      });
    });
    await ear.stop();
    await listener.stop();
  });

  it('end what a session is served with elsewhere as soon as somebody signs out', async () => {
    const [ours, theirs] = [byRedis(), byRedis()];
    const hints = createHintPublisher(ours, nothing);
    const deps = { db, newId: uuidv7, now: () => new Date(), metrics: createMetrics('test'), onError: nothing };
    // Neither is started: what polls each second would find it too.
    const here = createIdentity({ ...deps, onEnded: hints.credentials });
    const there = createIdentity({ ...deps, onEnded: nothing });
    let heard = false;
    const ear = hearHints(
      theirs,
      {
        credentials() {
          heard = true;
          there.look();
        },
      },
      nothing,
    );
    await eventually('it hears', () => {
      hints.credentials();
      return heard;
    });
    const [, signin = ''] = (await createSigninLink(database.url, { url: '' })).split('=');
    const { principal } = await here.signIn(signin);
    let served = true;
    there.watch(principal.credential, { ended: () => (served = false) });
    await here.signOut(principal);
    await eventually('it is served no longer', () => !served);
    await ear.stop();
    await hints.stop();
    await Promise.all([ours.stop(), theirs.stop()]);
  });

  it('are not heard by an installation with another database number', async () => {
    const other: Growth[] = [];
    const stranger = byRedis(redisUrl.replace(/3$/, '4'));
    const ear = hearHints(stranger, { grown: (growths) => other.push(...growths) }, nothing);
    const hints = createHintPublisher(stranger, nothing);
    await eventually('the other hears itself', () => {
      hints.grown([{ channel: 'own', top: 1, events: [] }]);
      return other.length > 0;
    });
    await between(byRedis, async (heard) => {
      const document = uuidv7();
      await emit(document, {});
      await eventually('it is told', () => heard.find((one) => one.channel === `document:${document}`));
    });
    expect(new Set(other.map(({ channel }) => channel))).toEqual(new Set(['own']));
    await hints.stop();
    await ear.stop();
    await stranger.stop();
  });
});
