/**
 * What the operating system knows about processes. Linux: /proc. Elsewhere (macOS): `ps`, which knows less; what
 * only /proc can tell (environment, working folder) is then answered with "none".
 *
 * A pid alone names nobody, because it is given out again. A process is identified by its pid and its start time.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface ProcessIdentity {
  pid: number;
  /** When it started, in the words of the operating system, with the boot it belongs to. */
  started: string;
}

const hasProc = existsSync('/proc/self/stat');

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Start time of a live process; undefined when there is none (or only its zombie). */
function startOf(pid: number): string | undefined {
  if (!hasProc) {
    try {
      const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
      return line === '' || line.startsWith('Z') ? undefined : line.replace(/^\S+\s+/, '');
    } catch {
      return undefined;
    }
  }
  // proc(5): the name stands in parentheses and may itself hold spaces and parentheses; the state is field 3 and
  // the start time, in clock ticks since boot, field 22.
  const stat = read(`/proc/${String(pid)}/stat`);
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  const ticks = fields[19];
  if (state === 'Z' || state === 'X' || ticks === undefined) return undefined;
  return `${(read('/proc/sys/kernel/random/boot_id') ?? '').trim()}:${ticks}`;
}

/** The identity of a live process, or undefined. */
export function identify(pid: number): ProcessIdentity | undefined {
  const started = startOf(pid);
  return started === undefined ? undefined : { pid, started };
}

/** Whether exactly this process (not a later one with its pid) is still alive. */
export function isAlive(process: ProcessIdentity): boolean {
  return startOf(process.pid) === process.started;
}

function pids(): number[] {
  if (!hasProc) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid);
}

/**
 * Live processes whose environment, as it was when they started, holds all of these `NAME=value` entries. A value left
 * out (`NAME`) stands for any. Processes of other users that we may not look into are left out.
 */
export function processesWithEnvironment(...entries: string[]): ProcessIdentity[] {
  return pids().flatMap((pid) => {
    const environment = read(`/proc/${String(pid)}/environ`)?.split('\0');
    if (environment === undefined) return [];
    const all = entries.every((entry) =>
      environment.some((have) => (entry.includes('=') ? have === entry : have.startsWith(`${entry}=`))),
    );
    return all ? (identify(pid) ?? []) : [];
  });
}

/** Live processes that work in this folder. PostgreSQL's do in their data directory, whatever their titles say. */
export function processesInFolder(folder: string): ProcessIdentity[] {
  return pids().flatMap((pid) => {
    try {
      return readlinkSync(`/proc/${String(pid)}/cwd`) === folder ? (identify(pid) ?? []) : [];
    } catch {
      return [];
    }
  });
}

/** Sends a signal; true when it reached somebody. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}

/** Sends a signal to every member of the process group that `leader` leads (or led: members may outlive it). */
export function signalGroup(leader: number, name: NodeJS.Signals): boolean {
  return leader > 1 && signal(-leader, name);
}
