/** Work that is done in passes, one at a time. */
export interface Passes {
  /** Begins with a pass, and makes one from time to time. */
  start(): void;
  /** There may be something to do; returns at once. While a pass runs, one more follows it. */
  kick(): void;
  /** Waits for the pass that runs. */
  stop(): Promise<void>;
}

/**
 * Makes passes: at the start, on `kick`, and every `everyMs` for what no kick told of.
 *
 * @param options.pass must not reject
 * @param options.pauseMs what follows a pass waits so long, so that much is done in fewer passes
 */
export function createPasses({
  pass,
  everyMs,
  pauseMs = 0,
}: {
  pass: () => Promise<void>;
  everyMs: number;
  pauseMs?: number;
}): Passes {
  let timer: NodeJS.Timeout | undefined;
  let soon: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = false;

  function kick(): void {
    if (stopped) return;
    if (running) {
      again = true;
      return;
    }
    running = pass().finally(() => {
      running = undefined;
      if (!again || stopped) return;
      again = false;
      if (pauseMs === 0) kick();
      else soon = setTimeout(kick, pauseMs);
    });
  }

  return {
    start() {
      timer = setInterval(kick, everyMs);
      kick();
    },
    kick,
    async stop() {
      stopped = true;
      clearInterval(timer);
      clearTimeout(soon);
      await running;
    },
  };
}
