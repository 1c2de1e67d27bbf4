export const FIRST_MS = 250;
export const LONGEST_MS = 30_000;

/**
 * How long to wait before attempt number `attempt` (0 is the first after a loss): full jitter, uniform between 0 and
 * the doubled bound, the bound from 0.25 s to 30 s, so that many browsers do not come back at the same moment
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/). `random` is uniform in [0, 1).
 */
export function backoff(attempt: number, random: () => number): number {
  const bound = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 16));
  return Math.round(bound * random());
}
