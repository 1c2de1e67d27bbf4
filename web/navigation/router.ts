import { createStore, type Readable } from '../ui/store.js';
import { formatRoute, parseRoute, type Route } from './route.js';

export interface Router {
  readonly route: Readable<Route>;
  /** Goes to a route; `replace` leaves no step behind for the back button (typing, paging). */
  go(route: Route, replace?: boolean): void;
  back(): void;
  start(): void;
  stop(): void;
}

/** The address bar as a store. */
export function createRouter(window: Window): Router {
  const read = (): Route => parseRoute(window.location.pathname, new URLSearchParams(window.location.search));
  const route = createStore(read());
  let steps = 0;
  const follow = () => {
    steps = Math.max(0, steps - 1);
    route.set(read());
  };
  const go = (to: Route, replace = false) => {
    if (replace) window.history.replaceState(null, '', formatRoute(to));
    else {
      steps += 1;
      window.history.pushState(null, '', formatRoute(to));
    }
    route.set(to);
  };
  return {
    route,
    go,
    back() {
      // Only back to a place of ours: somebody who opened the address from a mail goes to the library instead.
      if (steps > 0) window.history.back();
      else go(parseRoute('/', new URLSearchParams()));
    },
    start() {
      window.history.scrollRestoration = 'manual'; // pages know better where one was
      window.addEventListener('popstate', follow);
    },
    stop: () => window.removeEventListener('popstate', follow),
  };
}
