import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventEnvelope } from '../domain/events/event.js';
import { createServer } from './testing/server.js';
import { createTimeline, type Timeline } from './testing/timeline.js';
import { createLive } from './connection.js';
import type { Live, LiveDeps, LiveStatus, SessionCheck } from './live.js';

/** A page that follows the protocol's advice: position, load, then events on top. */
function createPage(server: ReturnType<typeof createServer>, time: Timeline, live: Live) {
  const page = { known: new Set<string>(), applied: [] as EventEnvelope[], loads: 0 };
  let meanwhile: string[] = [];
  live.subscribe('tenant', {
    load() {
      page.loads += 1;
      const mine = page.loads;
      meanwhile = [];
      time.after(2, () => {
        const snapshot = server.truth();
        time.after(3, () => {
          if (page.loads === mine) page.known = new Set([...snapshot, ...meanwhile]);
        });
      });
    },
    apply(events) {
      page.applied.push(...events);
      for (const { id } of events) {
        page.known.add(id);
        meanwhile.push(id);
      }
    },
  });
  return page;
}

function setUp(random = () => 0.5, session: () => Promise<SessionCheck> = () => Promise.resolve('stands')) {
  const time = createTimeline();
  const server = createServer(time);
  const live = createLive({ ...time, random, ways: [{ open: server.open }], checkSession: session });
  const statuses: LiveStatus[] = [];
  live.status.subscribe(() => statuses.push(live.status.get()));
  return { time, server, live, statuses, page: createPage(server, time, live) };
}

type Step =
  | { do: 'emit'; count: number; how: 'well' | 'twice' | 'lost' }
  | { do: 'cut'; code: number }
  | { do: 'trim' }
  | { do: 'restore' }
  | { do: 'away'; ms: number }
  | { do: 'bye'; ms: number }
  | { do: 'wait'; ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('emit' as const),
      count: fc.integer({ min: 1, max: 5 }),
      how: fc.constantFrom('well' as const, 'twice' as const, 'lost' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cut' as const), code: fc.constantFrom(1006, 1012, 4508) }) },
  { weight: 1, arbitrary: fc.constant({ do: 'trim' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'restore' as const }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('away' as const), ms: fc.integer({ min: 1, max: 90_000 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('bye' as const), ms: fc.integer({ min: 0, max: 5_000 }) }) },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(0, 1, 2, 5, 300, 31_000) }),
  },
);

