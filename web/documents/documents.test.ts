import { describe, expect, it } from 'vitest';
import type { Document } from '../../domain/documents/document.js';
import type { EventEnvelope } from '../../domain/events/event.js';
import { createHttp } from '../http/client.js';
import { aDocument, createFakeServer, type Answer } from '../testing/server.js';
import { createTimeline } from '../../client/testing/timeline.js';
import { createDocuments } from './documents.js';

const event = (type: string, id: string): EventEnvelope => ({
  channel: 'tenant',
  offset: 1,
  id: '',
  type,
  subject: `document:${id}`,
  time: '',
  data: {},
});
const changed = (id: string) => [event('document.step_completed', id)];

function setUp() {
  const time = createTimeline();
  const stored = new Map<string, Document>();
  let failing: Answer | null = null;
  const server = createFakeServer((path): Answer => {
    if (failing) return failing;
    const id = /^\/v1\/documents\/([^/?]+)$/.exec(path)?.[1];
    if (id === undefined) return { body: { items: [...stored.values()].slice(0, 200), next_cursor: null } };
    const document = stored.get(id);
    return document ? { body: document } : { status: 404, body: { code: 'document_not_found' } };
  });
  const http = createHttp({ fetch: server.fetch, now: time.now, unauthenticated: () => {} });
  const documents = createDocuments(http, { ...time, random: () => 0.5 });
  const store = (id: string, changes: Partial<Document> = {}) => {
    const document = aDocument({ id, updated_at: new Date(time.now()).toISOString(), ...changes });
    stored.set(id, document);
    return document;
  };
  return { time, server, documents, store, stored, fail: (answer: Answer | null) => (failing = answer) };
}

describe('documents that change', () => {
  it('are fetched once for many events within a round', async () => {
    const { time, server, documents, store } = setUp();
    documents.put(store('a'));
    for (let i = 0; i < 50; i += 1) {
      documents.apply(changed('a'));
      await time.pass(10);
    }
    await time.pass(1_000);
    // 500 ms of events in rounds of 200 ms: the first at once, then one each, then what came after the last.
    expect(server.asked.length).toBeGreaterThanOrEqual(3);
    expect(server.asked.length).toBeLessThanOrEqual(4);
  });

  it('show the state of the last event', async () => {
    const { time, documents, store } = setUp();
    documents.put(store('a'));
    await time.pass(500);
    store('a', { status: 'completed' });
    documents.apply(changed('a'));
    await time.pass(20);
    expect(documents.entry('a').get().document?.status).toBe('completed');
  });

  it('are fetched as one list when they are many, and singly where the list has them not', async () => {
    const { time, server, documents, store, stored } = setUp();
    const ids = Array.from({ length: 20 }, (_, index) => `d${index}`);
    for (const id of ids) documents.put(store(id));
    const old = stored.get('d0');
    stored.delete('d0'); // beyond the end of the list
    await time.pass(500);
    documents.apply(ids.flatMap(changed));
    if (old) queueMicrotask(() => stored.delete('d0'));
    await time.pass(500);
    expect(server.asked).toEqual(['GET /v1/documents?limit=200', 'GET /v1/documents/d0']);
  });

  it('are not asked for when nobody has seen them, except new ones', async () => {
    const { time, server, documents, store } = setUp();
    store('new');
    documents.apply([...changed('unseen'), event('document.created', 'new')]);
    await time.pass(500);
    expect(server.asked).toEqual(['GET /v1/documents/new']);
  });

  it('are not mistaken for what an event of another kind is about', async () => {
    const { time, server, documents, store } = setUp();
    documents.put(store('a'));
    const drained = { ...event('queue.drained', ''), subject: 'queue:extraction' };
    documents.apply([drained, { ...drained, type: 'queue.undrained', subject: 'queue' }]);
    documents.progress('queue:extraction', { step: 'extract', done: 1, total: 2 });
    await time.pass(1_000);
    expect(server.asked).toEqual([]);
    expect(documents.entry('a').get()).toMatchObject({ document: { id: 'a' }, progress: null });
  });

  it('are asked for again until an answer comes', async () => {
    const { time, documents, store, fail } = setUp();
    documents.put(store('a'));
    store('a', { status: 'completed' });
    fail('unreachable');
    documents.apply(changed('a'));
    await time.pass(5_000);
    expect(documents.entry('a').get().document?.status).toBe('processing');
    fail(null);
    await time.pass(35_000);
    expect(documents.entry('a').get().document?.status).toBe('completed');
  });

  it('are gone when they are deleted, however one hears of it', async () => {
    const { time, documents, store, stored } = setUp();
    const removed: string[] = [];
    documents.onRemove((id) => removed.push(id));
    documents.put(store('a'));
    documents.put(store('b'));
    documents.apply([event('document.deleted', 'a')]);
    stored.delete('b');
    documents.apply(changed('b'));
    await time.pass(500);
    expect(removed).toEqual(['a', 'b']);
    expect(documents.entry('b').get()).toMatchObject({ document: null, problem: { status: 404 } });
  });

  it('keep the later state when answers overtake each other', () => {
    const { documents } = setUp();
    const later = aDocument({ id: 'a', status: 'completed', updated_at: '2026-11-02T10:00:01Z' });
    documents.put(later);
    documents.put(aDocument({ id: 'a', updated_at: '2026-11-02T10:00:00Z' }));
    expect(documents.entry('a').get().document).toBe(later);
  });

  it('take any answer after the server’s state was set back', () => {
    const { documents } = setUp();
    documents.put(aDocument({ id: 'a', run: 2, updated_at: '2026-11-02T10:00:01Z' }));
    documents.distrust();
    const restored = aDocument({ id: 'a', run: 1, updated_at: '2026-11-01T10:00:00Z' });
    documents.put(restored);
    expect(documents.entry('a').get().document).toBe(restored);
  });
});

describe('progress', () => {
  const frame = { step: 'extract', done: 12, total: 38 };

  it('is shown at once, and ends with the step, the run or the document', () => {
    const { documents } = setUp();
    const step = { progress: null, attempts: 1, started_at: null, duration_ms: null, error: null };
    const running = { ...step, name: 'extract' as const, status: 'running' as const, ended_at: null };
    const over = { ...step, name: 'extract' as const, status: 'completed' as const, ended_at: '2026-11-02T10:00:00Z' };
    for (const end of [{ steps: [over] }, { run: 2 }, { status: 'completed' as const }]) {
      const id = Object.keys(end).join();
      documents.put(aDocument({ id, steps: [running] }));
      documents.progress(`document:${id}`, frame);
      expect(documents.entry(id).get().progress).toMatchObject({ done: 12, total: 38 });
      documents.put(aDocument({ id, steps: [running], pages: 38 }));
      expect(documents.entry(id).get().progress).toMatchObject({ done: 12 });
      documents.put(aDocument({ id, ...end }));
      expect(documents.entry(id).get().progress).toBeNull();
    }
  });

  it('of a document that has ended or is not known is nothing', () => {
    const { documents } = setUp();
    documents.put(aDocument({ id: 'a', status: 'failed' }));
    documents.progress('document:a', frame);
    documents.progress('document:b', frame);
    documents.progress('model:a', frame);
    expect(documents.entry('a').get().progress).toBeNull();
    expect(documents.entry('b').get().progress).toBeNull();
  });
});
