import { describe, expect, it } from 'vitest';
import type { Document } from '../../domain/documents/document.js';
import { createDocuments } from '../documents/documents.js';
import { createHttp } from '../http/client.js';
import { aDocument, createFakeServer, type Answer } from '../testing/server.js';
import { createTimeline } from '../../client/testing/timeline.js';
import { NO_FILTER } from './filter.js';
import { createLibrary } from './library.js';

const MINUTE = 60_000;
const noon = Date.parse('2026-11-02T12:00:00Z');

/** A library of `count` documents, the first the newest, a minute apart. */
function setUp(count: number) {
  const time = createTimeline(noon);
  const named = (index: number, changes: Partial<Document> = {}) =>
    aDocument({ id: `d${index}`, created_at: new Date(noon - index * MINUTE).toISOString(), ...changes });
  const stored = Array.from({ length: count }, (_, index) => named(index));
  let failing: Answer | null = null;
  let gate: Promise<void> = Promise.resolve();
  const server = createFakeServer(async (path): Promise<Answer> => {
    const query = new URL(path, 'http://x').searchParams;
    const all = stored.filter(({ status }) => query.get('status') === null || status === query.get('status'));
    const from = query.get('cursor') === null ? 0 : Number(query.get('cursor'));
    const to = from + Number(query.get('limit'));
    const body = { items: all.slice(from, to), next_cursor: to < all.length ? String(to) : null };
    await gate;
    return failing ?? { body };
  });
  const http = createHttp({ fetch: server.fetch, now: time.now, unauthenticated: () => {} });
  const documents = createDocuments(http, { ...time, random: () => 0.5 });
  const library = createLibrary(http, documents, time.now);
  return {
    time,
    server,
    documents,
    library,
    stored,
    named,
    fail: (answer: Answer | null) => (failing = answer),
    hold: () => {
      let open = () => {};
      gate = new Promise((resolve) => (open = resolve));
      return open;
    },
  };
}

describe('the library', () => {
  it('waits for its first load, then shows a page', async () => {
    const { time, library, server } = setUp(120);
    library.show({ ...NO_FILTER, status: 'processing' });
    await time.pass(10);
    expect(server.asked).toEqual([]);
    library.begin();
    await time.pass(10);
    expect(server.asked).toEqual(['GET /v1/documents?limit=50&status=processing']);
    expect(library.state.get()).toMatchObject({ phase: 'ready', next: '50' });
    expect(library.state.get().rows).toHaveLength(50);
  });

  it('loads page after page to the end, each row once', async () => {
    const { time, library, stored } = setUp(120);
    library.begin();
    await time.pass(10);
    library.more();
    library.more(); // a second scroll while the first is under way
    await time.pass(10);
    library.more();
    await time.pass(10);
    expect(library.state.get().next).toBeNull();
    expect(library.state.get().rows).toEqual(stored.map(({ id }) => id));
  });

  it('puts a new document in its place by age', async () => {
    const { time, library, documents, named } = setUp(3);
    library.begin();
    await time.pass(10);
    documents.put(named(-1));
    documents.put(named(1.5));
    documents.put(named(9));
    expect(library.state.get().rows).toEqual(['d-1', 'd0', 'd1', 'd1.5', 'd2', 'd9']);
  });

  it('leaves a document that belongs to a later page for that page', async () => {
    const { time, library, documents, named } = setUp(80);
    library.begin();
    await time.pass(10);
    documents.put(named(60.5));
    expect(library.state.get().rows).toHaveLength(50);
  });

  it('does not lose what arrives while the list is on its way', async () => {
    const { time, library, documents, named, hold } = setUp(3);
    const open = hold();
    library.begin();
    await time.pass(10); // the server has read its list; the answer is under way
    documents.put(named(-1));
    open();
    await time.pass(10);
    expect(library.state.get().rows).toEqual(['d-1', 'd0', 'd1', 'd2']);
  });

  it('keeps a row in its place when its document no longer matches', async () => {
    const { time, library, documents, named } = setUp(3);
    library.show({ ...NO_FILTER, status: 'processing' });
    library.begin();
    await time.pass(10);
    documents.put(named(1, { status: 'completed' }));
    documents.put(named(-1, { status: 'completed' }));
    expect(library.state.get().rows).toEqual(['d0', 'd1', 'd2']);
  });

  it('takes away what was deleted', async () => {
    const { time, library, documents } = setUp(3);
    library.begin();
    await time.pass(10);
    documents.remove('d1');
    expect(library.state.get().rows).toEqual(['d0', 'd2']);
  });

  it('keeps its rows while it loads anew, and as many of them', async () => {
    const { time, library, hold } = setUp(120);
    library.begin();
    await time.pass(10);
    library.more();
    await time.pass(10);
    const open = hold();
    library.reload();
    await time.pass(10);
    expect(library.state.get()).toMatchObject({ phase: 'loading' });
    expect(library.state.get().rows).toHaveLength(100);
    open();
    await time.pass(10);
    expect(library.state.get()).toMatchObject({ phase: 'ready' });
    expect(library.state.get().rows).toHaveLength(120);
  });

  it('shows the answer to the last filter, even if an older one comes last', async () => {
    const { time, library, hold } = setUp(3);
    const open = hold();
    library.begin();
    await time.pass(10);
    library.show({ ...NO_FILTER, status: 'completed' });
    open();
    await time.pass(10);
    expect(library.state.get()).toMatchObject({ phase: 'ready', rows: [], filter: { status: 'completed' } });
  });

  it('says what went wrong and mends it when loaded again', async () => {
    const { time, library, fail } = setUp(3);
    fail({ status: 503, body: { detail: 'The database is starting.' } });
    library.begin();
    await time.pass(10);
    expect(library.state.get()).toMatchObject({ phase: 'failed', problem: { message: 'The database is starting.' } });
    fail(null);
    library.reload();
    await time.pass(10);
    expect(library.state.get()).toMatchObject({ phase: 'ready', problem: null });
  });
});
