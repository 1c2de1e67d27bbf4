import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** How long a commit of an attempt that is taken for dead is held back: longer than the engine waits for a heartbeat. */
const LATE_MS = 7_500;

/**
 * Points at which a test lets this process die, or go on for too long: just before and just after each commit, and between
 * the end of an activity and its acknowledgement. Only where `DOCUGENIE_FAULTS` names a folder; each point is a file in it:
 *
 *   die-<point>        the process is killed with -9 there, once: the file goes first
 *   deaf-<activity>    holds a number: so many attempts send no heartbeat and commit late
 *   trace              every point that is passed is added to it
 */
export interface Faults {
  /** May not return. */
  pass(point: string): void;
  /** Whether this attempt is one that is to look dead. */
  isDeaf(activity: string, attempt: number): boolean;
  /** Holds back what an attempt that looks dead is about to commit. */
  late(): Promise<void>;
}

/** Names of files have no slashes. */
const fileOf = (point: string): string => point.replaceAll('/', '+');

/** Reads the folder at each point. */
export function createFaults(folder: string): Faults {
  return {
    pass(point) {
      const trace = join(folder, 'trace');
      if (existsSync(trace)) appendFileSync(trace, `${fileOf(point)}\n`);
      const fault = join(folder, `die-${fileOf(point)}`);
      if (!existsSync(fault)) return;
      rmSync(fault, { force: true });
      process.kill(process.pid, 'SIGKILL');
    },
    isDeaf(activity, attempt) {
      const fault = join(folder, `deaf-${activity}`);
      return existsSync(fault) && attempt <= Number(readFileSync(fault, 'utf8'));
    },
    late: () => pause(LATE_MS),
  };
}