describe('the live connection', () => {
  it('ends up with everything that is there, each event once, whatever happens on the way', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.integer({ min: 0, max: 9 }), async (steps, tenths) => {
        const { time, server, live, page } = setUp(() => tenths / 10);
        live.start();
        for (const one of steps) {
          if (one.do === 'emit') server.emit(one.count, one.how);
          if (one.do === 'cut') server.cut(one.code);
          if (one.do === 'trim') server.trim();
          if (one.do === 'restore') server.restore();
          if (one.do === 'bye') server.say({ type: 'bye', retry_ms: one.ms });
          if (one.do === 'wait') await time.pass(one.ms);
          if (one.do === 'away') {
            server.setReachable(false);
            await time.pass(one.ms);
            server.setReachable(true);
          }
        }
        // Long enough for the longest back-off; then one event more, which shows a gap that was not seen yet.
        await time.pass(40_000);
        server.emit(1);
        await time.pass(100);
        expect(live.status.get()).toEqual({ phase: 'live' });
        expect([...page.known].sort()).toEqual(server.truth().sort());
        const seen = page.applied.map(({ id }) => id);
        expect(new Set(seen).size).toBe(seen.length);
        live.stop();
      }),
      { numRuns: 150 },
    );
  });

  it('subscribes before it loads, so that nothing falls between', async () => {
    const { time, server, live, page } = setUp();
    server.emit(3);
    live.start();
    await time.pass(2); // subscribed is on its way; the load has not begun
    server.emit(2);
    await time.pass(100);
    expect(page.loads).toBe(1);
    expect([...page.known].sort()).toEqual(server.truth().sort());
  });

  it('continues from the last event after a lost connection, without loading again', async () => {
    const { time, server, live, page } = setUp();
    live.start();
    await time.pass(50);
    server.emit(2);
    await time.pass(50);
    server.cut();
    server.emit(3);
    await time.pass(1000);
    expect(page.loads).toBe(1);
    expect(page.applied.map(({ offset }) => offset)).toEqual([1, 2, 3, 4, 5]);
  });

  it('asks once for what is missing, however much arrives meanwhile', async () => {
    const { time, server, live, page } = setUp();
    live.start();
    await time.pass(50);
    server.emit(1, 'lost');
    server.emit(5);
    await time.pass(50);
    expect(server.subscribes()).toBe(2);
    expect(page.applied.map(({ offset }) => offset)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('says since when it is lost and when it tries again, and counts on from the first loss', async () => {
    const { time, server, live } = setUp(() => 0.999);
    live.start();
    await time.pass(50);
    const lostAt = time.now();
    server.setReachable(false);
    expect(live.status.get()).toEqual({ phase: 'lost', since: lostAt, retryAt: lostAt + 250 });
    await time.pass(5_000);
    expect(live.status.get()).toMatchObject({ phase: 'lost', since: lostAt });
    // Each wait is twice the one before (and the attempt itself takes 2 ms to fail).
    const waits = server.attempts.slice(2).map((at, index) => at - (server.attempts[index + 1] ?? 0));
    const twiceAsLong = [502, 1_001, 2_000];
    expect(waits).toHaveLength(twiceAsLong.length);
    waits.forEach((wait, index) => expect(wait).toBeCloseTo(twiceAsLong[index] ?? 0, -1));
    server.setReachable(true);
    await time.pass(31_000);
    expect(live.status.get()).toEqual({ phase: 'live' });
  });

  it('waits as long as the server asks when it says good-bye', async () => {
    const { time, server, live } = setUp(() => 0);
    live.start();
    await time.pass(50);
    server.say({ type: 'bye', retry_ms: 3_000 });
    await time.pass(2);
    const left = time.now();
    expect(live.status.get()).toMatchObject({ phase: 'lost' });
    await time.pass(2_900);
    expect(server.attempts).toHaveLength(1);
    await time.pass(200);
    expect(server.attempts[1]).toBeGreaterThanOrEqual(left + 2_998);
    expect(live.status.get()).toEqual({ phase: 'live' });
  });

  it('notices a connection that has died without a word', async () => {
    const { time, server, live } = setUp();
    live.start();
    await time.pass(50);
    server.setMute(true);
    await time.pass(2.5 * 25_000 + 10);
    expect(live.status.get()).toMatchObject({ phase: 'lost' });
    server.setMute(false);
    await time.pass(1_000);
    expect(live.status.get()).toEqual({ phase: 'live' });
  });

  it('tries at once when asked to', async () => {
    const { time, server, live } = setUp(() => 0.999);
    live.start();
    await time.pass(50);
    server.setReachable(false);
    await time.pass(60_000);
    server.setReachable(true);
    live.retryNow();
    await time.pass(5);
    expect(live.status.get()).toEqual({ phase: 'live' });
  });

  it('gives up only when the server says that nobody is signed in', async () => {
    const { time, server, live } = setUp(
      () => 0.5,
      () => Promise.resolve('ended'),
    );
    live.start();
    await time.pass(50);
    server.cut(1006); // it was live: no reason to doubt the session
    await time.pass(1_000);
    expect(live.status.get()).toEqual({ phase: 'live' });
    server.cut(4401);
    await time.pass(1_000);
    expect(live.status.get()).toEqual({ phase: 'stopped', signedOut: true });
    expect(server.attempts).toHaveLength(2);
  });

  it('takes another way when its own leads nowhere although the server answers, and comes back to it', async () => {
    const time = createTimeline();
    const server = createServer(time);
    const other = createServer(time);
    let session: SessionCheck = 'unreachable';
    const checkSession = () => Promise.resolve(session);
    const ways: LiveDeps['ways'] = [{ open: server.open }, { over: 'a stream', open: other.open }];
    const live = createLive({ ...time, random: () => 0.5, ways, checkSession });
    createPage(other, time, live);
    server.setReachable(false);
    live.start();
    await time.pass(60_000);
    expect(other.attempts).toEqual([]); // all is away: no reason to think that it is the way
    session = 'stands';
    await time.pass(60_000);
    expect(live.status.get()).toEqual({ phase: 'live', over: 'a stream' });
    server.setReachable(true);
    other.cut();
    await time.pass(1_000);
    expect(live.status.get()).toEqual({ phase: 'live' });
  });

  it('hands progress to the subscribers of its channel only', async () => {
    const { time, server, live } = setUp();
    const heard: unknown[] = [];
    live.subscribe('document:1', { load: () => {}, apply: () => {}, progress: (_, data) => heard.push(data) });
    live.start();
    await time.pass(50);
    server.say({ type: 'progress', channel: 'tenant', subject: 'document:1', data: { done: 1 } });
    server.say({ type: 'progress', channel: 'document:1', subject: 'document:1', data: { done: 2 } });
    await time.pass(5);
    expect(heard).toEqual([{ done: 2 }]);
  });
});
