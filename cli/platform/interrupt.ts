/**
 * What a person means by the signals that arrive.
 *
 * One Ctrl-C under npm arrives twice: the terminal signals the whole foreground group, and npm passes its own on. What
 * comes within half a second of the one before is therefore the same request; a later one means "now".
 */
export const SAME_REQUEST_MS = 500;

export interface Interrupts {
  /** Aborted by the first request: stop in order. */
  readonly stop: AbortSignal;
  /** Aborted by the second: stop at once. */
  readonly hurry: AbortSignal;
  /** A signal arrived at `now` (milliseconds of any steady clock). */
  arrived(now: number): void;
}

/** Tells the first request from a second one, by the times of the signals that are given to `arrived`. */
export function createInterrupts(): Interrupts {
  const stop = new AbortController();
  const hurry = new AbortController();
  let last = Number.NEGATIVE_INFINITY;
  return {
    stop: stop.signal,
    hurry: hurry.signal,
    arrived(now) {
      const same = now - last < SAME_REQUEST_MS;
      last = now;
      if (!stop.signal.aborted) stop.abort();
      else if (!same) hurry.abort();
    },
  };
}

/** Listens for the signals that ask a foreground program to end. Answers how to stop listening. */
export function onInterrupt(interrupts: Interrupts): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const arrived = (): void => interrupts.arrived(performance.now());
  for (const name of signals) process.on(name, arrived);
  return () => {
    for (const name of signals) process.off(name, arrived);
  };
}
