import { describe, expect, it } from 'vitest';
import { DOCUMENT_STATUSES } from '../../domain/documents/document.js';
import { createHttp } from '../http/client.js';
import { createFakeServer } from '../testing/server.js';
import { parseSystem } from '../wire/system.js';
import { bulkRequest, bulkWords, matching, sendBulk, verbsOf, verbsOfAll } from './bulk.js';
import { NO_FILTER } from './filter.js';
import type { LibraryState } from './library.js';

const now = Date.parse('2026-11-23T12:00:00.000Z');

describe('what is done to many', () => {
  it('is one request, with the documents or the filter as the server takes it, and a key of its own', async () => {
    const sent: RequestInit[] = [];
    const server = createFakeServer(() => ({
      status: 202,
      body: { accepted: 2, refused: [{ detail: 'No.' }, { detail: 'Over.' }, { detail: 'No.' }] },
    }));
    const http = createHttp({
      fetch: (input, init) => {
        sent.push(init ?? {});
        return server.fetch(input, init);
      },
      now: () => now,
      unauthenticated: () => {},
    });
    const answer = await sendBulk(
      http,
      bulkRequest({ verb: 'reprocess', from: 'fields' }, { ids: ['a', 'b'] }, 'k1', now),
    );
    const filter = { label: 'invoice', status: 'failed', date: '7d' } as const;
    await sendBulk(http, bulkRequest({ verb: 'retry' }, { filter }, 'k2', now));
    expect(server.asked).toEqual(['POST /v1/documents/bulk', 'POST /v1/documents/bulk']);
    expect(sent.map(({ body, headers }) => [body, new Headers(headers).get('idempotency-key')])).toEqual([
      [JSON.stringify({ action: 'reprocess', from_step: 'fields', ids: ['a', 'b'] }), 'k1'],
      [
        JSON.stringify({
          action: 'retry',
          filter: { label: 'invoice', status: 'failed', from: '2026-11-16T12:00:00.000Z' },
        }),
        'k2',
      ],
    ]);
    expect(bulkWords('reprocess', answer)).toBe(
      '2 documents were queued again. 2 were refused: No. 1 was refused: Over.',
    );
  });

  it.each([
    ['delete', 0, 'No document was deleted.'],
    ['pause', 1, '1 document was paused.'],
    ['cancel', 1_234, '1,234 documents were cancelled.'],
  ] as const)('is told in words: %s of %d', (verb, accepted, words) => {
    expect(bulkWords(verb, { accepted, refused: new Map() })).toBe(words);
  });

  it('is offered for those whose state allows it, and not where there is none', () => {
    const documents = [
      { id: 'a', status: 'failed' },
      { id: 'b', status: 'processing' },
      { id: 'c', status: 'failed' },
    ] as const;
    expect(Object.fromEntries(verbsOf(documents).map(({ verb, ids }) => [verb, ids.join('')]))).toEqual({
      cancel: 'b',
      pause: 'b',
      retry: 'ac',
      reprocess: 'ac',
      delete: 'abc',
    });
    expect(verbsOf([])).toEqual([]);
  });

  it('is offered for all that match by their status, or by the statuses that there are', () => {
    const counts = (some: object) => parseSystem({ documents: some }).counts;
    expect(verbsOfAll({ ...NO_FILTER, status: 'paused' }, undefined)).toEqual(['cancel', 'resume', 'delete']);
    expect(verbsOfAll(NO_FILTER, counts({ completed: 3 }))).toEqual(['reprocess', 'delete']);
    expect(verbsOfAll(NO_FILTER, undefined)).toHaveLength(6);
    for (const status of DOCUMENT_STATUSES)
      expect(verbsOfAll(NO_FILTER, counts({ [status]: 1 }))).toEqual(verbsOfAll({ ...NO_FILTER, status }, undefined));
  });
});

describe('how many match a filter', () => {
  const state: LibraryState = {
    filter: NO_FILTER,
    rows: ['a', 'b'],
    next: null,
    phase: 'ready',
    more: 'idle',
    problem: null,
  };
  const system = parseSystem({ documents: { failed: 7, completed: 100 } });

  it('is known when all rows are here, or the counts of the side bar say it', () => {
    expect(matching(state, null)).toBe(2);
    expect(matching({ ...state, next: 'x' }, system)).toBe(107);
    expect(matching({ ...state, next: 'x', filter: { ...NO_FILTER, status: 'failed' } }, system)).toBe(7);
  });

  it('is not guessed otherwise', () => {
    expect(matching({ ...state, next: 'x' }, null)).toBeNull();
    expect(matching({ ...state, next: 'x', filter: { ...NO_FILTER, label: 'invoice' } }, system)).toBeNull();
    expect(matching({ ...state, next: 'x', filter: { ...NO_FILTER, date: '7d' } }, system)).toBeNull();
  });
});
