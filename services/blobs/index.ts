import { fileURLToPath } from 'node:url';
import type { Blobs } from './blobs.js';
import { createFileBlobs } from './file.js';

export { HEAD_BYTES, type Blobs, type Received } from './blobs.js';

/** The store that a `file:///…` address names. */
export function createBlobs(url: string): Blobs {
  return createFileBlobs(fileURLToPath(url));
}
