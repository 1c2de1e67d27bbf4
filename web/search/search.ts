import type { Http } from '../http/client.js';
import { asProblem, type Problem } from '../http/problem.js';
import { createStore, type Readable } from '../ui/store.js';
import { parsePage } from '../wire/page.js';
import { parseHit, type Hit } from '../wire/search.js';

export interface SearchState {
  q: string;
  label: string | null;
  /** `loading` keeps the hits of the words before, so that the list does not flicker while typing. */
  phase: 'idle' | 'loading' | 'ready' | 'failed';
  hits: readonly Hit[];
  problem: Problem | null;
}

export interface Search {
  readonly state: Readable<SearchState>;
  /** Looks for these words; does nothing if they are the ones that are shown. */
  find(q: string, label: string | null): void;
  /** Asks again for the same. */
  retry(): void;
}

const DEBOUNCE_MS = 120;
/** Places that are asked for. */
export const LIMIT = 20;

export interface SearchDeps {
  http: Http;
  after: (ms: number, run: () => void) => () => void;
}

/** Search as you type: waits until typing rests, and only the answer to the latest words is ever shown. */
export function createSearch({ http, after }: SearchDeps): Search {
  const state = createStore<SearchState>({ q: '', label: null, phase: 'idle', hits: [], problem: null });
  let cancel = () => {};
  let asking: AbortController | null = null;

  async function ask() {
    const mine = new AbortController();
    asking = mine;
    const { q, label } = state.get();
    const query = new URLSearchParams({ q: q.trim(), limit: String(LIMIT) });
    if (label !== null) query.set('label', label);
    try {
      const { items } = parsePage(await http.json(`/v1/search?${query}`, { signal: mine.signal }), parseHit);
      if (!mine.signal.aborted) state.set({ ...state.get(), phase: 'ready', hits: items, problem: null });
    } catch (thrown) {
      if (!mine.signal.aborted) state.set({ ...state.get(), phase: 'failed', problem: asProblem(thrown) });
    }
  }

  function begin(wait: number) {
    cancel();
    asking?.abort();
    const { q } = state.get();
    if (q.trim() === '') {
      state.set({ ...state.get(), phase: 'idle', hits: [], problem: null });
      return;
    }
    state.set({ ...state.get(), phase: 'loading' });
    cancel = after(wait, () => void ask());
  }

  return {
    state,
    find(q, label) {
      const before = state.get();
      if (q === before.q && label === before.label) return;
      state.set({ ...before, q, label });
      begin(DEBOUNCE_MS);
    },
    retry: () => begin(0),
  };
}
