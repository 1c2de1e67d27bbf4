import type { Http } from '../http/client.js';
import { asProblem, type Problem } from '../http/problem.js';
import { createStore, type Readable } from '../ui/store.js';
import { parseSystem, type SystemState } from '../wire/system.js';

/** Between two questions, however much happens. */
const ROUND_MS = 1_000;
/** Events that arrive together are one question. */
const GATHER_MS = 60;
/** Health changes without an event. */
const REGULARLY_MS = 30_000;
/** While it cannot say how it is. */
const SOON_MS = 5_000;

export interface System {
  /** Null until it is known. */
  readonly state: Readable<SystemState | null>;
  /** Why the server cannot say how it is; null while it can, and where there is no answer: the live dot tells that. */
  readonly problem: Readable<Problem | null>;
  /** Something happened: asks anew, soon. */
  note(): void;
  stop(): void;
}

/**
 * Counts and health, asked for anew after events: at most once a second, and now and then without any. What could not be
 * had keeps what was known; the live dot says that it may be old.
 */
export function createSystem(deps: {
  http: Http;
  now: () => number;
  after: (ms: number, run: () => void) => () => void;
}): System {
  const { http, now, after } = deps;
  const state = createStore<SystemState | null>(null);
  const problem = createStore<Problem | null>(null);
  let askedAt = Number.NEGATIVE_INFINITY;
  let due = Number.POSITIVE_INFINITY;
  let cancel = () => {};
  let stopped = false;

  /** The next question is asked at `at`, unless one is due before. */
  function plan(at: number) {
    if (stopped || at >= due) return;
    cancel();
    due = at;
    cancel = after(at - now(), () => void ask());
  }

  async function ask() {
    askedAt = now();
    due = Number.POSITIVE_INFINITY;
    try {
      state.set(parseSystem(await http.json('/v1/system')));
      problem.set(null);
    } catch (thrown) {
      const why = asProblem(thrown);
      problem.set(why.status >= 500 ? why : null);
    }
    plan(now() + (problem.get() ? SOON_MS : REGULARLY_MS));
  }

  return {
    state,
    problem,
    note() {
      stopped = false;
      plan(Math.max(now() + GATHER_MS, askedAt + ROUND_MS));
    },
    stop() {
      stopped = true;
      cancel();
      due = Number.POSITIVE_INFINITY;
    },
  };
}
