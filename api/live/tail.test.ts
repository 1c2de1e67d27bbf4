import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { EventEnvelope } from '../../domain/events/event.js';
import { batchOf, createTail } from './tail.js';

const at = (offset: number): EventEnvelope => ({
  channel: 'tenant',
  offset,
  id: `e${offset}`,
  type: 't',
  subject: 's',
  time: '',
  data: {},
});

/** A channel of `top` events whose reader answers after a turn of the event loop, or fails. */
function channel() {
  let top = 0;
  let failures = 0;
  return {
    append: (n: number) => (top += n),
    failNext: (n: number) => (failures = n),
    top: () => top,
    read: async (offset: number): Promise<EventEnvelope[]> => {
      await Promise.resolve();
      if (failures > 0) {
        failures--;
        throw new Error('database away');
      }
      return Array.from({ length: Math.min(500, Math.max(0, top - offset)) }, (_, n) => at(offset + n + 1));
    },
  };
}

const turns = () => new Promise((resolve) => setImmediate(resolve));

describe('the tail of a channel', () => {
  it('gives every follower every event once and in order, whatever grows, fails, joins late or lags behind', async () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('grow' as const),
        n: fc.integer({ min: 1, max: 700 }),
        told: fc.constantFrom('not', 'top', 'events', 'late', 'with a hole'),
      }),
      fc.record({ kind: fc.constant('fail' as const) }),
      fc.record({ kind: fc.constant('join' as const) }),
      fc.record({ kind: fc.constant('pull' as const), who: fc.nat(5) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const log = channel();
        const tail = createTail('tenant', log.read, { onGrown: () => undefined, onError: () => undefined });
        const late: (() => void)[] = [];
        const followers = [{ offset: 0, seen: [] as number[] }];
        const pull = async (follower: (typeof followers)[number] | undefined) => {
          const batch = await Promise.resolve(tail.after(follower?.offset ?? 0)).catch(() => undefined);
          if (!follower || !batch) return false;
          follower.seen.push(...batch.items.map(({ offset }) => offset));
          follower.offset = batch.last;
          return true;
        };
        for (const one of steps) {
          if (one.kind === 'grow') {
            const before = log.top();
            log.append(one.n);
            const events = Array.from({ length: one.n }, (_, n) => at(before + n + 1));
            if (one.told === 'top') tail.grown(log.top());
            if (one.told === 'events') tail.grown(log.top(), events);
            if (one.told === 'late') late.push(() => tail.grown(before + one.n, events));
            if (one.told === 'with a hole') tail.grown(log.top(), events.slice(1));
            else while (one.told === 'events' && late.length > 0) late.pop()?.();
          } else if (one.kind === 'fail') log.failNext(1);
          else if (one.kind === 'join') followers.push({ offset: 0, seen: [] });
          else await pull(followers[one.who % followers.length]);
          await turns();
        }
        log.failNext(0);
        tail.grown(log.top()); // as the poll does
        await turns();
        for (const follower of followers) {
          while (await pull(follower));
          expect(follower.seen).toEqual(Array.from({ length: log.top() }, (_, n) => n + 1));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('tells one event at once, and what follows within moments as one piece', async () => {
    const log = channel();
    const told: number[] = [];
    const tail = createTail(
      'tenant',
      log.read,
      { onGrown: (fresh) => fresh.length > 0 && told.push(fresh.length), onError: () => undefined },
      20,
    );
    tail.grown(0);
    await turns();
    for (let n = 0; n < 10; n++) {
      log.append(1);
      tail.grown(log.top());
      await turns();
      if (n === 0) expect(told).toEqual([1]);
    }
    await vi.waitFor(() => expect(told.reduce((sum, count) => sum + count)).toBe(10));
    expect(told).toEqual([1, 9]);
  });

  it('cuts a batch so that its frame stays below the protocol’s limit', () => {
    const items = Array.from({ length: 500 }, (_, n) => ({ ...at(n + 1), data: { text: 'x'.repeat(400) } }));
    const batch = batchOf(items);
    expect(Buffer.byteLength(batch.json)).toBeLessThan(65_000);
    expect(batch.last).toBe(batch.items.length);
    expect(batch.items.length).toBeGreaterThan(50);
  });
});
