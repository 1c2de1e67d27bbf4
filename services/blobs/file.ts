import { randomUUID } from 'node:crypto';
import { createReadStream, type Dir } from 'node:fs';
import { access, mkdir, open, opendir, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { Readable } from 'node:stream';
import { fail, Failure } from '../../domain/errors.js';
import { assertKey, type Blobs, type Received } from './blobs.js';
import { createMeter } from './meter.js';

/**
 * Blobs in a folder. A blob is written beside its place, synced, and renamed into it, and then its folder is synced:
 * after `promote` or `put` has answered it survives a power cut, and a reader never sees half of one.
 * Originals are files named `original` in the folder of their key, because runs keep theirs in folders beside it.
 */
export function createFileBlobs(root: string): Blobs {
  const incoming = join(root, 'incoming');

  function pathOf(key: string): string {
    assertKey(key);
    return /^[\w-]+\/[0-9a-f]{64}$/.test(key) ? join(root, key, 'original') : join(root, key);
  }

  async function writeSynced(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
    const file = await openForWriting(path);
    try {
      await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  async function openForWriting(path: string): Promise<FileHandle> {
    try {
      return await open(path, 'wx', 0o600);
    } catch (error) {
      if (!isCode(error, 'ENOENT')) throw error;
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      return open(path, 'wx', 0o600);
    }
  }

  /** Renames into place and makes the new name durable, with the names of the folders made for it. */
  async function place(from: string, to: string): Promise<void> {
    try {
      await rename(from, to);
      await syncFolder(dirname(to));
    } catch (error) {
      if (!isCode(error, 'ENOENT')) throw error;
      const made = await mkdir(dirname(to), { recursive: true, mode: 0o700 });
      await rename(from, to);
      for (let folder = dirname(to); folder.length >= root.length; folder = dirname(folder)) {
        await syncFolder(folder);
        if (made === undefined || folder.length < made.length) break;
      }
    }
  }

  async function guarded<T>(temporary: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      await rm(temporary, { force: true });
      if (isCode(error, 'ENOSPC') || isCode(error, 'EDQUOT'))
        fail('storage_full', undefined, undefined, { cause: error });
      throw failureOf(error);
    }
  }

  const blobs: Blobs = {
    async receive(source: Readable): Promise<Received> {
      const handle = join(incoming, randomUUID());
      const meter = createMeter();
      source.on('error', () => undefined); // it may fail before it is read; then reading it throws
      return guarded(handle, async () => {
        await writeSynced(handle, async (file) => {
          // A stream of bytes; the types of Node leave open what one gives.
          for await (const chunk of source as AsyncIterable<Buffer>) {
            meter.add(chunk);
            for (let written = 0; written < chunk.length;) written += (await file.write(chunk, written)).bytesWritten;
          }
        });
        return { ...meter.result(), handle };
      });
    },
    localReceived: ({ handle }) => Promise.resolve({ path: handle, release: () => Promise.resolve() }),
    async promote(received, key) {
      await place(received.handle, pathOf(key));
    },
    async discard(received) {
      await rm(received.handle, { force: true });
    },
    async put(key, content) {
      const temporary = join(incoming, randomUUID());
      await guarded(temporary, async () => {
        await writeSynced(temporary, (file) => file.writeFile(content));
        await place(temporary, pathOf(key));
      });
    },
    async get(key) {
      try {
        return await readFile(pathOf(key));
      } catch (error) {
        return missing(error, key);
      }
    },
    async stream(key, range) {
      const file = await open(pathOf(key), 'r').catch((error: unknown) => missing(error, key));
      return createReadStream('', { fd: file, ...range });
    },
    exists: (key) =>
      access(pathOf(key)).then(
        () => true,
        () => false,
      ),
    async local(key) {
      const path = pathOf(key);
      await access(path).catch((error: unknown) => missing(error, key));
      return { path, release: () => Promise.resolve() };
    },
    async remove(key) {
      await rm(pathOf(key), { force: true });
    },
    async removeAll(prefix) {
      assertKey(prefix);
      if (!prefix.endsWith('/')) throw new Error('a prefix ends in a slash');
      await rm(join(root, prefix), { recursive: true, force: true });
    },
    async *list() {
      for await (const { path, modified } of walk(root)) {
        const key = relative(root, path).replace(/\/original$/, '');
        if (!key.startsWith('incoming/')) yield { key, at: modified };
      }
    },
    async sweepReceived(before) {
      let removed = 0;
      for await (const { path, modified } of walk(incoming)) {
        if (modified >= before) continue;
        await rm(path, { force: true });
        removed++;
      }
      return removed;
    },
    async check() {
      const probe = join(incoming, `probe-${randomUUID()}`);
      await guarded(probe, async () => {
        await writeSynced(probe, (file) => file.writeFile('ok'));
        await rm(probe);
      });
    },
  };
  return blobs;
}

/** Every file below a folder; what goes away meanwhile is left out. */
async function* walk(folder: string): AsyncGenerator<{ path: string; modified: Date }> {
  let entries: Dir;
  try {
    entries = await opendir(folder);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return;
    throw error;
  }
  for await (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else {
      const found = await stat(path).catch(() => undefined);
      if (found) yield { path, modified: found.mtime };
    }
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function missing(error: unknown, key: string): never {
  if (isCode(error, 'ENOENT')) return fail('not_found', `There are no bytes under ${key}.`);
  throw failureOf(error);
}

/** The disk or the share behind the folder is gone, failing or not ours to use now: a person can mend it while documents wait. */
const AWAY = ['EIO', 'EROFS', 'ESTALE', 'ENOTCONN', 'EHOSTDOWN', 'EACCES', 'EPERM'];

const failureOf = (error: unknown): unknown =>
  AWAY.some((code) => isCode(error, code))
    ? new Failure(
        'unavailable',
        'The folder of stored files cannot be used.',
        { dependency: 'blobs' },
        { cause: error },
      )
    : error;

const isCode = (error: unknown, code: string) => error instanceof Error && 'code' in error && error.code === code;
