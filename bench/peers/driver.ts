import { setTimeout as wait } from 'node:timers/promises';
import { until } from '../../cli/platform/pause.js';
import { signalGroup } from '../../cli/platform/process-table.js';
import type { Contender, Job, Progress } from './contender.js';

/** Milliseconds between two kills, and by how much that varies either way. */
const KILL_EVERY_MS = 5_000;
const KILL_SPREAD_MS = 1_000;

/** A job that nobody holds, while no other ends, for this long is not going to end: longer than any job takes. */
const FORGOTTEN_MS = 20_000;
const LOOK_MS = 100;

export interface Run {
  /** Jobs without an effect that the contender holds no more, and has not given up either. */
  lost: number;
  /** Effects beyond the first of each job. */
  doubled: number;
  /** Jobs that were neither done nor given up at the deadline. */
  stuck: number;
  /** Jobs that the contender has given up. */
  failed: number;
  /** Kills from the first job to the last that ended. */
  kills: number;
  /** From handing over the first job to the end of the last that ended, as the contender says, in milliseconds. */
  ms: number;
}

export interface Measurement {
  /** The deadline: nothing has ended for so many milliseconds. */
  stuckMs: number;
  /** Numbers in [0, 1) that say when who is killed; left out, nobody is. */
  random?: () => number;
  signal: AbortSignal;
}

/** Runs the jobs once, kills workers meanwhile, and counts. The contender is stopped whatever happens. */
export async function measure(
  contender: Contender,
  jobs: readonly Job[],
  { random, stuckMs, signal }: Measurement,
): Promise<Run> {
  const over = new AbortController();
  try {
    await contender.start(signal);
    const begun = performance.now();
    const killing = random === undefined ? Promise.resolve([]) : killWorkers(contender, random, over.signal);
    killing.catch(() => undefined); // it is asked below, when the jobs have ended
    const [ended] = await Promise.all([
      untilEnded(contender, jobs.length, stuckMs, signal),
      contender.submit(jobs), // a worker may be killed while jobs are still being handed over
    ]).finally(() => over.abort());
    const kills = (await killing).filter((at) => at <= ended).length;
    const { held, failed } = await contender.rest();
    return { ...count(jobs, await contender.effects(), held, failed), kills, ms: ended - begun };
  } finally {
    over.abort();
    await contender.stop();
  }
}

/** Kills the process group of a random worker again and again; answers when it did, once `over` aborts. */
async function killWorkers(contender: Contender, random: () => number, over: AbortSignal): Promise<number[]> {
  const kills: number[] = [];
  for (;;) {
    const pause = KILL_EVERY_MS + (2 * random() - 1) * KILL_SPREAD_MS;
    await wait(pause, undefined, { signal: over }).catch(() => undefined);
    if (over.aborted) return kills;
    const workers = contender.workers();
    const victim = workers[Math.floor(random() * workers.length)];
    if (victim !== undefined && signalGroup(victim, 'SIGKILL')) kills.push(performance.now());
  }
}

/** When the last job ended: all have, or those that have not are forgotten or stuck. */
async function untilEnded(contender: Contender, jobs: number, stuckMs: number, signal: AbortSignal): Promise<number> {
  let last: Progress = { done: 0, failed: 0 };
  let changed = performance.now();
  const look = async (): Promise<true | undefined> => {
    const now = await contender.progress();
    if (now.done !== last.done || now.failed !== last.failed) changed = performance.now();
    last = now;
    const quiet = performance.now() - changed;
    if (now.done + now.failed >= jobs || quiet >= stuckMs) return true;
    return quiet >= FORGOTTEN_MS && (await contender.rest()).held.length === 0 ? true : undefined;
  };
  await until(look, { interval: LOOK_MS, limit: Number.POSITIVE_INFINITY, signal });
  return changed;
}

function count(
  jobs: readonly Job[],
  effects: readonly number[],
  held: readonly number[],
  failed: readonly number[],
): Pick<Run, 'lost' | 'doubled' | 'stuck' | 'failed'> {
  const had = new Set(effects);
  const accounted = new Set([...effects, ...held, ...failed]);
  return {
    lost: jobs.filter(({ number }) => !accounted.has(number)).length,
    doubled: effects.length - had.size,
    stuck: held.length,
    failed: failed.length,
  };
}
