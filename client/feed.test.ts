import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventEnvelope } from '../domain/events/event.js';
import { advance, EMPTY_FEED, type Feed } from './feed.js';

const event = (offset: number): EventEnvelope => ({
  channel: 'tenant',
  offset,
  id: String(offset),
  type: 'document.created',
  subject: `document:${offset}`,
  time: '2026-11-02T09:30:00.000Z',
  data: {},
});
const subscribed = (epoch: string, offset: number, recovered = true) =>
  ({ type: 'subscribed', id: 's1', channel: 'tenant', epoch, offset, recovered }) as const;
const events = (epoch: string, offsets: readonly number[]) => ({
  type: 'events' as const,
  channel: 'tenant',
  epoch,
  items: offsets.map(event),
});
const at = (offset: number, epoch = 'a'): Feed => ({ position: { epoch, offset } });

describe('advance', () => {
  it('loads the state once the first position is known', () => {
    expect(advance(EMPTY_FEED, subscribed('a', 7))).toEqual({
      feed: at(7),
      effect: { kind: 'load', at: { epoch: 'a', offset: 7 } },
    });
  });

  it('keeps its own position when a lost connection is recovered', () => {
    expect(advance(at(7), subscribed('a', 12))).toEqual({ feed: at(7), effect: { kind: 'none' } });
  });

  it('waits for the reset when the position is gone, and loads again from there', () => {
    const waiting = advance(at(7), subscribed('b', 3, false));
    expect(waiting).toEqual({ feed: at(7), effect: { kind: 'none' } });
    const reset = { type: 'reset', channel: 'tenant', epoch: 'b', offset: 3, reason: 'epoch' } as const;
    expect(advance(waiting.feed, reset)).toEqual({
      feed: at(3, 'b'),
      effect: { kind: 'load', at: { epoch: 'b', offset: 3 }, lost: 'epoch' },
    });
  });

  it('stops before a gap and keeps what came before it', () => {
    const { feed, effect } = advance(at(7), events('a', [7, 8, 10]));
    expect(feed).toEqual(at(8));
    expect(effect).toEqual({ kind: 'gap', events: [event(8)] });
  });

  it('takes events of another epoch for a gap', () => {
    expect(advance(at(7), events('b', [8]))).toEqual({ feed: at(7), effect: { kind: 'gap', events: [] } });
  });

  it('applies each offset once and in order, whatever is repeated, and never steps over a missing one', () => {
    const frames = fc.array(fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 8 }), { maxLength: 20 });
    fc.assert(
      fc.property(fc.nat(10), frames, (start, offsets) => {
        let feed: Feed = at(start);
        const applied: number[] = [];
        for (const frame of offsets) {
          // Brute force over one frame: the run of offsets that continues what is known, without looking back.
          const next = advance(feed, events('a', frame));
          const seen = next.effect.kind === 'apply' || next.effect.kind === 'gap' ? next.effect.events : [];
          applied.push(...seen.map(({ offset }) => offset));
          feed = next.feed;
          const last = start + applied.length;
          expect(feed).toEqual(at(last));
          if (next.effect.kind === 'gap') expect(frame.some((offset) => offset > last + 1)).toBe(true);
          else expect(frame.every((offset) => offset <= last)).toBe(true);
        }
        expect(applied).toEqual(applied.map((_, index) => start + 1 + index));
      }),
    );
  });
});
