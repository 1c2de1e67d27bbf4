import { useEffect, useState } from 'preact/hooks';
import { asProblem, type Problem } from '../http/problem.js';

export interface Loaded<T> {
  /** The value of this key; while a reload runs, the one before. */
  value: T | null;
  problem: Problem | null;
  loading: boolean;
}

const NOTHING: Loaded<never> = { value: null, problem: null, loading: true };

/**
 * Loads something that a component shows, again whenever `key` changes; null loads nothing. An answer to an older key
 * is never shown. `reload` changes with what makes the same key's value old.
 */
export function useLoaded<T>(
  key: string | null,
  load: (signal: AbortSignal) => Promise<T>,
  reload: unknown = 0,
): Loaded<T> {
  const [state, setState] = useState<{ key: string | null; loaded: Loaded<T> }>({ key: null, loaded: NOTHING });
  useEffect(() => {
    if (key === null) return;
    const asking = new AbortController();
    setState((before) => ({
      key,
      loaded: before.key === key ? { ...before.loaded, loading: true } : NOTHING,
    }));
    load(asking.signal).then(
      (value) => {
        if (!asking.signal.aborted) setState({ key, loaded: { value, problem: null, loading: false } });
      },
      (thrown: unknown) => {
        if (!asking.signal.aborted)
          setState({ key, loaded: { value: null, problem: asProblem(thrown), loading: false } });
      },
    );
    return () => asking.abort();
  }, [key, reload]);
  return state.key === key ? state.loaded : NOTHING;
}
