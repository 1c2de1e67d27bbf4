import type { Gathering } from './decision.js';
import type { Quiet } from './effective.js';
import type { DigestRule } from './preferences.js';
import { quietUntil } from './quiet-hours.js';
import { DAY, instantOf, MINUTE, sinceMidnight, wallAt } from './zoned-time.js';

export interface Release {
  /** When it would be released if there were no quiet hours. */
  ready: number;
  at: number;
}

/**
 * When a digest is to be released, not before `from`: when it is due, or at once when it is full, and then after quiet
 * hours.
 */
export function releaseOf(rule: DigestRule, { since, items }: Gathering, quiet: Quiet, from: number): Release {
  const ready = items >= rule.max_items ? from : Math.max(from, dueAt(rule, since, quiet.timeZone));
  return { ready, at: pastQuiet(rule, since, quiet, ready) };
}

/**
 * The first instant, `instant` or later, at which quiet hours let a digest go that is ready. The time of the day that
 * somebody chose is not put off by them; what is full before it is, but not beyond it.
 */
export function pastQuiet(rule: DigestRule, since: number, { windows, timeZone }: Quiet, instant: number): number {
  const end = quietUntil(windows, timeZone, instant) ?? instant;
  return rule.every === 'window' ? end : Math.min(end, Math.max(instant, dueAt(rule, since, timeZone)));
}

/** When a digest is due that began to gather at `since`: always later than that. */
export function dueAt(rule: DigestRule, since: number, timeZone: string): number {
  if (rule.every === 'window') return since + rule.minutes * MINUTE;
  let midnight = Math.floor(wallAt(timeZone, since) / DAY) * DAY;
  for (;;) {
    const due = instantOf(timeZone, midnight + sinceMidnight(rule.at));
    if (due > since) return due;
    midnight += DAY;
  }
}
