/**
 * One supervised process.
 *
 *   idle ─start()─▶ starting ─ready─▶ running ─dies─▶ waiting(delay) ─▶ starting …
 *                     │ dies: waiting(delay), as above; 5 deaths in 30 s before it was ever ready: given up
 *   any ─stop()─▶ stopping ─ended, or killed after the grace time─▶ stopped
 */
import { lastError } from './log-file.js';
import { launch, type Command } from './command.js';
import { signal as send, signalGroup } from './process-table.js';
import { restartDelay, STABLE_MS } from './restart-delay.js';
import { oneLine } from './trouble.js';

export interface ProcessPlan {
  readonly name: string;
  /** Called before each start: says what to run, after making sure that it can. */
  prepare(signal: AbortSignal): Promise<Command>;
  /** Resolves when it does its work. Aborted when the process dies. Left out: ready when started. */
  ready?(signal: AbortSignal): Promise<void>;
}

export interface Watcher {
  /** A process has come (pid) or gone (undefined); called in the same turn. */
  changed(name: string, pid: number | undefined): void;
  /** It died and will be started again after `delayMs`. */
  died(name: string, death: Death, delayMs: number): void;
  /** It is started again. */
  replaced(name: string, pid: number): void;
}

export interface Death {
  /** "exit status 1", "signal SIGKILL". */
  how: string;
  /** The line of its log that tells best why. */
  said: string | undefined;
  log: string | undefined;
}

export interface Supervised {
  readonly name: string;
  readonly pid: number | undefined;
  /** Resolves when it was ready for the first time, rejects with what it died of when it keeps dying before that. */
  start(): Promise<void>;
  /** Asks it to finish and waits; after the grace time, or when `hurry` aborts, its group is killed. */
  stop(hurry: AbortSignal): Promise<void>;
}

/** It died too often before it was ready once. */
export class KeepsDying extends Error {
  override readonly name = 'KeepsDying';
  readonly process: string;
  readonly death: Death;
  constructor(process: string, death: Death) {
    super(`${process} does not start: ${death.how}`);
    this.process = process;
    this.death = death;
  }
}

const MOST_DEATHS = 5;

/** How it dies when somebody else ends it, a person or the kernel that is out of memory. */
const KILLED = 'signal SIGKILL';

/** Supervises what `plan` describes. */
export function supervise(plan: ProcessPlan, watcher: Watcher): Supervised {
  let running: { pid: number; command: Command; ended: Promise<void> } | undefined;
  let everReady = false;
  let deaths: number[] = [];
  const stopping = new AbortController();
  let loop: Promise<void> | undefined;
  const stopped = (): boolean => stopping.signal.aborted;

  /** Runs it once, from start to death. Answers undefined when it was told to stop before it began. */
  const once = async (onReady: () => void): Promise<Death | undefined> => {
    let command: Command;
    try {
      command = await plan.prepare(stopping.signal);
    } catch (error) {
      if (stopped()) return undefined;
      if (!everReady) throw error; // the start fails, and says why
      return { how: 'could not be started', said: oneLine(error), log: undefined };
    }
    if (stopped()) return undefined;
    const { process: child, logStart } = launch(command);
    const gone = new AbortController();
    const ended = new Promise<string>((resolve) => {
      child.once('exit', (code, by) => resolve(by === null ? `exit status ${String(code)}` : `signal ${by}`));
      child.once('error', (error) => resolve(error.message)); // it could not be started at all
    });
    const { pid } = child;
    if (pid !== undefined) {
      running = { pid, command, ended: ended.then(() => undefined) };
      // Told in the turn of the exit event itself: whoever looks at run.json must not find a dead process there.
      child.prependOnceListener('exit', () => {
        running = undefined;
        watcher.changed(plan.name, undefined);
      });
      watcher.changed(plan.name, pid);
      if (deaths.length > 0) watcher.replaced(plan.name, pid);
      (plan.ready?.(gone.signal) ?? Promise.resolve()).then(onReady, () => undefined);
    }
    const how = await ended;
    gone.abort();
    if (pid !== undefined) signalGroup(pid, 'SIGKILL'); // what it had started, and the watchdog
    child.stdio[3]?.destroy();
    return { how, said: lastError(command.log, logStart), log: command.log };
  };

  const keep = async (onReady: () => void, onDeath: (death: Death) => void): Promise<void> => {
    while (!stopped()) {
      const started = performance.now();
      const death = await once(onReady);
      if (death === undefined || stopped()) return;
      const now = performance.now();
      if (now - started >= STABLE_MS) deaths = [];
      deaths.push(now);
      onDeath(death);
      const delay = restartDelay(deaths.length, death.how === KILLED);
      watcher.died(plan.name, death, delay);
      await pause(delay, stopping.signal);
    }
  };

  return {
    name: plan.name,
    get pid() {
      return running?.pid;
    },
    start() {
      return new Promise((resolve, reject) => {
        const onReady = (): void => {
          everReady = true;
          resolve();
        };
        const onDeath = (death: Death): void => {
          if (everReady || deaths.length < MOST_DEATHS) return;
          stopping.abort();
          reject(new KeepsDying(plan.name, death));
        };
        loop = keep(onReady, onDeath).then(
          () => reject(new Error(`${plan.name} was told to stop`)),
          (error: unknown) => reject(error instanceof Error ? error : new Error(String(error))),
        );
      });
    },
    async stop(hurry) {
      stopping.abort();
      const current = running;
      if (current !== undefined) {
        const kill = (): void => void signalGroup(current.pid, 'SIGKILL');
        const late = setTimeout(kill, current.command.graceMs);
        hurry.addEventListener('abort', kill, { once: true });
        if (hurry.aborted) kill();
        else send(current.pid, current.command.stopSignal);
        await current.ended;
        clearTimeout(late);
        hurry.removeEventListener('abort', kill);
      }
      await loop;
    },
  };
}

/** Waits, or stops waiting when told to stop. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms === 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
