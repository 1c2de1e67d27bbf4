/** A token bucket: `burst` at once, then `perSecond`. */
export interface Bucket {
  /** False: there is none left. */
  take(): boolean;
}

/** Starts full. `now` in milliseconds. */
export function createBucket(burst: number, perSecond: number, now: () => number): Bucket {
  let tokens = burst;
  let at = now();
  return {
    take() {
      const moment = now();
      tokens = Math.min(burst, tokens + ((moment - at) * perSecond) / 1_000);
      at = moment;
      if (tokens < 1) return false;
      tokens--;
      return true;
    },
  };
}
