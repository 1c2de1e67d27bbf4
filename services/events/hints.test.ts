import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { StoredEvent } from '../../domain/events/event.js';
import { PAYLOAD_BYTES, type Bus, type Topic } from './bus/bus.js';
import { createHintPublisher, hearHints, payloads, type Growth } from './hints.js';

/** A bus within the process that keeps what it carried. */
function wire() {
  const carried: { topic: Topic; payload: string }[] = [];
  let hear: (topic: Topic, payload: string) => void = () => undefined;
  const bus: Bus = {
    publish(topic, payload) {
      carried.push({ topic, payload });
      hear(topic, payload);
      return Promise.resolve();
    },
    listen(_topics, how) {
      hear = how;
      return { stop: () => Promise.resolve() };
    },
    stop: () => Promise.resolve(),
  };
  return { bus, carried };
}

const event = (offset: number, text: string): StoredEvent => ({
  ...{ offset, id: `e${offset}`, type: 't', subject: 's', time: '2026-11-24T00:00:00.000Z' },
  data: { text },
});

const growths = fc.array(
  fc.record({
    channel: fc.constantFrom('document:a', 'document:b', 'tenant:t'),
    top: fc.nat({ max: 1_000 }),
    text: fc.string({ maxLength: 9_000, unit: 'grapheme' }),
  }),
  { minLength: 1, maxLength: 30 },
);

describe('payloads of hints', () => {
  it('carry every item once, in order, each payload below the limit', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ maxLength: 300 }), fc.nat()), { maxLength: 200 }), (items) => {
        const parts = payloads(items.map((item) => JSON.stringify(item)));
        for (const part of parts) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(PAYLOAD_BYTES);
        expect(parts.flatMap((part) => JSON.parse(part) as unknown[])).toEqual(items);
      }),
    );
  });
});

describe('hints that channels grew', () => {
  it('tell the highest top of each channel whatever the size of the events, and events as they are or not at all', async () => {
    await fc.assert(
      fc.asyncProperty(growths, async (all) => {
        const { bus, carried } = wire();
        const heard: Growth[] = [];
        hearHints(bus, { grown: (some) => heard.push(...some) }, (error) => expect.fail(String(error)));
        const hints = createHintPublisher(bus, (error) => expect.fail(String(error)));
        for (const { channel, top, text } of all) hints.grown([{ channel, top, events: [event(top, text)] }]);
        await hints.stop();
        for (const { payload } of carried) expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(PAYLOAD_BYTES);
        for (const name of new Set(all.map(({ channel }) => channel))) {
          const own = all.filter(({ channel }) => channel === name);
          const told = heard.filter(({ channel }) => channel === name);
          expect(Math.max(...told.map(({ top }) => top))).toBe(Math.max(...own.map(({ top }) => top)));
          const events = told.flatMap((one) => one.events);
          if (events.length > 0) expect(events).toEqual(own.map(({ top, text }) => event(top, text)));
        }
      }),
    );
  });

  it('tell the first at once, and what comes within moments of it together', async () => {
    const { bus, carried } = wire();
    const hints = createHintPublisher(bus, (error) => expect.fail(String(error)));
    const grow = (top: number) => hints.grown([{ channel: 'tenant:t', top, events: [event(top, '')] }]);
    grow(1);
    await vi.waitFor(() => expect(carried).toHaveLength(1), { interval: 1 });
    grow(2);
    grow(3);
    await vi.waitFor(() => expect(carried).toHaveLength(2), { interval: 1 });
    expect(JSON.parse(carried[1]?.payload ?? '')).toEqual([['tenant:t', 3, [event(2, ''), event(3, '')]]]);
    await hints.stop();
  });

  it('hand what cannot be read to the listener’s care, and hear the next', () => {
    const { bus } = wire();
    const heard: Growth[] = [];
    const errors: unknown[] = [];
    hearHints(bus, { grown: (some) => heard.push(...some) }, (error) => errors.push(error));
    for (const payload of ['', '{', '[1]', '7', JSON.stringify([['tenant:t', 1, []]])])
      void bus.publish('events', payload);
    expect(heard.filter(({ channel }) => channel === 'tenant:t')).toHaveLength(1);
    expect(errors.length).toBeGreaterThan(1);
  });
});
