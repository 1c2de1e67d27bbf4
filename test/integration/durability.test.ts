import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from 'uuidv7';
import type { Failure } from '../../domain/errors.js';
import { createDatabase, type Database } from '../../services/db/index.js';
import { channelState, readEvents } from '../../services/events/index.js';
import { eventually } from '../support/product.js';
import { startPostgres } from '../support/servers.js';

const WRITERS = 8;
const CRASHES = 3;

/** The server and all its children at once, so that nothing it held in memory alone can reach the disk. */
function killWhole(postmaster: number): void {
  const children = readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/status`, 'utf8').includes(`\nPPid:\t${postmaster}\n`);
    } catch {
      return false; // it has ended
    }
  });
  for (const pid of [postmaster, ...children.map(Number)]) process.kill(pid, 'SIGKILL');
}

describe('what PostgreSQL had acknowledged when it was killed with -9', () => {
  const tenant = uuidv7();
  const channel = `tenant:${tenant}`;
  let server: Awaited<ReturnType<typeof startPostgres>>;
  let db: Database;

  beforeAll(async () => {
    server = await startPostgres();
    db = createDatabase({
      url: server.url,
      connections: WRITERS + 1,
      application: 'test',
      newId: uuidv7,
      now: () => new Date(),
    });
    await db.query(`insert into tenant (id, name) values ($1, 'test')`, [tenant]);
  });

  afterAll(async () => {
    await db.stop();
    await server.stop();
  });

  it('is there when it is back: every effect, and every event at the position a reader was told', async () => {
    const acknowledged: string[] = [];
    const told = new Map<number, string>();

    async function write(until: () => boolean): Promise<void> {
      while (!until()) {
        const key = uuidv7();
        await db.effect({ key, tenant }, (tx) => {
          tx.emit({ tenant, type: 'document.retrying', subject: `document:${key}`, data: {} });
          return Promise.resolve({});
        });
        acknowledged.push(key);
      }
    }

    async function follow(until: () => boolean): Promise<void> {
      while (!until()) {
        const { top = 0 } = (await channelState(db, channel, tenant)) ?? {};
        for (const { offset, id } of await readEvents(db, channel, Math.max(0, top - 1), channel)) told.set(offset, id);
      }
    }

    for (let crash = 1; crash <= CRASHES; crash++) {
      let dead = false;
      const work = [...Array.from({ length: WRITERS }, () => write(() => dead)), follow(() => dead)];
      const ended = Promise.allSettled(work);
      await eventually('there is traffic', () => acknowledged.length > crash * 150 || undefined);
      killWhole(server.pid());
      dead = true;
      for (const result of await ended)
        if (result.status === 'rejected')
          expect(result.reason).toMatchObject({ code: 'unavailable' } satisfies Partial<Failure>);
      await eventually('it is back', async () => (await db.query('select 1')).length > 0);

      const rows = await db.query<{ key: string }>(`select key from event_key where tenant_id = $1`, [tenant]);
      const kept = new Set(rows.map(({ key }) => key));
      expect(acknowledged.filter((key) => !kept.has(key))).toEqual([]);
      const events = [];
      for (;;) {
        const page = await readEvents(db, channel, events.length, channel);
        if (page.length === 0) break;
        events.push(...page);
      }
      expect(events.map(({ offset }) => offset)).toEqual(events.map((_, n) => n + 1));
      expect(events).toHaveLength(kept.size);
      for (const [offset, id] of told) expect(events[offset - 1]?.id).toBe(id);
    }
    console.log(`${CRASHES} crashes: ${acknowledged.length} effects and ${told.size} positions, none lost`);
  });
});
