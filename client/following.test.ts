import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Position } from '../domain/events/event.js';
import { createLive } from './connection.js';
import { ChannelRefused, PositionLost, SignedOut } from './errors.js';
import { follow, type FollowOptions } from './following.js';
import type { SessionCheck } from './live.js';
import { createServer } from './testing/server.js';
import { createTimeline } from './testing/timeline.js';

function setUp(random = () => 0.5, session: SessionCheck = 'stands') {
  const time = createTimeline();
  const server = createServer(time);
  const checkSession = () => Promise.resolve(session);
  const live = createLive({ ...time, random, ways: [{ open: server.open }], checkSession });
  live.start();
  const events = (options?: FollowOptions) => follow(live, { ...time, random }, 'tenant', options);
  return { time, server, live, events };
}

/** Reads until it ends: what came, in order, and what was lost, where that was. Goes on behind a loss, as an application would. */
async function read(
  events: (options?: FollowOptions) => ReturnType<typeof follow>,
  options: FollowOptions & { pace: () => Promise<void> },
): Promise<(Position | { lost: Position })[]> {
  const seen: (Position | { lost: Position })[] = [];
  let from = options.from;
  for (;;) {
    const following = events({ ...options, from });
    try {
      for await (const _event of following) {
        if (following.position) seen.push(following.position);
        await options.pace();
      }
      return seen;
    } catch (error) {
      if (!(error instanceof PositionLost)) throw error;
      seen.push({ lost: error.position });
      from = error.position;
    }
  }
}

type Step =
  | { do: 'emit'; count: number; how: 'well' | 'twice' | 'lost' }
  | { do: 'cut'; code: number }
  | { do: 'trim' }
  | { do: 'restore' }
  | { do: 'wait'; ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('emit' as const),
      count: fc.integer({ min: 1, max: 9 }),
      how: fc.constantFrom('well' as const, 'twice' as const, 'lost' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cut' as const), code: fc.constantFrom(1006, 1012, 4508) }) },
  { weight: 1, arbitrary: fc.constant({ do: 'trim' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'restore' as const }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(0, 1, 5, 300, 31_000) }),
  },
);

describe('reading a channel', () => {
  it('hands out each event once and in order, or says what is lost, whatever happens on the way', async () => {
    const runs = fc.record({
      steps: fc.array(step, { maxLength: 30 }),
      tenths: fc.nat(9),
      buffer: fc.integer({ min: 1, max: 12 }),
      readMs: fc.constantFrom(0, 1, 40, 400),
    });
    await fc.assert(
      fc.asyncProperty(runs, async ({ steps, tenths, buffer, readMs }) => {
        const { time, server, live, events } = setUp(() => tenths / 10);
        const pace = () => new Promise<void>((resolve) => void time.after(readMs, resolve));
        await time.pass(10);
        const seen = read(events, { buffer, pace });
        await time.pass(10); // its position is known
        for (const one of steps) {
          if (one.do === 'emit') server.emit(one.count, one.how);
          if (one.do === 'cut') server.cut(one.code);
          if (one.do === 'trim') server.trim();
          if (one.do === 'restore') server.restore();
          if (one.do === 'wait') await time.pass(one.ms);
        }
        await time.pass(40_000); // the longest back-off
        server.emit(1); // shows a gap that was not seen yet
        await time.pass(120_000);
        live.stop();
        await time.pass(readMs + 1);
        let at: Position = { epoch: 'epoch-1', offset: 0 };
        for (const one of await seen) {
          if (!('lost' in one)) expect(one).toEqual({ epoch: at.epoch, offset: at.offset + 1 });
          at = 'lost' in one ? one.lost : one;
        }
        expect(at).toEqual(server.top());
      }),
      { numRuns: 150 },
    );
  });

  it('stops reading when its reader is slow, and goes on from there', async () => {
    const { time, server, events } = setUp();
    await time.pass(10);
    const following = events({ buffer: 10 });
    await time.pass(10);
    for (let n = 0; n < 100; n += 1) {
      server.emit(5);
      await time.pass(5);
    }
    expect(server.delivered()).toBe(10);
    const offsets: number[] = [];
    for (let n = 0; n < 500; n += 1) {
      const next = following.next();
      await time.pass(100);
      const { value } = await next;
      if (value) offsets.push(value.offset);
    }
    expect(offsets).toEqual(Array.from({ length: 500 }, (_, n) => n + 1));
  });

  it('goes on behind the position that it is given', async () => {
    const { time, server, events } = setUp();
    server.emit(5);
    const following = events({ from: { epoch: 'epoch-1', offset: 3 } });
    const next = following.next();
    await time.pass(10);
    expect((await next).value).toMatchObject({ offset: 4 });
    expect(following.position).toEqual({ epoch: 'epoch-1', offset: 4 });
  });

  it('hands out what it has before it says that the rest is lost, and says so once', async () => {
    const { time, server, events } = setUp();
    await time.pass(10);
    const following = events();
    await time.pass(10);
    server.emit(2);
    await time.pass(10);
    server.restore();
    await time.pass(1_000);
    expect((await following.next()).value).toMatchObject({ offset: 1 });
    expect((await following.next()).value).toMatchObject({ offset: 2 });
    await expect(following.next()).rejects.toMatchObject({
      name: 'PositionLost',
      reason: 'epoch',
      position: { epoch: 'epoch-2', offset: 1 },
    });
    expect(await following.next()).toEqual({ done: true, value: undefined });
  });

  it('ends for whoever waits when it is left, aborted or the connection stopped', async () => {
    const { time, live, events } = setUp();
    await time.pass(10);
    const aborted = new AbortController();
    const all = [events(), events({ signal: aborted.signal }), events()];
    const waiting = all.map((one) => one.next());
    await all[0]?.return();
    aborted.abort();
    live.stop();
    live.stop();
    expect(await Promise.all(waiting)).toEqual(Array.from({ length: 3 }, () => ({ done: true, value: undefined })));
    expect(await events().next()).toEqual({ done: true, value: undefined });
  });

  it('throws when the channel is refused, and when the credential is not known any more', async () => {
    const { time, server, events } = setUp(() => 0.5, 'ended');
    await time.pass(10);
    const [refused, signedOut] = [events(), events()];
    server.say({ type: 'error', id: 's1', code: 'not_found', detail: 'There is no such channel.' });
    const first = expect(refused.next()).rejects.toThrow(ChannelRefused);
    const second = expect(signedOut.next()).rejects.toThrow(SignedOut);
    await time.pass(10);
    server.cut(4401);
    await time.pass(10);
    await Promise.all([first, second]);
  });
});
