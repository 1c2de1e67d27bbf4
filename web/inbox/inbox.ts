import type { EventEnvelope } from '../../domain/events/event.js';
import type { Notification, NotificationState } from '../../domain/notifications/notification.js';
import type { Http } from '../http/client.js';
import { asProblem, type Problem } from '../http/problem.js';
import { createStore, type Readable } from '../ui/store.js';
import { parseInboxChange, parseNotification, type InboxChange } from '../wire/notification.js';
import { parsePage } from '../wire/page.js';
import { members } from '../wire/shape.js';
import { belongs, changed, type InboxView } from './lines.js';

export interface InboxState {
  view: InboxView;
  /** How many are unread: the server's count, never one of ours. Null until it is known. */
  unread: number | null;
  /** Newest first. */
  lines: readonly Notification[];
  /** Came while the reader was further down: not among the lines yet. Newest first. */
  held: readonly Notification[];
  /** Cursor of the next page; null when all are here. */
  next: string | null;
  /** `loading` without lines shows a skeleton; with lines they stay while they are loaded anew. */
  phase: 'loading' | 'ready' | 'failed';
  more: 'idle' | 'loading' | 'failed';
  problem: Problem | null;
}

export interface Inbox {
  readonly state: Readable<InboxState>;
  /** Loads what is shown anew, keeping the lines until the answer is here. */
  reload(): void;
  /** Loads for the first time; does nothing later. */
  begin(): void;
  /** Shows the lines of this view; does nothing if it is the one that is shown. */
  show(view: InboxView): void;
  more(): void;
  /** Events of the channel `me`, in order. */
  apply(events: readonly EventEnvelope[]): void;
  /** While it answers true, what comes is held back, so that nothing moves under the reader. */
  holding(hold: () => boolean): void;
  /** Puts what was held back among the lines. */
  release(): void;
  /** Throws `Problem`; the lines are then as they were. */
  mark(state: NotificationState, ids: readonly string[] | 'all'): Promise<void>;
  /** Takes all that were read out of the inbox; answers how many. Throws `Problem`. */
  archiveRead(): Promise<number>;
}

const PAGE = 50;
/** The most that the API lists, and takes, at once. */
const LARGEST_PAGE = 200;

/**
 * The inbox of the person, kept up to date by the events of the channel `me`.
 *
 * The position is known before the list is asked for, so an event that comes while the list is on its way may be in it
 * already or not: it is applied again when the list is here. The last event always has the last word about the count, since every change
 * of it is told by one.
 */
