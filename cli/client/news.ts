/** Tells those who wait for documents that something has happened to them. */
import type { Connection } from '../../client/index.js';

/** A document is looked at this often although nothing is heard of it: a step that begins is no event. */
const QUIET_MS = 1_000;
/** … and this often while nothing can be heard. */
const DEAF_MS = 300;
/** How far it is is looked at no more often than this. */
const PROGRESS_MS = 150;

export interface News {
  /** Listens for a document until `end`. */
  of(document: string): Watch;
  stop(): void;
}

export interface Watch {
  /** Resolves when it is worth looking: at once when something has happened since the last time. Throws when `signal` aborts. */
  next(signal: AbortSignal): Promise<void>;
  end(): void;
}

interface Waiting {
  changed: boolean;
  lookedAt: number;
  wake: (inMs: number) => void;
}

/** The events of the caller's tenant: one subscription, however many documents are waited for. Stops `live` in the end. */
export function createNews(live: Connection): News {
  const all = new Map<string, Set<Waiting>>();
  const of = (subject: string): Iterable<Waiting> => all.get(subject) ?? [];
  const change = (waiting: Waiting): void => {
    waiting.changed = true;
    waiting.wake(0);
  };
  const changeAll = (): void => {
    for (const some of all.values()) some.forEach(change);
  };
  const heard = (): boolean => live.status.get().phase === 'live';

  live.subscribe('tenant', {
    load: changeAll,
    apply: (events) => {
      for (const { subject } of events) for (const waiting of of(subject)) change(waiting);
    },
    progress: (subject) => {
      for (const { wake, lookedAt } of of(subject)) wake(lookedAt + PROGRESS_MS - performance.now());
    },
  });
  let wasLive = false;
  live.status.subscribe(() => {
    if (wasLive && !heard()) changeAll(); // whether the server is still there is found out by looking
    wasLive = heard();
  });

  return {
    of(document) {
      const subject = `document:${document}`;
      const waiting: Waiting = { changed: false, lookedAt: 0, wake: () => undefined };
      const some = all.get(subject) ?? new Set();
      all.set(subject, some.add(waiting));
      return {
        async next(signal) {
          if (!waiting.changed) await wait(waiting, heard() ? QUIET_MS : DEAF_MS, signal);
          signal.throwIfAborted();
          waiting.changed = false;
          waiting.lookedAt = performance.now();
        },
        end() {
          some.delete(waiting);
          if (some.size === 0 && all.get(subject) === some) all.delete(subject);
        },
      };
    },
    stop: () => live.stop(),
  };
}

/** Until it is woken, but at most `ms`. */
function wait(waiting: Waiting, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const begun = performance.now();
    let timer = setTimeout(done, ms);
    waiting.wake = (inMs) => {
      clearTimeout(timer);
      timer = setTimeout(done, Math.max(0, Math.min(inMs, begun + ms - performance.now())));
    };
    signal.addEventListener('abort', done);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      waiting.wake = () => undefined;
      resolve();
    }
  });
}
