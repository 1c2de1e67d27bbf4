import { describe, expect, it } from 'vitest';
import { EVENT_TYPES, type EventEnvelope } from '../../domain/events/event.js';
import { eventRow } from './event-row.js';
import { createStyle } from './screen.js';
import { width } from './text.js';

const plain = createStyle(false);
const event = (type: string, data: Record<string, unknown> = {}, subject = 'document:01a20701-091ce3b89698') =>
  ({
    channel: 'tenant',
    offset: 1,
    id: '1',
    type,
    subject,
    time: new Date(2026, 10, 2, 9, 30, 4).toISOString(),
    data,
  }) satisfies EventEnvelope;
const row = (one: EventEnvelope, name?: string) => eventRow(one, name, 80, plain);

describe('an event on a line', () => {
  it('says when, what about, and what happened', () => {
    expect(row(event('document.step_completed', { step: 'extract', duration_ms: 412 }), 'invoice-4711.pdf')).toBe(
      '09:30:04  invoice-4711.pdf          extract ✓ 0.4 s',
    );
    expect(row(event('document.completed', { label: 'invoice', confidence: 0.94 }))).toBe(
      '09:30:04  …091ce3b89698             ✓ invoice 94 %',
    );
    expect(row(event('document.failed', { message: 'It is cut off.' }))).toContain('failed: It is cut off.');
    expect(row(event('queue.drained', { reason: 'disk' }, 'queue:ml'))).toContain(
      'queue ml                  drained: disk',
    );
    expect(row(event('notification.created', {}, 'user:1'))).toContain('inbox                     created');
  });

  it('has words for every type, of what is not known too, and never takes more than the columns', () => {
    for (const type of [...EVENT_TYPES, 'model.drift_detected']) {
      const line = row(event(type, { message: 'long '.repeat(40), reason: '\u001b[2J'.repeat(40) }), 'n'.repeat(90));
      expect(width(line)).toBeLessThanOrEqual(80);
      expect(line).toMatch(/^09:30:04 {2}n+…n+ {2}\S/);
      expect(line).not.toContain('\u001b');
    }
  });
});
