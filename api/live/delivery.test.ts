import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { EventEnvelope } from '../../domain/events/event.js';
import { parseServerFrame, type ServerFrame } from '../../services/events/protocol/frames.js';
import type { Principal } from '../../services/identity/index.js';
import type { Access } from './channel.js';
import { createDelivery } from './delivery.js';
import type { ChannelRef, Follower, Hub } from './hub.js';
import { createTail } from './tail.js';
import { createWheel } from './wheel.js';

const EPOCH = '0190a000-0000-7000-8000-000000000000';
const turns = () => new Promise((resolve) => setImmediate(resolve));
const refOf = (name: string): ChannelRef => ({ stored: name, name, tenant: 't' });

/** A hub of channels that grow when told, and one connection to it. */
function connection() {
  const followed = new Map<string, Set<Follower>>();
  const tops = new Map<string, number>();
  const deleted = new Set<string>();
  const at = (channel: string, offset: number): EventEnvelope => ({
    ...{ channel, offset, id: `${channel}-${offset}`, subject: channel, time: '', data: { text: 'x'.repeat(200) } },
    type: deleted.has(channel) && offset === tops.get(channel) ? 'document.deleted' : 't',
  });
  const tails = new Map<string, ReturnType<typeof createTail>>();
  const tailOf = (name: string) => {
    const tail =
      tails.get(name) ??
      createTail(
        'tenant',
        async (offset, upTo) => {
          await Promise.resolve();
          const n = Math.min(500, Math.max(0, Math.min(upTo, tops.get(name) ?? 0) - Math.max(0, offset)));
          return Array.from({ length: n }, (_, index) => at(name, Math.max(0, offset) + index + 1));
        },
        { onGrown: () => followed.get(name)?.forEach((each) => each.wake()), onError: () => undefined },
      );
    tails.set(name, tail);
    return tail;
  };
  const hub: Hub = {
    state: ({ name }) => Promise.resolve({ epoch: EPOCH, top: tops.get(name) ?? 0, floor: 0 }),
    follow({ name }, follower) {
      const followers = followed.get(name) ?? new Set();
      followed.set(name, followers.add(follower));
      return { tail: tailOf(name), leave: () => void followers.delete(follower) };
    },
    start: () => undefined,
    stop: () => Promise.resolve(),
  };
  let room = true;
  let waiting: (() => void)[] = [];
  const frames: ServerFrame[] = [];
  const clock = { now: 0 };
  const lost = vi.fn<Access['lost']>(() => Promise.resolve([]));
  const errors: unknown[] = [];
  const delivery = createDelivery({
    hub,
    access: { resolve: (_, name) => Promise.resolve(refOf(name)), lost },
    outbox: {
      send: (frame) => {
        const parsed = parseServerFrame(frame.toString().replace(/^[^{]*/, '')); // without its head
        if (parsed) frames.push(parsed);
      },
      full: () => !room,
      behind: () => waiting.length > 0,
      whenEmpty: (go) => void waiting.push(go),
      end: () => undefined,
    },
    wire: { cork: () => undefined, uncork: () => undefined },
    wheel: createWheel(),
    now: () => clock.now,
    who: () => ({ tenant: 't', user: 'u' }) as Principal, // no more of it is used
    onError: (error) => errors.push(error),
  });
  return {
    ...{ delivery, frames, clock, lost, errors, deleted },
    grow: (name: string, n: number) => {
      tops.set(name, (tops.get(name) ?? 0) + n);
      tails.get(name)?.grown(tops.get(name) ?? 0);
    },
    top: (name: string) => tops.get(name) ?? 0,
    progress: (name: string, n: number) =>
      followed.get(name)?.forEach((each) => each.progress({ subject: name, data: { n } })),
    setRoom(is: boolean) {
      room = is;
      if (!is) return;
      const waited = waiting;
      waiting = [];
      for (const go of waited) go();
    },
    offsets: (name: string) =>
      frames.flatMap((frame) =>
        frame.type === 'events' && frame.channel === name ? frame.items.map(({ offset }) => offset) : [],
      ),
  };
}

describe('delivery to one connection', () => {
  it('is contiguous in every channel, and nothing leaves while the client is behind', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('grow' as const), channel: fc.constantFrom('a', 'b', 'c'), n: fc.nat(300) }),
      fc.record({ kind: fc.constant('room' as const), is: fc.boolean() }),
      fc.record({ kind: fc.constant('turn' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const one = connection();
        for (const name of ['a', 'b', 'c']) one.delivery.add(name, refOf(name), { epoch: EPOCH, offset: 0 });
        for (const each of steps) {
          if (each.kind === 'grow') one.grow(each.channel, each.n);
          else if (each.kind === 'turn') await turns();
          else one.setRoom(each.is);
        }
        one.setRoom(false);
        await turns(); // what was being read may still come
        const { length } = one.frames;
        one.grow('a', 3);
        await turns();
        expect(one.frames).toHaveLength(length);
        one.setRoom(true);
        for (const name of ['a', 'b', 'c'])
          await vi.waitFor(() =>
            expect(one.offsets(name)).toEqual(Array.from({ length: one.top(name) }, (_, n) => n + 1)),
          );
        expect(one.errors).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('keeps the last progress of a subject while the client is behind', async () => {
    const one = connection();
    one.delivery.add('a', refOf('a'), undefined);
    await turns();
    one.setRoom(false);
    for (let n = 0; n < 10; n++) one.progress('a', n);
    one.setRoom(true);
    expect(one.frames.filter(({ type }) => type === 'progress')).toMatchObject([{ data: { n: 9 } }]);
  });

  it('asks about access at most once a second, and ends what was lost before the next event leaves', async () => {
    const one = connection();
    one.delivery.add('a', refOf('a'), undefined);
    one.delivery.add('b', refOf('b'), undefined);
    await turns();
    for (let n = 0; n < 50; n++) {
      one.clock.now += 100;
      one.grow('a', 1);
      await turns();
    }
    expect(one.offsets('a')).toHaveLength(50);
    expect(one.lost.mock.calls.length).toBeLessThanOrEqual(5);
    one.lost.mockImplementation((_, channels) => Promise.resolve(channels.filter(({ name }) => name === 'a')));
    one.clock.now += 2_000;
    one.grow('a', 1);
    one.grow('b', 1);
    await turns();
    await turns();
    expect([one.offsets('a').length, one.offsets('b').length]).toEqual([50, 1]);
    expect(one.frames).toContainEqual(expect.objectContaining({ type: 'error', id: 'a', code: 'not_found' }));
    expect([one.delivery.has('a'), one.delivery.has('b')]).toEqual([false, true]);
  });

  it('delivers nothing while it cannot be asked about access', async () => {
    const one = connection();
    one.delivery.add('a', refOf('a'), undefined);
    await turns();
    one.lost.mockRejectedValue(new Error('database away'));
    one.clock.now += 2_000;
    one.grow('a', 1);
    await turns();
    expect(one.offsets('a')).toEqual([]);
  });

  it('ends the channel of a document behind its deletion', async () => {
    const one = connection();
    one.delivery.add('d', refOf('document:1'), undefined);
    await turns();
    one.deleted.add('document:1');
    one.grow('document:1', 1);
    await turns();
    expect(one.frames.slice(-2).map(({ type }) => type)).toEqual(['events', 'error']);
    expect(one.delivery.has('d')).toBe(false);
  });
});
