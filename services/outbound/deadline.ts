export interface Deadline {
  signal: AbortSignal;
  /** Must be called when the work is over: lets go of the timer and of the signal above. */
  end(): void;
}

/**
 * A signal that fires after `ms`, for the reason that `late` gives, or together with `above`, for the reason of that one.
 * Not AbortSignal.any: of a signal that lives as long as the process it keeps every descendant (nodejs/node#55351).
 */
export function createDeadline(ms: number, late: () => Error, above?: AbortSignal): Deadline {
  const own = new AbortController();
  const timer = setTimeout(() => own.abort(late()), ms);
  const leave = (): void => own.abort(above?.reason);
  above?.addEventListener('abort', leave);
  if (above?.aborted) leave();
  return {
    signal: own.signal,
    end() {
      clearTimeout(timer);
      above?.removeEventListener('abort', leave);
    },
  };
}