export function createInbox(deps: { http: Http; newKey: () => string; live: () => boolean }): Inbox {
  const { http, newKey } = deps;
  const state = createStore<InboxState>({
    ...{ view: 'inbox', unread: null, lines: [], held: [], next: null },
    ...{ phase: 'loading', more: 'idle', problem: null },
  });
  let loading: AbortController | null = null;
  let meanwhile: InboxChange[] = [];
  let hold = () => false;

  const change = (to: Partial<InboxState>) => state.set({ ...state.get(), ...to });

  /** `only`: null is all that is not archived. */
  async function fetchPage(only: NotificationState | null, limit: number, cursor: string | null, signal?: AbortSignal) {
    const query = new URLSearchParams({ limit: String(limit) });
    if (only !== null) query.set('state', only);
    if (cursor !== null) query.set('cursor', cursor);
    const answer = await http.json(`/v1/notifications?${query.toString()}`, { signal });
    const { unread } = members(answer);
    return { ...parsePage(answer, parseNotification), unread: typeof unread === 'number' ? unread : null };
  }

  async function load(view: InboxView, keep: boolean) {
    loading?.abort();
    const mine = new AbortController();
    loading = mine;
    meanwhile = [];
    const wanted = keep ? state.get().lines.length : 0;
    change({
      view,
      phase: 'loading',
      more: 'idle',
      problem: null,
      held: [],
      ...(keep ? {} : { lines: [], next: null }),
    });
    try {
      let page = await fetchPage(onlyOf(view), wanted > PAGE ? LARGEST_PAGE : PAGE, null, mine.signal);
      let lines = page.items;
      while (page.next !== null && lines.length < wanted) {
        page = await fetchPage(onlyOf(view), LARGEST_PAGE, page.next, mine.signal);
        lines = [...lines, ...page.items];
      }
      change({ lines, next: page.next, unread: page.unread, phase: 'ready' });
      for (const each of meanwhile) take(each);
    } catch (thrown) {
      if (!mine.signal.aborted) change({ phase: 'failed', problem: asProblem(thrown) });
    }
  }

  async function more() {
    const { view, next, phase, lines } = state.get();
    const mine = loading;
    if (next === null || phase !== 'ready' || state.get().more === 'loading' || !mine) return;
    change({ more: 'loading' });
    try {
      const page = await fetchPage(onlyOf(view), PAGE, next, mine.signal);
      const known = new Set(lines.map(({ id }) => id));
      change({
        lines: [...state.get().lines, ...page.items.filter(({ id }) => !known.has(id))],
        next: page.next,
        more: 'idle',
      });
    } catch {
      if (!mine.signal.aborted) change({ more: 'failed' });
    }
  }

  /** One event: the count as it says, and the lines that it is about. */
  function take(event: InboxChange) {
    const { view, lines, held } = state.get();
    if (event.kind === 'created') {
      const { notification, unread } = event;
      const isKnown = [...held, ...lines].some(({ id }) => id === notification.id);
      if (isKnown || !belongs(view, notification.state)) {
        change({ unread });
        return;
      }
      change(
        hold()
          ? { unread, held: [notification, ...held] }
          : { unread, lines: [notification, ...held, ...lines], held: [] },
      );
      return;
    }
    change({
      unread: event.unread,
      lines: changed(lines, view, event.state, event.ids),
      held: changed(held, view, event.state, event.ids),
    });
    // What came into this view from elsewhere has its place by age, which only the server knows.
    const known = new Set(state.get().lines.map(({ id }) => id));
    const comes = event.state === (view === 'archived' ? 'archived' : 'unread');
    if (comes && (event.ids === 'all' || event.ids.some((id) => !known.has(id)))) void load(view, true);
  }

  async function mark(to: NotificationState, ids: readonly string[] | 'all') {
    const { view, lines, held } = state.get();
    change({ lines: changed(lines, view, to, ids), held: changed(held, view, to, ids) });
    try {
      const path = to === 'archived' ? 'archive' : to;
      const body = ids === 'all' ? { all: true } : { ids };
      await http.json(`/v1/notifications/${path}`, { method: 'POST', body, key: newKey() });
      if (!deps.live()) void load(state.get().view, true); // nobody tells the count
    } catch (thrown) {
      void load(state.get().view, true);
      throw thrown;
    }
  }

  return {
    state,
    reload: () => void load(state.get().view, true),
    begin() {
      if (!loading) void load(state.get().view, false);
    },
    show(view) {
      if (view === state.get().view) return;
      if (loading) void load(view, false);
      else change({ view });
    },
    more: () => void more(),
    apply(events) {
      for (const { type, data } of events) {
        const event = parseInboxChange(type, data);
        if (!event) continue;
        if (state.get().phase === 'loading') meanwhile.push(event);
        take(event);
      }
    },
    holding: (when) => (hold = when),
    release() {
      const { held, lines } = state.get();
      if (held.length > 0) change({ lines: [...held, ...lines], held: [] });
    },
    mark,
    async archiveRead() {
      let count = 0;
      let cursor: string | null = null;
      do {
        // Not "all": that would take what nobody has read yet as well.
        const page = await fetchPage('read', LARGEST_PAGE, cursor);
        const ids = page.items.map(({ id }) => id);
        if (ids.length > 0) await mark('archived', ids);
        count += ids.length;
        cursor = page.next;
      } while (cursor !== null);
      return count;
    },
  };
}

const onlyOf = (view: InboxView): NotificationState | null => (view === 'inbox' ? null : view);
