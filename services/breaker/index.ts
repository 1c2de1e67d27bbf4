import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../../domain/errors.js';

/** What work may have to wait for. */
export const DEPENDENCIES = ['postgres', 'blobs'] as const;
export type Dependency = (typeof DEPENDENCIES)[number];

/** First and longest time between two looks at a dependency that is away. */
const LOOK_MS = 500;
const LONGEST_LOOK_MS = 5_000;
/** One that is away again so soon has not been back: the looks do not begin anew. */
const RELAPSE_MS = 10_000;

/** The dependency whose absence a failure tells of; undefined: it tells of something else. */
export function missing(error: unknown): Dependency | undefined {
  if (!(error instanceof Failure)) return undefined;
  if (error.code === 'storage_full') return 'blobs';
  return error.code === 'unavailable'
    ? DEPENDENCIES.find((dependency) => dependency === error.extra['dependency'])
    : undefined;
}

export interface Breakers {
  /**
   * Resolves when the dependency answers again; rejects with the reason of `signal`. One for all who wait: nobody else
   * calls a dependency that is away but the one who looks.
   */
  outlast(dependency: Dependency, reason: string, signal: AbortSignal): Promise<void>;
  stop(): void;
}

/**
 * Circuit breakers: work that meets a dependency that is away waits until that is back, without being tried in vain.
 *
 *   closed ─work fails─▶ open ─a look fails─▶ open (looks ever later, to every 5 s)
 *      ▲                    └──a look succeeds─▶ closed: all who wait go on
 */
export function createBreakers(deps: {
  /** Looks at it; throws while it is away. */
  looks: Readonly<Record<Dependency, () => Promise<unknown>>>;
  /** Told at each look that fails, the first one included, and at the end. */
  opened: (dependency: Dependency, reason: string) => void;
  closed: (dependency: Dependency, seconds: number) => void;
}): Breakers {
  const open = new Map<Dependency, Promise<void>>();
  const last = new Map<Dependency, { closedAt: number; delay: number }>();
  const stopping = new AbortController();

  async function watch(dependency: Dependency, reason: string): Promise<void> {
    const since = performance.now();
    const before = last.get(dependency);
    let delay = before && since - before.closedAt < RELAPSE_MS ? Math.min(before.delay * 2, LONGEST_LOOK_MS) : LOOK_MS;
    let away = reason;
    for (let back = false; !back; delay = Math.min(delay * 2, LONGEST_LOOK_MS)) {
      deps.opened(dependency, away);
      await pause(delay * (0.75 + Math.random() / 2), undefined, { signal: stopping.signal });
      try {
        await deps.looks[dependency]();
        back = true;
      } catch (error) {
        away = error instanceof Error ? error.message : reason;
      }
    }
    const closedAt = performance.now();
    last.set(dependency, { closedAt, delay });
    open.delete(dependency);
    deps.closed(dependency, (closedAt - since) / 1_000);
  }

  return {
    async outlast(dependency, reason, signal) {
      let back = open.get(dependency);
      if (back === undefined) {
        open.set(dependency, (back = watch(dependency, reason)));
        back.catch(() => undefined); // stopped: whoever waits is told by its own signal
      }
      let leave: () => void = () => undefined;
      const left = new Promise<never>((_, reject) => {
        leave = () => reject(signal.reason as Error);
        signal.addEventListener('abort', leave);
        if (signal.aborted) leave();
      });
      try {
        await Promise.race([back, left]);
      } finally {
        signal.removeEventListener('abort', leave);
      }
    },
    stop: () => stopping.abort(),
  };
}
