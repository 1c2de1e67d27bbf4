import { createStore, type Readable } from './store.js';

/** The time now in milliseconds since 1970, moving once a second while the page can be seen. */
export interface Clock extends Readable<number> {
  start(): void;
  stop(): void;
}

export function createClock(page: globalThis.Document, now: () => number): Clock {
  const time = createStore(now());
  let timer: ReturnType<typeof setInterval> | undefined;
  const tick = () => time.set(now());
  const follow = () => {
    clearInterval(timer);
    if (page.visibilityState === 'hidden') return;
    tick();
    timer = setInterval(tick, 1000);
  };
  return {
    get: time.get,
    subscribe: time.subscribe,
    start() {
      page.addEventListener('visibilitychange', follow);
      follow();
    },
    stop() {
      page.removeEventListener('visibilitychange', follow);
      clearInterval(timer);
    },
  };
}
