/** How exact a time on the wheel is. */
const TICK_MS = 250;
/** One turn is 32 s, so that nearly everything is due within the first. */
const SLOTS = 128;

/** Times that need not be exact, for thousands of connections at the price of one timer. */
export interface Wheel {
  /** Calls `run` once after `ms`, a quarter of a second late at most; the answer cancels it. */
  after(ms: number, run: () => void): () => void;
  start(): void;
  stop(): void;
}

interface Entry {
  tick: number;
  run: () => void;
}

/**
 * A hashed timing wheel (Varghese, Lauck 1987): a slot for each of the next 128 ticks, and whoever is due at a tick stands
 * in its slot. Setting and cancelling cost the same however many there are. It counts ticks and not time, so that a
 * process which was held up does not take its own silence for its clients'.
 *
 * `run` must not throw.
 */
export function createWheel(): Wheel {
  const slots = Array.from({ length: SLOTS }, () => new Set<Entry>());
  let tick = 0;
  let timer: NodeJS.Timeout | undefined;

  function turn(): void {
    tick++;
    const slot = slots[tick % SLOTS];
    for (const entry of slot ?? []) {
      if (entry.tick > tick) continue; // of a later turn
      slot?.delete(entry);
      entry.run();
    }
  }

  return {
    after(ms, run) {
      const entry = { tick: tick + 1 + Math.ceil(ms / TICK_MS), run }; // the tick under way may be nearly over
      const slot = slots[entry.tick % SLOTS];
      slot?.add(entry);
      return () => slot?.delete(entry);
    },
    start: () => void (timer ??= setInterval(turn, TICK_MS)),
    stop() {
      clearInterval(timer);
      timer = undefined;
    },
  };
}
