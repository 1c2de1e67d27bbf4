import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVENT_TYPES, type EventEnvelope } from '../../domain/events/event.js';
import { eventWords, merged } from './event-words.js';

const event = (type: string, data: Record<string, unknown> = {}, offset = 1): EventEnvelope => ({
  channel: 'document:1',
  offset,
  id: String(offset),
  type,
  subject: 'document:1',
  time: '2026-11-02T09:30:00.000Z',
  data,
});

describe('events in words', () => {
  it.each([
    ['document.step_completed', { step: 'extract', attempts: 1, duration_ms: 412 }, 'Read', '0.4 s'],
    [
      'document.step_completed',
      { step: 'index', attempts: 2, duration_ms: 1_200 },
      'Make searchable',
      '1.2 s, at attempt 2',
    ],
    ['document.retrying', { step: 'classify', attempt: 2 }, 'Tell the type: trying again', 'attempt 2'],
    ['document.failed', { step: 'extract', message: 'It is cut off.' }, 'Failed while reading', 'It is cut off.'],
    ['document.completed', { label: 'id document' }, 'Done', 'ID document'],
    ['document.restarted', { run: 2, from_step: 'extract' }, 'Started again', 'run 2'],
    ['document.restarted', { run: 3, from_step: 'fields' }, 'Started again', 'run 3, from “Find fields”'],
    [
      'document.restarted',
      { run: 2, from_step: 'index', reason: 'run_lost' },
      'Started again',
      'run 2, from “Make searchable”, the run before was lost',
    ],
  ])('%s %j', (type, data, what, detail) => {
    expect(eventWords(event(type, data))).toMatchObject({ what, detail });
  });

  it('has words of its own for every type there is, and something readable for others', () => {
    const shown = EVENT_TYPES.filter((type) => !type.startsWith('notification.')); // those have a page of their own
    for (const type of shown) expect(eventWords(event(type, { step: 'extract' })).what).toMatch(/^[A-Z]/);
    expect(eventWords(event('document.review_requested')).what).toBe('review requested');
  });
});

describe('merged', () => {
  it('puts what was read and what came live in order, each once', () => {
    const offsets = fc.uniqueArray(fc.integer({ min: 1, max: 40 }));
    fc.assert(
      fc.property(offsets, offsets, (a, b) => {
        const both = merged(
          a.map((offset) => event('x', {}, offset)),
          b.map((offset) => event('x', {}, offset)),
        );
        expect(both.map(({ offset }) => offset)).toEqual([...new Set([...a, ...b])].sort((x, y) => x - y));
      }),
    );
  });
});
