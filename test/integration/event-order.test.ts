import fc from 'fast-check';
import pg from 'pg';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createHub } from '../../api/live/hub.js';
import { itemsOf } from '../../api/live/subscription.js';
import type { NewEvent } from '../../domain/events/event.js';
import { createDatabase, type Database } from '../../services/db/index.js';
import { createPostgresBus, channelState, readEvents, resetReason } from '../../services/events/index.js';
import { createLog, createMetrics } from '../../services/observability/index.js';
import { retain } from '../../services/operation/index.js';
import { cloneDatabase } from '../support/servers.js';

/** What a writer does: works, writes to some channels, works on, and commits or takes it back. */
interface Write {
  channels: number[];
  beforeMs: number;
  afterMs: number;
  commits: boolean;
}

const WRITERS = 6;

const write = fc.record<Write>({
  channels: fc.array(fc.nat(2), { minLength: 1, maxLength: 3 }),
  beforeMs: fc.nat(6),
  afterMs: fc.nat(6),
  commits: fc.boolean(),
});

describe('readers of events, whatever commits when', { timeout: 120_000 }, () => {
  let db: Database;
  let url: string;
  let drop: () => Promise<void>;
  const tenant = uuidv7();

  beforeAll(async () => {
    const clone = await cloneDatabase(inject('templateUrl'));
    ({ url, drop } = clone);
    const at = { newId: uuidv7, now: () => new Date() };
    db = createDatabase({ url, connections: WRITERS + 4, application: 'test', ...at });
    await db.query(`insert into tenant (id, name) values ($1, 'test')`, [tenant]);
  });
  afterAll(async () => {
    await db.stop();
    await drop();
  });

  const event = (subject: string, n: number): NewEvent => ({
    ...{ tenant, type: 'document.retrying' as const, subject: `document:${subject}` as const },
    data: { n },
  });

  const emit = (subject: string, n: number): Promise<void> =>
    db.transaction((tx) => {
      tx.emit(event(subject, n));
      return Promise.resolve();
    });

  /** Follows until `ended`, by pages behind the last position, as all our readers do. */
  async function follow(read: () => Promise<number>, ended: () => boolean): Promise<void> {
    for (;;) {
      const over = ended();
      while ((await read()) > 0);
      if (over) return;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  it('are given by (channel, offset) exactly what was committed, contiguous, in the order of the commits', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(write, { minLength: 4, maxLength: 12 }), { minLength: WRITERS, maxLength: WRITERS }),
        async (plans) => {
          const ids = [uuidv7(), uuidv7(), uuidv7()];
          const committed = new Map<string, number[]>(ids.map((id) => [id, []]));
          const seen = new Map<string, { offset: number; n: number }[]>(ids.map((id) => [id, []]));
          let writing = true;
          const readers = ids.map((id) =>
            follow(
              async () => {
                const items = await readEvents(db, `document:${id}`, seen.get(id)?.at(-1)?.offset ?? 0, 'c');
                seen.get(id)?.push(...items.map(({ offset, data }) => ({ offset, n: Number(data['n']) })));
                return items.length;
              },
              () => !writing,
            ),
          );
          await Promise.all(
            plans.map(async (plan, writer) => {
              for (const [index, { channels, beforeMs, afterMs, commits }] of plan.entries()) {
                const n = writer * 1_000 + index;
                const work = db.transaction(async (tx) => {
                  await tx.query('select pg_sleep($1)', [beforeMs / 1_000]);
                  for (const each of channels) tx.emit(event(ids[each] ?? '', n));
                  await tx.query('select pg_sleep($1)', [afterMs / 1_000]);
                  if (!commits) throw new Error('taken back');
                });
                const done = await work.then(
                  () => true,
                  () => false,
                );
                expect(done).toBe(commits);
                if (commits) for (const each of channels) committed.get(ids[each] ?? '')?.push(n);
              }
            }),
          );
          writing = false;
          await Promise.all(readers);
          for (const id of ids) {
            const found = seen.get(id) ?? [];
            expect(found.map(({ offset }) => offset)).toEqual(found.map((_, index) => index + 1));
            expect(found.map(({ n }) => n).sort((a, b) => a - b)).toEqual(committed.get(id)?.sort((a, b) => a - b));
          }
        },
      ),
      { numRuns: 12 },
    );
  });

  it('would miss some if they paged by a serial id: the same writers, and a reader of "id > last"', async () => {
    const pool = new pg.Pool({ connectionString: url, max: WRITERS + 1 });
    try {
      await pool.query('create table naive (id bigserial primary key, n integer not null)');
      let last = 0;
      let read = 0;
      let written = 0;
      let writing = true;
      const reader = follow(
        async () => {
          const { rows } = await pool.query<{ id: number }>('select id from naive where id > $1 order by id', [last]);
          last = rows.at(-1)?.id ?? last;
          read += rows.length;
          return rows.length;
        },
        () => !writing,
      );
      await Promise.all(
        Array.from({ length: WRITERS }, async (_, writer) => {
          for (let n = 0; n < 60; n++) {
            const client = await pool.connect();
            await client.query('begin');
            await client.query('insert into naive (n) values ($1)', [n]);
            await client.query('select pg_sleep($1)', [((n * 7 + writer * 3) % 8) / 1_000]);
            await client.query('commit');
            client.release();
            written++;
          }
        }),
      );
      writing = false;
      await reader;
      process.stdout.write(`a reader of "id > last" missed ${written - read} of ${written}\n`);
      expect(read).toBeLessThan(written);
    } finally {
      await pool.end();
    }
  });

  it('are told when what they are behind of has been dropped with its week, and never of a hole', async () => {
    const id = uuidv7();
    for (const n of [1, 2, 3, 4, 5]) await emit(id, n);
    const long = `now() - interval '400 days'`;
    await db.query(`select ensure_event_partitions((${long})::date, (${long})::date)`);
    await db.query(`update event set at = ${long} where channel = $1 and "offset" <= 3`, [`document:${id}`]);
    const epochOf = async () => (await channelState(db, `document:${id}`, tenant)) ?? expect.fail('no channel');
    const before = await epochOf();

    expect(await retain(db, { eventsDays: 90 })).toMatchObject({ weeks: 1 });
    const after = await epochOf();
    expect(after).toEqual({ epoch: before.epoch, top: 5, floor: 3 });
    expect(resetReason(after, { epoch: after.epoch, offset: 2 })).toBe('expired');
    expect(resetReason(after, { epoch: after.epoch, offset: 3 })).toBeUndefined();
    expect((await readEvents(db, `document:${id}`, 3, 'c')).map(({ offset }) => offset)).toEqual([4, 5]);
    expect(await retain(db, { eventsDays: 90 })).toMatchObject({ weeks: 0 });
  });

  it('are sent a reset when it is dropped while they replay it, and go on live from there', async () => {
    const id = uuidv7();
    const channel = { stored: `document:${id}`, name: 'c', tenant };
    const count = 1_200; // more than two pages, and more than stays in memory
    for (let from = 0; from < count; from += 200)
      await db.transaction((tx) => {
        for (let n = from; n < from + 200; n++) tx.emit(event(id, n));
        return Promise.resolve();
      });
    const ended = new AbortController();
    const quiet = createLog('test', 'silent');
    const bus = createPostgresBus(
      () => db,
      () => undefined,
    );
    const hub = createHub({ db, bus, log: quiet, metrics: createMetrics('test') });
    hub.start();
    const { epoch } = (await channelState(db, channel.stored, tenant)) ?? expect.fail('no channel');
    const items = itemsOf(hub, channel, { epoch, offset: 0 }, ended.signal);
    const next = async () => (await items.next()).value ?? expect.fail('it ended');
    expect(await next()).toMatchObject({ type: 'start', start: { offset: 0 } });
    expect(await next()).toMatchObject({ type: 'batch', batch: { first: 1 } });

    const long = `now() - interval '500 days'`;
    await db.query(`select ensure_event_partitions((${long})::date, (${long})::date)`);
    await db.query(`update event set at = ${long} where channel = $1 and "offset" <= 1100`, [channel.stored]);
    expect(await retain(db, { eventsDays: 90 })).toMatchObject({ weeks: 1 });

    expect(await next()).toEqual({ type: 'reset', epoch, offset: count, reason: 'expired' });
    await emit(id, count);
    expect(await next()).toMatchObject({ type: 'batch', batch: { first: count + 1, last: count + 1 } });
    ended.abort();
    await hub.stop();
  });

  it('find events that came while their week was missing, also when it is made', async () => {
    const id = uuidv7();
    const far = `now() + interval '100 days'`;
    await emit(id, 1);
    await db.query(`update event set at = ${far} where channel = $1`, [`document:${id}`]);
    const place = async () => {
      const [row] = await db.query<{ name: string }>(
        `select tableoid::regclass::text as name from event where channel = $1`,
        [`document:${id}`],
      );
      return row?.name;
    };
    expect(await place()).toBe('event_default');
    await db.query(`select ensure_event_partitions((${far})::date, (${far})::date)`);
    expect(await place()).toMatch(/^event_\d{4}_\d{2}$/);
    expect(await readEvents(db, `document:${id}`, 0, 'c')).toHaveLength(1);
  });
});
