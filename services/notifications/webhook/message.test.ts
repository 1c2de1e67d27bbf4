import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventEnvelope } from '../../../domain/events/event.js';
import { webhookBody } from './message.js';

const EVENT: EventEnvelope = {
  channel: 'tenant',
  offset: 7,
  id: '0199-event',
  type: 'document.completed',
  subject: 'document:0199-document',
  time: '2026-11-23T22:00:00.000Z',
  data: { run: 1, label: 'invoice' },
};

describe('the body of a webhook', () => {
  it('says what happened, when, and to what', () =>
    expect(JSON.parse(webhookBody(EVENT))).toEqual({
      type: 'document.completed',
      timestamp: '2026-11-23T22:00:00.000Z',
      data: { subject: 'document:0199-document', run: 1, label: 'invoice' },
    }));

  it('is thin when it would be large, and says where the rest is', () =>
    expect(JSON.parse(webhookBody({ ...EVENT, data: { text: 'é'.repeat(10_000) } }))).toEqual({
      type: 'document.completed',
      timestamp: '2026-11-23T22:00:00.000Z',
      data: { subject: 'document:0199-document', channel: 'tenant', offset: 7, thin: true },
    }));

  it('is below 20 KB whatever happened', () => {
    const data = fc.dictionary(fc.string(), fc.string({ unit: 'binary', maxLength: 9_000 }), { maxKeys: 4 });
    fc.assert(fc.property(data, (any) => Buffer.byteLength(webhookBody({ ...EVENT, data: any })) < 20_000));
  });
});
