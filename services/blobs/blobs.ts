import type { Readable } from 'node:stream';

/**
 * Bytes by key. Keys are `<tenant>/<sha256>` for originals and `<tenant>/<sha256>/<run>/…` for what a run made of them;
 * both are written once with the same bytes, so writing again is harmless.
 *
 * A store that does not answer is `unavailable`, and nothing waits for it without end.
 */
export interface Blobs {
  /**
   * Streams bytes to a temporary place and hashes them on the way. Nothing can be read until `promote`.
   * Throws `storage_full` when there is no space; what was written is then removed.
   */
  receive(source: Readable): Promise<Received>;
  /** Received bytes as a file that can be opened, before they are promoted; `release` as with `local`. */
  localReceived(received: Received): Promise<{ path: string; release: () => Promise<void> }>;
  /** Makes received bytes durable under a key; harmless when the key exists. */
  promote(received: Received, key: string): Promise<void>;
  /** Removes received bytes; harmless when they were promoted or discarded before. */
  discard(received: Received): Promise<void>;
  put(key: string, bytes: Uint8Array | string): Promise<void>;
  /** Throws `not_found`. */
  get(key: string): Promise<Buffer>;
  /** `range` counts bytes from 0, inclusive. Throws `not_found`. */
  stream(key: string, range?: { start: number; end: number }): Promise<Readable>;
  exists(key: string): Promise<boolean>;
  /** A path that can be opened, for readers that need a file, until `release`: it may be a copy. Throws `not_found`. */
  local(key: string): Promise<{ path: string; release: () => Promise<void> }>;
  /** Removes one key; harmless when it is gone. */
  remove(key: string): Promise<void>;
  /** Removes every key that begins with `prefix`, which ends in a slash. */
  removeAll(prefix: string): Promise<void>;
  /** Every key, and when it was written, in no order; received bytes are none. */
  list(): AsyncIterable<{ key: string; at: Date }>;
  /** Removes received bytes older than `before` that nobody promoted or discarded. Answers how many. */
  sweepReceived(before: Date): Promise<number>;
  /** Writes and removes a small blob; throws when that fails. */
  check(): Promise<void>;
}

export interface Received {
  readonly sha256: string;
  readonly bytes: number;
  /** The first 64 KiB, to decide the type by. */
  readonly head: Uint8Array;
  /** Where the bytes wait; only the store that made it can read it. */
  readonly handle: string;
}

export const HEAD_BYTES = 65_536;

/** Keys are made of safe parts only: no part can climb out of the store. */
export function assertKey(key: string): void {
  if (!/^[\w-]+(\/[\w.-]+)*\/?$/.test(key) || key.split('/').some((part) => /^\.+$/.test(part))) {
    throw new Error(`not a blob key: ${JSON.stringify(key.slice(0, 100))}`);
  }
}
