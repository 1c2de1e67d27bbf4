import { describe, expect, it } from 'vitest';
import { createLinks, eventMail, slackMessage, type Told } from './letters.js';

const links = createLinks('https://docs.example.org/');
const stamp = { id: 'd1', unsubscribe: 'u1' };
const documents = new Map([['1', { id: '1', filename: 'invoice.pdf', label: 'invoice' }]]);

const failed = (id: string): Told => ({
  ...{ channel: 'tenant', offset: 1, id: `e${id}`, type: 'document.failed', time: '2026-11-23T10:00:00.000Z' },
  subject: `document:${id}`,
  data: { message: 'The document is damaged or cut off.' },
});
const drained: Told = {
  ...{ channel: 'tenant', offset: 2, id: 'q', type: 'queue.drained', time: '2026-11-23T10:00:00.000Z' },
  subject: 'queue:ml',
  data: { queue: 'ml', reason: 'new model' },
};

describe('an e-mail', () => {
  it('of one event says what happened to what, why one gets it, and threads with others about the document', () => {
    expect(eventMail([failed('1')], documents, stamp, links)).toEqual({
      subject: 'invoice.pdf could not be processed',
      paragraphs: ['The document is damaged or cut off.'],
      link: { label: 'Open the document', url: 'https://docs.example.org/documents/1' },
      why: 'You get this because you want to hear of it: A document has failed.',
      unsubscribeUrl: 'https://docs.example.org/v1/unsubscribe/u1',
      messageId: 'd1',
      threadId: '1',
    });
  });

  it('of several counts them by kind, and lists each with its link', () => {
    const { subject, items } = eventMail([failed('1'), failed('2'), drained], documents, stamp, links);
    expect(subject).toBe('3 notifications: 2 × A document has failed, 1 × A queue was drained: documents wait');
    expect(items).toEqual([
      {
        text: 'invoice.pdf could not be processed',
        detail: 'The document is damaged or cut off.',
        url: 'https://docs.example.org/documents/1',
      },
      {
        text: 'A document could not be processed', // it is gone meanwhile
        detail: 'The document is damaged or cut off.',
        url: 'https://docs.example.org/documents/2',
      },
      {
        text: 'The queue ml was drained: documents wait',
        detail: 'new model',
        url: 'https://docs.example.org/system',
      },
    ]);
  });
});

describe('a message for a channel of people', () => {
  it('says any event, also one that people are not told of otherwise', () => {
    expect(slackMessage(failed('1'), documents, links).title).toBe('invoice.pdf could not be processed');
    const retrying = { ...failed('1'), type: 'document.retrying', data: {} };
    expect(slackMessage(retrying, documents, links)).toEqual({
      title: 'invoice.pdf: document.retrying',
      paragraphs: [],
      link: { label: 'Open DocuGenie', url: 'https://docs.example.org/documents/1' },
    });
  });
});
