/** A process that lived this long was sound: its death counts as a first one again. */
export const STABLE_MS = 5_000;

const LONGEST_MS = 5_000;
const LONGEST_KILLED_MS = 500;

/**
 * How long to wait before a process that has died `deaths` times in a row is started again, in milliseconds: the first
 * time not at all, then 250 ms, doubling up to 5 s, so that what cannot work does not eat the machine. One that was killed
 * from outside has shown no fault of its own: it waits half a second at most.
 */
export function restartDelay(deaths: number, killed = false): number {
  return deaths <= 1 ? 0 : Math.min(killed ? LONGEST_KILLED_MS : LONGEST_MS, 250 * 2 ** (deaths - 2));
}
