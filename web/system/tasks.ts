import type { Http } from '../http/client.js';
import { asProblem, type Problem } from '../http/problem.js';
import { createStore, type Readable } from '../ui/store.js';
import { parsePage } from '../wire/page.js';
import { parseTask, type PeriodicTask } from '../wire/system.js';

/** Nothing tells of them, so they are asked for: now and then, and often while one is being done. */
const REGULARLY_MS = 10_000;
const BUSY_MS = 700;
/** A task that was asked for and has not begun by then waits for something; it is not waited for here. */
const PATIENCE_MS = 30_000;
/** One that has run for longer is looked at now and then; it may have died. */
const LONG_MS = 600_000;

export interface TasksState {
  /** Null until they are known. */
  items: readonly PeriodicTask[] | null;
  problem: Problem | null;
  /** Names of those that a person asked for and that have not begun yet. */
  asked: ReadonlySet<string>;
}

export interface Tasks {
  readonly state: Readable<TasksState>;
  /** Keeps them up to date from now on; answers what ends that. */
  watch(): () => void;
  /** Has one done now. Throws `Problem`. */
  run(name: string): Promise<void>;
}

/** The periodic tasks, asked for while somebody looks at them. */
export function createTasks(deps: {
  http: Http;
  now: () => number;
  after: (ms: number, run: () => void) => () => void;
}): Tasks {
  const { http, now, after } = deps;
  const state = createStore<TasksState>({ items: null, problem: null, asked: new Set() });
  /** When each was asked for, and when it had begun last before that. */
  const wanted = new Map<string, { at: number; before: string | null }>();
  let watchers = 0;
  /** Questions asked so far: an answer to an older one is not taken. */
  let questions = 0;
  let cancel = () => {};

  const startOf = (items: readonly PeriodicTask[] | null, name: string): string | null =>
    items?.find((task) => task.name === name)?.lastRun?.started_at ?? null;

  function settle(items: readonly PeriodicTask[]) {
    for (const [name, { at, before }] of wanted)
      if (startOf(items, name) !== before || now() - at > PATIENCE_MS) wanted.delete(name);
    state.set({ items, problem: null, asked: new Set(wanted.keys()) });
  }

  async function ask() {
    cancel();
    questions += 1;
    const mine = questions;
    try {
      const { items } = parsePage(await http.json('/v1/system/tasks'), parseTask);
      if (mine === questions) settle(items);
    } catch (thrown) {
      if (mine === questions) state.set({ ...state.get(), problem: asProblem(thrown) }); // what was known stays
    }
    if (mine !== questions) return;
    if (watchers > 0) cancel = after(busy() ? BUSY_MS : REGULARLY_MS, () => void ask());
  }

  const busy = (): boolean =>
    wanted.size > 0 || (state.get().items ?? []).some((task) => isRunning(task) && runningFor(task) < LONG_MS);
  const runningFor = ({ lastRun }: PeriodicTask): number => now() - Date.parse(lastRun?.started_at ?? '');

  return {
    state,
    watch() {
      watchers += 1;
      if (watchers === 1) void ask();
      return () => {
        watchers -= 1;
        if (watchers === 0) cancel();
      };
    },
    async run(name) {
      const before = startOf(state.get().items, name);
      await http.json(`/v1/system/tasks/${encodeURIComponent(name)}/run`, { method: 'POST' });
      wanted.set(name, { at: now(), before });
      state.set({ ...state.get(), asked: new Set(wanted.keys()) });
      await ask();
    },
  };
}

/** It has begun and has not ended, as far as is known. */
export const isRunning = ({ lastRun }: PeriodicTask): boolean => lastRun !== null && lastRun.ended_at === null;
