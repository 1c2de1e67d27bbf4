import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** `docugenie-<what for>-<process id>-<random>` */
const SCRATCH = /^docugenie-[a-z]+-(\d+)-/;

/** Makes a folder of this process below the system's temporary folder; answers its path. Its owner removes it. */
export const makeScratch = (purpose: string): Promise<string> =>
  mkdtemp(join(tmpdir(), `docugenie-${purpose}-${process.pid}-`));

/**
 * Removes the folders of processes that are gone, as those that were killed leave theirs behind. What cannot be removed
 * (another user's) stays.
 */
export async function sweepScratch(): Promise<void> {
  const names = await readdir(tmpdir());
  const left = names.filter((name) => {
    const pid = Number(SCRATCH.exec(name)?.[1]);
    return pid > 0 && !isAlive(pid);
  });
  await Promise.all(left.map((name) => rm(join(tmpdir(), name), { recursive: true }).catch(() => undefined)));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
