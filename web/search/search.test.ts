import { describe, expect, it } from 'vitest';
import { createHttp } from '../http/client.js';
import { createFakeServer, type Answer } from '../testing/server.js';
import { createTimeline } from '../../client/testing/timeline.js';
import { createSearch } from './search.js';

const hits = (...names: string[]): Answer => ({
  body: { items: names.map((filename) => ({ document_id: filename, filename, page: 1, snippet: '', score: 1 })) },
});

function setUp(answer: (path: string) => Answer | Promise<Answer>) {
  const time = createTimeline();
  const server = createFakeServer(answer);
  const http = createHttp({ fetch: server.fetch, now: time.now, unauthenticated: () => {} });
  return { time, server, search: createSearch({ http, after: time.after }) };
}

describe('search as you type', () => {
  it('asks once, when typing rests', async () => {
    const { time, server, search } = setUp(() => hits('duck.md'));
    for (const q of ['d', 'du', 'duc', 'duck']) {
      search.find(q, null);
      await time.pass(50);
    }
    await time.pass(120);
    expect(server.asked).toEqual(['GET /v1/search?q=duck&limit=20']);
    expect(search.state.get()).toMatchObject({ phase: 'ready', hits: [{ filename: 'duck.md' }] });
  });

  it('shows the answer to the latest words, even if an older one comes last', async () => {
    let answerSlow: (answer: Answer) => void = () => {};
    const slow = new Promise<Answer>((resolve) => (answerSlow = resolve));
    const { time, search } = setUp((path) => (path.includes('q=old') ? slow : hits('new.pdf')));
    search.find('old', null);
    await time.pass(200);
    search.find('new', null);
    await time.pass(200);
    answerSlow(hits('old.pdf'));
    await time.pass(200);
    expect(search.state.get().hits.map(({ filename }) => filename)).toEqual(['new.pdf']);
  });

  it('keeps the hits before while it looks for the next', async () => {
    const { time, search } = setUp(() => hits('a.pdf'));
    search.find('a', null);
    await time.pass(200);
    search.find('ab', 'invoice');
    expect(search.state.get()).toMatchObject({ phase: 'loading', hits: [{ filename: 'a.pdf' }] });
  });

  it('asks nothing for nothing, and forgets the hits', async () => {
    const { time, server, search } = setUp(() => hits('a.pdf'));
    search.find('a', null);
    await time.pass(200);
    search.find('  ', null);
    await time.pass(200);
    expect(server.asked).toHaveLength(1);
    expect(search.state.get()).toMatchObject({ phase: 'idle', hits: [] });
  });

  it('says what went wrong and can be asked again', async () => {
    let broken = true;
    const { time, search } = setUp(() =>
      broken
        ? { status: 503, body: { title: 'Not available right now', code: 'unavailable', detail: 'Rebuilding.' } }
        : hits('a.pdf'),
    );
    search.find('a', null);
    await time.pass(200);
    expect(search.state.get()).toMatchObject({ phase: 'failed', problem: { status: 503, message: 'Rebuilding.' } });
    broken = false;
    search.retry();
    await time.pass(10);
    expect(search.state.get().phase).toBe('ready');
  });
});
