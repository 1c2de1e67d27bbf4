import { describe, expect, it } from 'vitest';
import type { Notification, NotificationState } from '../../domain/notifications/notification.js';
import { createHttp } from '../http/client.js';
import { createFakeServer, type Answer } from '../testing/server.js';
import { createInbox } from './inbox.js';
import type { InboxView } from './lines.js';

const note = (id: string, state: NotificationState = 'unread'): Notification => ({
  ...{ id, state, event_id: `event-${id}`, type: 'document.failed', subject: `document:${id}`, severity: 'warning' },
  ...{ title: `${id} could not be processed`, body: '', created_at: '2026-11-02T09:30:00.000Z' },
});
let offset = 0;
const event = (type: string, data: Record<string, unknown>) => ({
  ...{ channel: 'me', offset: ++offset, id: String(offset), type, subject: 'user:u', time: '', data },
});
const created = (id: string, unread: number) => event('notification.created', { notification: note(id), unread });
const marked = (state: NotificationState, unread: number, which: { ids: string[] } | { all: true }) =>
  event('notification.read', { state, unread, ...which });

function setUp({ live = true } = {}) {
  let items = [note('b'), note('a', 'read')];
  let waiting: ((answer: Answer) => void) | null = null;
  let holding = false;
  const bodies: string[] = [];
  const server = createFakeServer((path, method) => {
    if (method === 'POST') return holding ? 'unreachable' : { body: { unread: 0 } };
    const only = new URLSearchParams(path.split('?')[1]).get('state');
    const body = {
      items: items.filter(({ state }) => (only === null ? state !== 'archived' : state === only)),
      next_cursor: null,
      unread: items.filter(({ state }) => state === 'unread').length,
    };
    return holding ? new Promise<Answer>((resolve) => (waiting = () => resolve({ body }))) : { body };
  });
  const http = createHttp({
    fetch: (input, init) => {
      if (typeof init?.body === 'string') bodies.push(init.body);
      return server.fetch(input, init);
    },
    now: () => 0,
    unauthenticated: () => {},
  });
  const inbox = createInbox({ http, newKey: () => 'key', live: () => live });
  const ids = () => inbox.state.get().lines.map(({ id, state }) => `${id} ${state}`);
  return {
    ...{ inbox, server, bodies, ids },
    put: (now: Notification[]) => (items = now),
    hold: () => (holding = true),
    answer: async () => {
      waiting?.({});
      holding = false;
      await settled();
    },
    load: async (view: InboxView = 'inbox') => {
      inbox.show(view);
      inbox.reload();
      await settled();
    },
  };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('the inbox', () => {
  it('takes the count that every event carries, and never counts itself', async () => {
    const { inbox, load, ids } = setUp();
    expect(inbox.state.get().unread).toBeNull();
    await load();
    expect(inbox.state.get().unread).toBe(1);
    inbox.apply([created('c', 7), created('c', 7)]);
    expect(inbox.state.get().unread).toBe(7);
    expect(ids()).toEqual(['c unread', 'b unread', 'a read']);
    inbox.apply([marked('read', 0, { all: true })]);
    expect(inbox.state.get().unread).toBe(0);
    expect(ids()).toEqual(['c read', 'b read', 'a read']);
  });

  it('applies what came while the list was on its way once more: the list may be older', async () => {
    const { inbox, hold, answer, ids } = setUp();
    hold();
    inbox.reload();
    inbox.apply([created('c', 2), marked('archived', 1, { ids: ['b'] })]);
    expect(inbox.state.get().unread).toBe(1);
    await answer();
    expect(ids()).toEqual(['c unread', 'a read']);
    expect(inbox.state.get().unread).toBe(1);
  });

  it('holds back what comes while the reader is further down, and shows it when asked', async () => {
    const { inbox, load, ids } = setUp();
    await load();
    inbox.holding(() => true);
    inbox.apply([created('c', 2), created('d', 3)]);
    expect(ids()).toEqual(['b unread', 'a read']);
    expect(inbox.state.get()).toMatchObject({ unread: 3, held: [{ id: 'd' }, { id: 'c' }] });
    inbox.apply([marked('archived', 2, { ids: ['c'] })]);
    inbox.release();
    expect(ids()).toEqual(['d unread', 'b unread', 'a read']);
    expect(inbox.state.get().held).toEqual([]);
  });

  it('keeps a line that was read among the unread ones, and lists what comes back from the archive', async () => {
    const { inbox, load, ids, put } = setUp();
    await load('unread');
    inbox.apply([marked('read', 0, { ids: ['b'] })]);
    expect(ids()).toEqual(['b read']);
    put([note('b'), note('a')]);
    inbox.apply([marked('unread', 2, { ids: ['a'] })]);
    await settled();
    expect(ids()).toEqual(['b unread', 'a unread']);
  });

  it('shows a mark at once, and as it was when the server does not take it', async () => {
    const { inbox, load, ids, hold, answer } = setUp();
    await load();
    hold();
    const marking = inbox.mark('archived', ['b']);
    expect(ids()).toEqual(['a read']);
    await expect(marking).rejects.toMatchObject({ code: 'unreachable' });
    await settled();
    await answer();
    expect(ids()).toEqual(['b unread', 'a read']);
  });

  it('asks for the count after a mark where nobody tells it', async () => {
    const { inbox, load, put } = setUp({ live: false });
    await load();
    put([note('b', 'read'), note('a', 'read')]);
    await inbox.mark('read', 'all');
    await settled();
    expect(inbox.state.get().unread).toBe(0);
  });

  it('archives what was read by name, so that nothing goes that nobody has read', async () => {
    const { inbox, load, bodies, ids } = setUp();
    await load();
    expect(await inbox.archiveRead()).toBe(1);
    expect(bodies.map((body) => JSON.parse(body) as unknown)).toEqual([{ ids: ['a'] }]);
    expect(ids()).toEqual(['b unread']);
  });
});
