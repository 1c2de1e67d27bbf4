import { describe, expect, it } from 'vitest';
import { createHttp } from '../http/client.js';
import { createFakeServer } from '../testing/server.js';
import { createTimeline } from '../../client/testing/timeline.js';
import { createSystem } from './system.js';

function setUp() {
  const time = createTimeline();
  let documents: Record<string, number> | 'away' | 'unable' = { completed: 2, failed: 1 };
  const server = createFakeServer(() => {
    if (documents === 'away') return 'unreachable';
    if (documents === 'unable') return { status: 503, body: { code: 'unavailable', detail: 'No database.' } };
    return { body: { healthy: true, components: [], documents } };
  });
  const http = createHttp({ fetch: server.fetch, now: time.now, unauthenticated: () => {} });
  const system = createSystem({ http, now: time.now, after: time.after });
  return { time, server, system, count: (now: typeof documents) => (documents = now) };
}

describe('the counts of the side bar', () => {
  it('follow what happens, with one question a second however much that is', async () => {
    const { time, server, system, count } = setUp();
    system.note();
    await time.pass(100);
    expect(system.state.get()).toMatchObject({ healthy: true, total: 3, counts: { completed: 2, queued: 0 } });
    for (let n = 0; n < 50; n++) {
      count({ completed: 3 + n });
      system.note();
      await time.pass(20);
    }
    await time.pass(1_000);
    expect(server.asked.length).toBeLessThanOrEqual(4);
    expect(system.state.get()).toMatchObject({ total: 52 });
  });

  it('stay as they were while the server is away, and come back by themselves', async () => {
    const { time, system, count } = setUp();
    system.note();
    await time.pass(100);
    count('away');
    system.note();
    await time.pass(2_000);
    expect(system.state.get()).toMatchObject({ total: 3 });
    count({ completed: 9 });
    await time.pass(30_000);
    expect(system.state.get()).toMatchObject({ total: 9 });
  });

  it('come with the reason while the server is there and cannot say them, and soon after that is over', async () => {
    const { time, system, count } = setUp();
    system.note();
    await time.pass(100);
    count('unable');
    system.note();
    await time.pass(2_000);
    expect(system.state.get()).toMatchObject({ total: 3 });
    expect(system.problem.get()).toMatchObject({ message: 'No database.' });
    count({ completed: 4 });
    await time.pass(5_000);
    expect(system.problem.get()).toBeNull();
    expect(system.state.get()).toMatchObject({ total: 4 });
    count('away');
    await time.pass(60_000);
    expect(system.problem.get()).toBeNull(); // no answer at all is what the live dot tells
  });

  it('are not asked for after the end', async () => {
    const { time, server, system } = setUp();
    system.note();
    system.stop();
    await time.pass(60_000);
    expect(server.asked).toEqual([]);
  });
});
