import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Does `work` while nobody else does work under the same lock file. Others wait; `onWait` is told once whom for.
 * A lock whose holder is gone is put aside: setting up is written so that it can begin anew at any point.
 *
 * @template T
 * @param {string} path
 * @param {(pid: number) => void} onWait
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function locked(path, onWait, work) {
  mkdirSync(dirname(path), { recursive: true });
  const mine = `${process.pid} ${startOf(process.pid) ?? ''}`;
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, mine);
  try {
    for (let told = false; ;) {
      try {
        linkSync(fresh, path); // made with its content, or not at all
        break;
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      }
      const holder = read(path);
      if (holder !== undefined && !holds(holder)) {
        const aside = `${path}.${process.pid}.old`;
        try {
          renameSync(path, aside);
          if (read(aside) !== holder) linkSync(aside, path); // somebody was faster; theirs goes back
          rmSync(aside, { force: true });
        } catch {
          // somebody else put it aside
        }
        continue;
      }
      if (!told && holder !== undefined) onWait(Number.parseInt(holder, 10));
      told = true;
      await wait(200);
    }
  } finally {
    rmSync(fresh, { force: true });
  }
  try {
    return await work();
  } finally {
    if (read(path) === mine) rmSync(path, { force: true });
  }
}

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** @param {string} holder */
function holds(holder) {
  const [pid = '', started = ''] = holder.split(' ');
  const now = startOf(Number(pid));
  if (now !== undefined) return now === started;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * Start time of a process in ticks (proc(5), field 22), which tells it from a later one with its number; undefined
 * when there is none, or no /proc.
 * @param {number} pid
 */
function startOf(pid) {
  const stat = read(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}
