import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { uuidv7 } from 'uuidv7';
import type { NewEvent } from '../../domain/events/event.js';
import { createDatabase, type Database } from '../../services/db/index.js';
import { readEvents } from '../../services/events/index.js';
import { cloneDatabase } from '../support/servers.js';

const CONNECTIONS = 16;

describe('events in PostgreSQL', () => {
  let db: Database;
  let drop: () => Promise<void>;
  const tenant = uuidv7();

  beforeAll(async () => {
    const clone = await cloneDatabase(inject('templateUrl'));
    drop = clone.drop;
    db = createDatabase({
      url: clone.url,
      connections: CONNECTIONS,
      application: 'test',
      newId: uuidv7,
      now: () => new Date(),
    });
    await db.query(`insert into tenant (id, name) values ($1, 'test')`, [tenant]);
  });

  afterAll(async () => {
    await db.stop();
    await drop();
  });

  const event = (id: string, n: number): NewEvent => ({
    tenant,
    type: 'document.retrying',
    subject: `document:${id}`,
    data: { n },
  });

  async function all(channel: string) {
    const items = [];
    for (let last = 0; ;) {
      const page = await readEvents(db, channel, last, channel);
      if (page.length === 0) return items;
      items.push(...page);
      last = page.at(-1)?.offset ?? last;
    }
  }

  it('16 connections that emit on several channels neither deadlock nor leave a gap, and commit order is offset order', async () => {
    const ids = ['a', 'b', 'c', 'd'];
    const committed = new Map<string, number>(ids.map((id) => [id, 0]));
    let seed = 7;
    const random = (n: number) => (seed = (seed * 48_271) % 2_147_483_647) % n;
    const writer = async (w: number) => {
      for (let i = 0; i < 40; i++) {
        const first = ids[random(4)] ?? 'a';
        const second = ids[random(4)] ?? 'b';
        const fails = random(5) === 0;
        await db
          .transaction(async (tx) => {
            tx.emit(event(first, w * 1_000 + i));
            tx.emit(event(second, w * 1_000 + i));
            await tx.query('select pg_sleep(random() * 0.004)');
            if (fails) throw new Error('rolled back');
          })
          .then(
            () => [first, second].forEach((id) => committed.set(id, (committed.get(id) ?? 0) + 1)),
            (error: unknown) => expect((error as Error).message).toBe('rolled back'),
          );
      }
    };
    // Meanwhile a reader follows by (channel, offset): whatever it has seen, nothing may appear behind its position.
    let writing = true;
    const followed: number[] = [];
    const reader = async () => {
      while (writing)
        followed.push(
          ...(await readEvents(db, `tenant:${tenant}`, followed.length, 'tenant')).map(({ offset }) => offset),
        );
    };
    const reading = reader();
    await Promise.all(Array.from({ length: CONNECTIONS }, (_, w) => writer(w)));
    writing = false;
    await reading;

    let sum = 0;
    for (const id of ids) {
      const items = await all(`document:${id}`);
      expect(items.map(({ offset }) => offset)).toEqual(items.map((_, n) => n + 1));
      expect(items.length).toBe(committed.get(id));
      sum += items.length;
    }
    const tenants = await all(`tenant:${tenant}`);
    expect(tenants.map(({ offset }) => offset)).toEqual(Array.from({ length: sum }, (_, n) => n + 1));
    expect(followed).toEqual(followed.map((_, n) => n + 1));
  });

  it('an effect delivered 8 times at once is carried out once, and all deliveries answer its result', async () => {
    const key = { key: `${uuidv7()}/1/extract/document.step_completed/1`, tenant };
    const id = uuidv7();
    let bodies = 0;
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        db.effect(key, async (tx) => {
          bodies++;
          await tx.query('select pg_sleep(0.02)');
          tx.emit(event(id, n));
          return { n };
        }),
      ),
    );
    expect(new Set(results.map(({ n }) => n)).size).toBe(1);
    expect(bodies).toBeGreaterThan(1); // they did race
    expect(await all(`document:${id}`)).toHaveLength(1);
    expect(await db.effect(key, () => Promise.reject(new Error('not run again')))).toEqual(results[0]);
  });

  it('an effect that fails leaves neither key nor event', async () => {
    const key = { key: `${uuidv7()}/1/index/x/1`, tenant };
    const id = uuidv7();
    await expect(
      db.effect(key, (tx) => {
        tx.emit(event(id, 1));
        return Promise.reject(new Error('crash before commit'));
      }),
    ).rejects.toThrow('crash before commit');
    expect(await db.stored(key.key)).toBeUndefined();
    expect(await all(`document:${id}`)).toHaveLength(0);
  });
});
