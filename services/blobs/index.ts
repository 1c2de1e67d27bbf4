import { fileURLToPath } from 'node:url';
import type { Blobs } from './blobs.js';
import { createFileBlobs } from './file.js';
import { createS3Blobs } from './s3.js';

export type { Blobs, Received } from './blobs.js';

/** The store that `file:///folder` or `s3://bucket/prefix` names. */
export function createBlobs(url: string): Blobs {
  const { protocol, hostname, pathname } = new URL(url);
  if (protocol === 'file:') return createFileBlobs(fileURLToPath(url));
  const prefix = pathname.replace(/^\/+|\/+$/g, '');
  return createS3Blobs(hostname, prefix === '' ? '' : `${prefix}/`);
}
