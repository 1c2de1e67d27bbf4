/** A process that lived this long was sound: its death counts as a first one again. */
export const STABLE_MS = 5_000;

const LONGEST_MS = 5_000;

/**
 * How long to wait before a process that has died `deaths` times in a row is started again, in milliseconds: the first
 * time not at all, then 250 ms, doubling up to 5 s, so that what cannot work does not eat the machine.
 */
export function restartDelay(deaths: number): number {
  return deaths <= 1 ? 0 : Math.min(LONGEST_MS, 250 * 2 ** (deaths - 2));
}
