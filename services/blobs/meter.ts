import { createHash } from 'node:crypto';
import { HEAD_BYTES, type Received } from './blobs.js';

export interface Meter {
  add(chunk: Uint8Array): void;
  /** What was added; to be asked for once, at the end. */
  result(): Omit<Received, 'handle'>;
}

/** Tells size, digest and first bytes of what passes by. */
export function createMeter(): Meter {
  const hash = createHash('sha256');
  const head: Uint8Array[] = [];
  let bytes = 0;
  return {
    add(chunk) {
      hash.update(chunk);
      if (bytes < HEAD_BYTES) head.push(chunk.subarray(0, HEAD_BYTES - bytes));
      bytes += chunk.length;
    },
    result: () => ({ sha256: hash.digest('hex'), bytes, head: Buffer.concat(head) }),
  };
}
