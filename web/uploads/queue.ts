import { backoff } from '../../client/backoff.js';
import { asProblem, type Problem } from '../http/problem.js';
import { createStore, type Readable, type Store } from '../ui/store.js';
import type { Send, Sent } from './send.js';

export type UploadState =
  | { kind: 'waiting' }
  | { kind: 'sending'; sent: number }
  | { kind: 'added'; documentId: string; deduplicated: boolean }
  | { kind: 'failed'; problem: Problem };

export interface Upload {
  readonly key: number;
  readonly name: string;
  readonly bytes: number;
  readonly state: Readable<UploadState>;
}

export interface UploadTotals {
  all: number;
  waiting: number;
  sending: number;
  added: number;
  /** Of those added, how many were there before. */
  known: number;
  failed: number;
}

export interface Uploads {
  readonly items: Readable<readonly Upload[]>;
  readonly totals: Readable<UploadTotals>;
  /** The server asked to wait until then (milliseconds since 1970); null: it did not. */
  readonly heldUntil: Readable<number | null>;
  add(files: readonly File[]): void;
  retry(upload: Upload): void;
  /** Sends again what failed because the server could not be reached. */
  retryUnreachable(): void;
  /** Takes an upload off the list, ending it if it is under way. */
  drop(upload: Upload): void;
  /** Takes off the list what is over: added or failed. */
  clear(): void;
  stop(): void;
}

export interface UploadDeps {
  send: Send;
  /** Called with every document that the server answered. */
  added: (sent: Sent) => void;
  now: () => number;
  random: () => number;
  after: (ms: number, run: () => void) => () => void;
}

/** Whether sending the same file again can help: not when the server looked at it and does not want it. */
export const canSendAgain = ({ status, code }: Problem): boolean =>
  status === 0 || status === 408 || status >= 500 || code === 'upload_incomplete' || code === 'in_progress';

interface Entry extends Upload {
  readonly file: File;
  readonly state: Store<UploadState>;
  readonly abort: AbortController;
}

export const PARALLEL = 3;
const NONE: UploadTotals = { all: 0, waiting: 0, sending: 0, added: 0, known: 0, failed: 0 };
const BUSY = new Set([429, 503]);

/**
 * Sends files, three at a time, in the order in which they were added.
 *
 * waiting ─a lane is free─▶ sending ─2xx─▶ added
 *    ▲                        ├─429, 503─▶ waiting, and nothing is begun before Retry-After has passed
 *    └──────── retry ─────────┴─anything else─▶ failed
 */
export function createUploads({ send, added, now, random, after }: UploadDeps): Uploads {
  const items = createStore<readonly Entry[]>([]);
  const totals = createStore<UploadTotals>(NONE);
  const heldUntil = createStore<number | null>(null);
  let cancelHold = () => {};
  let busy = 0;
  let nextKey = 0;

  function count() {
    const counted = { ...NONE };
    for (const { state } of items.get()) {
      const now = state.get();
      counted.all += 1;
      counted[now.kind] += 1;
      if (now.kind === 'added' && now.deduplicated) counted.known += 1;
    }
    totals.set(counted);
  }

  function become(entry: Entry, state: UploadState) {
    entry.state.set(state);
    count();
  }

  function next() {
    if (heldUntil.get() !== null) return;
    let free = PARALLEL - items.get().filter(({ state }) => state.get().kind === 'sending').length;
    for (const entry of items.get()) {
      if (free === 0) return;
      if (entry.state.get().kind !== 'waiting') continue;
      free -= 1;
      void begin(entry);
    }
  }

  async function begin(entry: Entry) {
    become(entry, { kind: 'sending', sent: 0 });
    try {
      const progress = (sent: number) => entry.state.set({ kind: 'sending', sent: Math.min(sent, entry.bytes) });
      const sent = await send(entry.file, progress, entry.abort.signal);
      busy = 0;
      become(entry, { kind: 'added', documentId: sent.document.id, deduplicated: sent.deduplicated });
      added(sent);
    } catch (thrown) {
      if (entry.abort.signal.aborted) return;
      const problem = asProblem(thrown);
      if (BUSY.has(problem.status)) {
        become(entry, { kind: 'waiting' });
        hold(problem.retryAfterMs ?? 500 + backoff((busy += 1), random));
      } else become(entry, { kind: 'failed', problem });
    } finally {
      next();
    }
  }

  function hold(ms: number) {
    const until = now() + ms;
    if (until <= (heldUntil.get() ?? 0)) return;
    heldUntil.set(until);
    cancelHold();
    cancelHold = after(ms, () => {
      heldUntil.set(null);
      next();
    });
  }

  const find = (upload: Upload): Entry | undefined => items.get().find(({ key }) => key === upload.key);

  return {
    items,
    totals,
    heldUntil,
    add(files) {
      const entries = files.map((file) => {
        nextKey += 1;
        const state = createStore<UploadState>({ kind: 'waiting' });
        return { key: nextKey, name: file.name, bytes: file.size, file, state, abort: new AbortController() };
      });
      items.set([...items.get(), ...entries]);
      count();
      next();
    },
    retry(upload) {
      const entry = find(upload);
      if (entry?.state.get().kind !== 'failed') return;
      become(entry, { kind: 'waiting' });
      next();
    },
    retryUnreachable() {
      for (const entry of items.get()) {
        const state = entry.state.get();
        if (state.kind === 'failed' && state.problem.status === 0) become(entry, { kind: 'waiting' });
      }
      next();
    },
    drop(upload) {
      find(upload)?.abort.abort();
      items.set(items.get().filter(({ key }) => key !== upload.key));
      count();
      next();
    },
    clear() {
      items.set(items.get().filter(({ state }) => state.get().kind === 'waiting' || state.get().kind === 'sending'));
      count();
    },
    stop() {
      cancelHold();
      for (const { abort } of items.get()) abort.abort();
      items.set([]);
      count();
    },
  };
}
