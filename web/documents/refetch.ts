import { backoff } from '../../client/backoff.js';

/** Quiet time between two rounds: so no document is asked for more than once in it. */
const ROUND_MS = 200;
/** Frames that arrive together are one round. */
const GATHER_MS = 15;
/** From this many changed documents on, one list answers for most of them. */
const MANY = 8;

export interface RefetchDeps {
  now: () => number;
  random: () => number;
  /** Calls `run` once after `ms`; answers what cancels it. */
  after: (ms: number, run: () => void) => () => void;
  /** Fetches one document. False: it could not be had now and is to be tried again. */
  one: (id: string) => Promise<boolean>;
  /** Fetches many; answers those that it has not got. */
  many: (ids: readonly string[]) => Promise<readonly string[]>;
}

export interface Refetch {
  /** Something happened to this document. */
  note(id: string): void;
  stop(): void;
}

/**
 * Turns a stream of "this document changed" into few requests: one round at a time, at most one request for a document
 * per round, rounds at least 200 ms apart. What a round could not get stays noted, so a change is never lost.
 */
export function createRefetch({ now, random, after, one, many }: RefetchDeps): Refetch {
  const changed = new Set<string>();
  let cancel: (() => void) | null = null;
  let running = false;
  let stopped = false;
  let failures = 0;
  let lastRound = Number.NEGATIVE_INFINITY;

  function schedule() {
    if (cancel || running || stopped || changed.size === 0) return;
    const rest = failures > 0 ? ROUND_MS + backoff(failures + 1, random) : lastRound + ROUND_MS - now();
    cancel = after(Math.max(GATHER_MS, rest), () => void round());
  }

  async function round() {
    cancel = null;
    running = true;
    lastRound = now();
    const ids = [...changed];
    changed.clear();
    const missing = ids.length >= MANY ? await many(ids) : await separately(ids);
    for (const id of missing) changed.add(id);
    failures = missing.length > 0 ? failures + 1 : 0;
    running = false;
    schedule();
  }

  async function separately(ids: readonly string[]): Promise<readonly string[]> {
    const got = await Promise.all(ids.map(one));
    return ids.filter((_, index) => got[index] !== true);
  }

  return {
    note(id) {
      changed.add(id);
      schedule();
    },
    stop() {
      stopped = true;
      cancel?.();
      changed.clear();
    },
  };
}
