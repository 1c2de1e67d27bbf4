import { rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fail } from '../../domain/errors.js';
import { makeScratch } from '../scratch/index.js';

/** An unused copy is kept this long, and of unused ones this many: the page ranges of a long document follow each other. */
const KEEP_MS = 60_000;
const IDLE_COPIES = 8;

interface Copy {
  path: Promise<string>;
  users: number;
  /** Runs while nobody uses it. */
  idle: NodeJS.Timeout | undefined;
}

export interface Copies {
  /** `keepMs`: how long it stays when nobody uses it; default 60 s. */
  open(key: string, keepMs?: number): Promise<{ path: string; release: () => Promise<void> }>;
}

/**
 * Copies of blobs on this machine's disk, for readers that need a file. What is under a key never changes, so whoever
 * asks for the same key shares one copy:
 *
 *   none ─open─▶ downloading ─▶ used by n ─last release─▶ idle ─60 s, or 8 others idle─▶ removed
 *                   └─fails─▶ none          ◀────open─────┘
 *
 * Throws what `download` throws, and `storage_full`.
 */
export function createCopies(download: (key: string, path: string) => Promise<void>): Copies {
  const copies = new Map<string, Copy>();
  const folders = new Set<string>();
  const clear = (): void => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true }));

  const fetch = async (key: string): Promise<string> => {
    const folder = await makeScratch('blob');
    if (folders.size === 0) process.once('exit', clear);
    folders.add(folder);
    try {
      const path = join(folder, 'blob');
      await download(key, path);
      return path;
    } catch (error) {
      copies.delete(key);
      await removeFolder(folder);
      if (error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT'))
        fail('storage_full', 'There is no space for a copy of the document.', {}, { cause: error });
      throw error;
    }
  };

  const removeFolder = async (folder: string): Promise<void> => {
    await rm(folder, { recursive: true, force: true }).then(
      () => {
        folders.delete(folder);
        if (folders.size === 0) process.off('exit', clear);
      },
      () => undefined, // tried again when the process ends
    );
  };

  const forget = async (key: string, copy: Copy): Promise<void> => {
    clearTimeout(copy.idle);
    copies.delete(key);
    await removeFolder(dirname(await copy.path));
  };

  const release = async (key: string, copy: Copy, keepMs: number): Promise<void> => {
    copy.users--;
    if (copy.users > 0) return;
    if (keepMs === 0) return forget(key, copy);
    copies.delete(key);
    copies.set(key, copy); // the longest idle one stands first
    copy.idle = setTimeout(() => void forget(key, copy), keepMs).unref();
    const idle = [...copies].filter(([, each]) => each.users === 0);
    await Promise.all(idle.slice(0, -IDLE_COPIES).map(([name, each]) => forget(name, each)));
  };

  return {
    async open(key, keepMs = KEEP_MS) {
      let copy = copies.get(key);
      if (copy === undefined) copies.set(key, (copy = { path: fetch(key), users: 0, idle: undefined }));
      const own = copy;
      clearTimeout(own.idle);
      own.users++;
      let open = true;
      const path = await own.path;
      return {
        path,
        async release() {
          if (!open) return;
          open = false;
          await release(key, own, keepMs);
        },
      };
    },
  };
}
