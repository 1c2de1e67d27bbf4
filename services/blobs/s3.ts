import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  UploadPartCopyCommand,
  CreateMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  AbortMultipartUploadCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { fail } from '../../domain/errors.js';
import { assertKey, HEAD_BYTES, type Blobs, type Received } from './blobs.js';

/** Parts of a multipart upload; with two in flight an upload of any size holds 16 MiB. */
const PART_BYTES = 8 * 1024 * 1024;
const PARTS_AT_ONCE = 2;
/** CopyObject takes at most 5 GiB; larger objects are copied by parts. */
const COPY_BYTES = 4 * 1024 * 1024 * 1024;
const CONNECT_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 60_000;

/**
 * Blobs in a bucket. Received bytes wait under `incoming/` and are copied to their key inside the store when promoted, so
 * they travel once. Region, credentials and endpoint come from the `AWS_*` names that the SDK reads by itself.
 */
export function createS3Blobs(bucket: string, prefix: string): Blobs {
  const client = new S3Client({
    forcePathStyle: true, // works with every S3-compatible store
    maxAttempts: 4,
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS },
  });
  const at = (key: string) => {
    assertKey(key);
    return prefix + key;
  };

  async function get(Key: string, range?: { start: number; end: number }): Promise<Readable> {
    try {
      const Range = range && `bytes=${range.start}-${range.end}`;
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key, ...(Range ? { Range } : {}) }));
      if (Body instanceof Readable) return Body;
      throw new Error('S3 answered without a body');
    } catch (error) {
      if (isMissing(error)) fail('not_found', `There are no bytes under ${Key}.`);
      throw error;
    }
  }

  async function download(key: string): Promise<{ path: string; release: () => Promise<void> }> {
    const folder = await mkdtemp(join(tmpdir(), 'docugenie-blob-'));
    const release = () => rm(folder, { recursive: true, force: true });
    try {
      const path = join(folder, 'blob');
      await pipeline(await get(key), createWriteStream(path));
      return { path, release };
    } catch (error) {
      await release();
      throw error;
    }
  }

  async function remove(Key: string): Promise<void> {
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
  }

  async function copyByParts(source: string, Key: string, bytes: number): Promise<void> {
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key }));
    const Parts: { ETag: string | undefined; PartNumber: number }[] = [];
    try {
      for (let start = 0; start < bytes; start += COPY_BYTES) {
        const PartNumber = Parts.length + 1;
        const CopySourceRange = `bytes=${start}-${Math.min(start + COPY_BYTES, bytes) - 1}`;
        const { CopyPartResult } = await client.send(
          new UploadPartCopyCommand({ Bucket: bucket, Key, UploadId, PartNumber, CopySource: source, CopySourceRange }),
        );
        Parts.push({ ETag: CopyPartResult?.ETag, PartNumber });
      }
      await client.send(
        new CompleteMultipartUploadCommand({ Bucket: bucket, Key, UploadId, MultipartUpload: { Parts } }),
      );
    } catch (error) {
      await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId })).catch(() => undefined);
      throw error;
    }
  }

  const exists = async (key: string): Promise<boolean> => {
    try {
      await client.send(new HeadObjectCommand({ Bucket: bucket, Key: at(key) }));
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  };

  return {
    exists,
    async receive(source: Readable): Promise<Received> {
      const handle = `${prefix}incoming/${randomUUID()}`;
      const hash = createHash('sha256');
      const head: Uint8Array[] = [];
      let bytes = 0;
      const counted = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          hash.update(chunk);
          if (bytes < HEAD_BYTES) head.push(chunk.subarray(0, HEAD_BYTES - bytes));
          bytes += chunk.length;
          done(null, chunk);
        },
      });
      const upload = new Upload({
        client,
        params: { Bucket: bucket, Key: handle, Body: counted },
        partSize: PART_BYTES,
        queueSize: PARTS_AT_ONCE,
        leavePartsOnError: false,
      });
      const sent = upload.done();
      try {
        await Promise.all([pipeline(source, counted), sent]);
      } catch (error) {
        counted.destroy();
        await upload.abort().catch(() => undefined);
        await sent.catch(() => undefined);
        throw error;
      }
      return { sha256: hash.digest('hex'), bytes, head: Buffer.concat(head), handle };
    },
    async promote({ handle, bytes }, key) {
      const source = `${bucket}/${encodeURIComponent(handle).replaceAll('%2F', '/')}`;
      if (bytes > COPY_BYTES) await copyByParts(source, at(key), bytes);
      else await client.send(new CopyObjectCommand({ Bucket: bucket, Key: at(key), CopySource: source }));
      await remove(handle);
    },
    discard: ({ handle }) => remove(handle),
    async put(key, content) {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: at(key), Body: content }));
    },
    async get(key) {
      const parts: Buffer[] = [];
      for await (const part of (await get(at(key))) as AsyncIterable<Buffer>) parts.push(part);
      return Buffer.concat(parts);
    },
    stream: (key, range) => get(at(key), range),
    local: (key) => download(at(key)),
    localReceived: ({ handle }) => download(handle),
    remove: (key) => remove(at(key)),
    async removeAll(path) {
      if (!path.endsWith('/')) throw new Error('a prefix ends in a slash');
      for (;;) {
        const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: at(path) }));
        if (Contents.length === 0) return;
        await client.send(
          new DeleteObjectsCommand({
            Bucket: bucket,
            Delete: { Objects: Contents.map(({ Key }) => ({ Key })), Quiet: true },
          }),
        );
      }
    },
    async check() {
      const key = `incoming/probe-${randomUUID()}`;
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: prefix + key, Body: 'ok' }));
      await remove(prefix + key);
    },
  };
}

const isMissing = (error: unknown) =>
  error instanceof S3ServiceException &&
  (error.name === 'NoSuchKey' || error.name === 'NotFound' || error.$metadata.httpStatusCode === 404);
