import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../app-context.js';
import { asProblem, type Problem } from '../http/problem.js';

export interface Polled<T> {
  /** Null until it is known; what was known stays while it cannot be had. */
  value: T | null;
  problem: Problem | null;
  /** Asks now. */
  again: () => void;
}

/**
 * Something that nothing tells of, asked for while a component shows it, `every(value)` milliseconds after each answer, and not while
 * the page is hidden. `reload` changes with what makes the answer old.
 */
export function usePolled<T>(
  path: string,
  parse: (answer: unknown) => T,
  every: (value: T | null) => number,
  reload: unknown = 0,
): Polled<T> {
  const { http } = useApp();
  const [state, setState] = useState<{ path: string; value: T | null; problem: Problem | null }>({
    ...{ path, value: null, problem: null },
  });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const asking = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const next = (value: T | null) => {
      if (!asking.signal.aborted) timer = setTimeout(ask, every(value));
    };
    const ask = () => {
      clearTimeout(timer);
      if (document.visibilityState === 'hidden') {
        next(null);
        return;
      }
      http.json(path, { signal: asking.signal }).then(
        (answer) => {
          const value = parse(answer);
          setState({ path, value, problem: null });
          next(value);
        },
        (thrown: unknown) => {
          if (asking.signal.aborted) return;
          setState((before) => ({ ...before, path, problem: asProblem(thrown) }));
          next(null);
        },
      );
    };
    ask();
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [path, round, reload]);
  return {
    value: state.path === path ? state.value : null,
    problem: state.problem,
    again: () => setRound((n) => n + 1),
  };
}
