/** Time under a test's control: timers fire only when it moves on, in order. */
export interface Timeline {
  now(): number;
  after(ms: number, run: () => void): () => void;
  /** Lets pending promises run, then moves on, firing what is due on the way. */
  pass(ms: number): Promise<void>;
}

interface Timer {
  at: number;
  order: number;
  run: () => void;
}

export function createTimeline(start = 1_000_000): Timeline {
  let now = start;
  let order = 0;
  let timers: Timer[] = [];
  const due = (until: number): Timer | undefined =>
    timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at || a.order - b.order)[0];
  return {
    now: () => now,
    after(ms, run) {
      order += 1;
      const timer = { at: now + Math.max(0, ms), order, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    async pass(ms) {
      const until = now + ms;
      await settle();
      for (let next = due(until); next; next = due(until)) {
        const timer = next;
        timers = timers.filter((other) => other !== timer);
        now = timer.at;
        timer.run();
        await settle();
      }
      now = until;
    },
  };
}

/** All promises that can go on now have gone on: one turn of the event loop. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
