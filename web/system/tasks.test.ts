import { describe, expect, it } from 'vitest';
import { createHttp } from '../http/client.js';
import { createFakeServer, type Answer } from '../testing/server.js';
import { createTimeline } from '../../client/testing/timeline.js';
import { createTasks } from './tasks.js';

function setUp() {
  const time = createTimeline();
  const run = { started_at: new Date(0).toISOString(), ended_at: 'then' as string | null, outcome: 'completed' };
  let failing: Answer | null = null;
  const server = createFakeServer((_, method): Answer => {
    if (method === 'POST') return { status: 202, body: { name: 'sweep' } };
    const last_run = { ...run, result: { credentials: 0 } };
    return (
      failing ?? {
        body: { items: [{ name: 'sweep', description: '', every_s: 60, last_run, next_run: null }], next_cursor: null },
      }
    );
  });
  const http = createHttp({ fetch: server.fetch, now: time.now, unauthenticated: () => {} });
  const tasks = createTasks({ http, now: time.now, after: time.after });
  return {
    time,
    server,
    tasks,
    begin: () => Object.assign(run, { started_at: new Date(time.now()).toISOString(), ended_at: null }),
    end: () => Object.assign(run, { ended_at: new Date(time.now()).toISOString() }),
    fail: (answer: Answer | null) => (failing = answer),
    asking: async (ms: number) => {
      const before = server.asked.length;
      await time.pass(ms);
      return server.asked.length - before;
    },
  };
}

describe('the periodic tasks', () => {
  it('are asked for while somebody looks at them, now and then, and not after', async () => {
    const { tasks, asking } = setUp();
    expect(await asking(60_000)).toBe(0);
    const end = tasks.watch();
    expect(await asking(60_000)).toBeLessThanOrEqual(7);
    expect(tasks.state.get().items).toMatchObject([{ name: 'sweep', everyS: 60, lastRun: { outcome: 'completed' } }]);
    end();
    expect(await asking(60_000)).toBe(0);
  });

  it('are seen to begin and to end soon after one was asked for', async () => {
    const { tasks, time, begin, end, asking } = setUp();
    tasks.watch();
    await time.pass(10);
    await tasks.run('sweep');
    expect([...tasks.state.get().asked]).toEqual(['sweep']);
    begin();
    await time.pass(1_000);
    expect([...tasks.state.get().asked]).toEqual([]);
    expect(tasks.state.get().items?.[0]?.lastRun?.ended_at).toBeNull();
    end();
    await time.pass(1_000);
    expect(tasks.state.get().items?.[0]?.lastRun?.ended_at).not.toBeNull();
    expect(await asking(9_000)).toBeLessThanOrEqual(1);
  });

  it('that were asked for and do not begin are given up', async () => {
    const { tasks, time } = setUp();
    tasks.watch();
    await time.pass(10);
    await tasks.run('sweep');
    await time.pass(29_000);
    expect(tasks.state.get().asked.size).toBe(1);
    await time.pass(3_000);
    expect(tasks.state.get().asked.size).toBe(0);
  });

  it('stay as they were known while they cannot be had, with the reason, and come back', async () => {
    const { tasks, time, fail } = setUp();
    tasks.watch();
    await time.pass(10);
    fail({ status: 503, body: { detail: 'Not now.' } });
    await time.pass(10_000);
    expect(tasks.state.get()).toMatchObject({ items: [{ name: 'sweep' }], problem: { message: 'Not now.' } });
    fail(null);
    await time.pass(10_000);
    expect(tasks.state.get().problem).toBeNull();
  });
});
