import { useLayoutEffect, useReducer, useRef } from 'preact/hooks';
import type { Readable } from '../../client/store.js';

export { createStore, type Readable, type Store } from '../../client/store.js';

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
