import { fileURLToPath } from 'node:url';
import type { Blobs } from './blobs.js';
import { createFileBlobs } from './file.js';

export type { Blobs, Received } from './blobs.js';

/** The store that `file:///folder` or `s3://bucket/prefix` names. The S3 client takes 0.3 s to load: only where it is used. */
export async function createBlobs(url: string): Promise<Blobs> {
  const { protocol, hostname, pathname } = new URL(url);
  if (protocol === 'file:') return createFileBlobs(fileURLToPath(url));
  const { createS3Blobs } = await import('./s3.js');
  const prefix = pathname.replace(/^\/+|\/+$/g, '');
  return createS3Blobs({ bucket: hostname, prefix: prefix === '' ? '' : `${prefix}/` });
}
