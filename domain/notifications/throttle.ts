import { HOUR } from './zoned-time.js';

/**
 * The first instant, not before `now`, at which one more message leaves no more than `rate` of them in any hour.
 *
 * `sentAt`, the earliest first, has the messages that were sent and those that are to be: were the latter left out, all
 * that is put off would come at the same moment.
 */
export function freeFrom(sentAt: readonly number[], rate: number, now: number): number {
  let at = now;
  for (const [index, first] of sentAt.entries()) {
    const last = sentAt[index + rate - 1]; // so many in a row, and this one, must not fit into an hour
    if (last !== undefined && Math.max(last, at) - Math.min(first, at) < HOUR) at = first + HOUR;
  }
  return at;
}
