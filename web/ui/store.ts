import { useLayoutEffect, useReducer, useRef } from 'preact/hooks';

/** A value that can be watched. `subscribe` answers the function that ends the watch. */
export interface Readable<T> {
  get(): T;
  subscribe(listener: () => void): () => void;
}

export interface Store<T> extends Readable<T> {
  /** Replaces the value; listeners hear of it only if it is another one (`Object.is`). */
  set(value: T): void;
}

/** A value that begins as `initial`. */
export function createStore<T>(initial: T): Store<T> {
  let current = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => current,
    set(value) {
      if (Object.is(value, current)) return;
      current = value;
      // A copy: a listener may end its own watch, or start another.
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** What `select` makes of the store; the component renders again only when that changes. */
export function useSelected<T, S>(store: Readable<T>, select: (value: T) => S): S {
  const [, rerender] = useReducer((count: number, _: undefined) => count + 1, 0);
  const selected = select(store.get());
  const latest = useRef({ select, selected });
  latest.current = { select, selected };
  useLayoutEffect(() => {
    const check = () => {
      const { select: now, selected: shown } = latest.current;
      if (!Object.is(now(store.get()), shown)) rerender(undefined);
    };
    check(); // it may have changed between rendering and here
    return store.subscribe(check);
  }, [store]);
  return selected;
}

/** The store's value. */
export const useStore = <T>(store: Readable<T>): T => useSelected(store, (value) => value);
