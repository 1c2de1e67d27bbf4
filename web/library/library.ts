import type { Document } from '../../domain/documents/document.js';
import type { Documents } from '../documents/documents.js';
import type { Http } from '../http/client.js';
import { asProblem, type Problem } from '../http/problem.js';
import { createStore, type Readable } from '../ui/store.js';
import { parseDocument } from '../wire/document.js';
import { parsePage } from '../wire/page.js';
import { listQuery, matches, NO_FILTER, sameFilter, type Filter } from './filter.js';

export interface LibraryState {
  filter: Filter;
  /** Ids of the rows, newest first. */
  rows: readonly string[];
  /** Cursor of the next page; null when all rows are here. */
  next: string | null;
  /** `loading` without rows shows a skeleton; with rows they stay while they are loaded anew. */
  phase: 'loading' | 'ready' | 'failed';
  more: 'idle' | 'loading' | 'failed';
  problem: Problem | null;
}

/** Where a person was on the page, for when they come back. */
export interface Place {
  scroll: number;
  /** The row that had the focus. */
  row: string | null;
}

export interface Library {
  /** Written by the page while it is shown, read when it is shown again. */
  readonly place: Place;
  readonly state: Readable<LibraryState>;
  /** Loads for the first time; does nothing later. Until then `show` only remembers the filter. */
  begin(): void;
  /** Shows the list of this filter; does nothing if it is the one that is shown. */
  show(filter: Filter): void;
  /** Loads what is shown anew, keeping the rows until the answer is here. */
  reload(): void;
  /** Loads the next page. */
  more(): void;
}

const PAGE = 50;
const LARGEST_PAGE = 200;

/**
 * The list of the library page.
 *
 * Rows keep their place while their documents change, also when one no longer matches the filter: a row that vanishes
 * under the hand is worse than one that says "done" in a list of what is in work. Filtering again sorts it out.
 */
export function createLibrary(http: Http, documents: Documents, now: () => number): Library {
  const state = createStore<LibraryState>({
    filter: NO_FILTER,
    rows: [],
    next: null,
    phase: 'loading',
    more: 'idle',
    problem: null,
  });
  let loading: AbortController | null = null;
  let begun = false;
  /** What changed while the list was on its way: it may have been read before that. */
  let meanwhile: Document[] = [];

  async function load(filter: Filter, keep: boolean) {
    begun = true;
    meanwhile = [];
    loading?.abort();
    const mine = new AbortController();
    loading = mine;
    const before = state.get();
    const wanted = keep ? before.rows.length : 0;
    state.set({
      ...before,
      filter,
      rows: keep ? before.rows : [],
      next: null,
      phase: 'loading',
      more: 'idle',
      problem: null,
    });
    try {
      let { rows, next } = await fetchPage(filter, wanted > PAGE ? LARGEST_PAGE : PAGE, null, mine.signal);
      while (next !== null && rows.length < wanted) {
        const page = await fetchPage(filter, LARGEST_PAGE, next, mine.signal);
        rows = [...rows, ...page.rows];
        next = page.next;
      }
      state.set({ ...state.get(), rows, next, phase: 'ready' });
      for (const document of meanwhile) place(document);
    } catch (thrown) {
      if (mine.signal.aborted) return;
      state.set({ ...state.get(), phase: 'failed', problem: asProblem(thrown) });
    }
  }

  async function fetchPage(filter: Filter, limit: number, cursor: string | null, signal: AbortSignal) {
    const answer = await http.json(`/v1/documents?${listQuery(filter, limit, cursor, now())}`, { signal });
    const { items, next } = parsePage(answer, parseDocument);
    for (const document of items) documents.put(document);
    return { rows: items.map(({ id }) => id), next };
  }

  async function more() {
    const { filter, next, more } = state.get();
    if (next === null || more === 'loading' || state.get().phase !== 'ready') return;
    const mine = loading;
    if (!mine) return;
    state.set({ ...state.get(), more: 'loading' });
    try {
      const page = await fetchPage(filter, PAGE, next, mine.signal);
      const { rows } = state.get();
      const known = new Set(rows);
      state.set({
        ...state.get(),
        rows: [...rows, ...page.rows.filter((id) => !known.has(id))],
        next: page.next,
        more: 'idle',
      });
    } catch {
      if (!mine.signal.aborted) state.set({ ...state.get(), more: 'failed' });
    }
  }

  /** A document that is new to the list takes its place by age; beyond the last row it belongs to a later page. */
  function place(document: Document) {
    const { rows, filter, next } = state.get();
    if (rows.includes(document.id) || !matches(document, filter, now())) return;
    const older = rows.findIndex((id) => isOlder(documents.entry(id).get().document, document));
    if (older === -1 && next !== null) return;
    const at = older === -1 ? rows.length : older;
    state.set({ ...state.get(), rows: [...rows.slice(0, at), document.id, ...rows.slice(at)] });
  }

  documents.onChange((document) => {
    if (state.get().phase === 'ready') place(document);
    else meanwhile.push(document);
  });

  documents.onRemove((id) => {
    const { rows } = state.get();
    if (rows.includes(id)) state.set({ ...state.get(), rows: rows.filter((row) => row !== id) });
  });

  return {
    state,
    place: { scroll: 0, row: null },
    begin() {
      if (!begun) void load(state.get().filter, false);
    },
    show(filter) {
      if (sameFilter(filter, state.get().filter)) return;
      if (begun) void load(filter, false);
      else state.set({ ...state.get(), filter });
    },
    reload: () => void load(state.get().filter, true),
    more: () => void more(),
  };
}

/** Newest first; documents of the same millisecond by id, as the server sorts them. */
function isOlder(row: Document | null, than: Document): boolean {
  if (row === null) return false;
  const age = Date.parse(than.created_at) - Date.parse(row.created_at);
  return age === 0 ? row.id < than.id : age > 0;
}
