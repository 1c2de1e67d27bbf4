import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { fail } from '../../domain/errors.js';
import { assertKey, type Blobs } from './blobs.js';
import { createCopies } from './copies.js';
import { createMeter } from './meter.js';
import { failureOf, isMissing } from './s3-failure.js';

export interface S3Options {
  bucket: string;
  /** Begins every key; empty, or ends in a slash. */
  prefix: string;
  /** Time for an answer to begin; a body may pause four times as long, for who reads it may be slow. Default 30 s. */
  timeoutMs?: number;
  /** Larger objects are promoted by parts of this size; S3 copies at most 5 GiB at once. Default 512 MiB. */
  copyBytes?: number;
}

/** Parts of a multipart upload: with 10,000 of them at most, an upload may have 78 GiB. Two are under way at once. */
const PART_BYTES = 8 * 1024 * 1024;
const PARTS_AT_ONCE = 2;
/** Of the whole object, whatever parts it came in; the SDK checks it when it is read. */
const ChecksumAlgorithm = 'CRC32';
const COPY_BYTES = 512 * 1024 * 1024;
const ATTEMPTS = 3;
const CONNECT_TIMEOUT_MS = 5_000;
const TIMEOUT_MS = 30_000;
const PAUSES = 4;
/** Beyond the SDK's default of 50: each upload and each download holds connections for as long as its client is slow. */
const CONNECTIONS = 256;
/** Whoever asks whether the store is there wants to know now. */
const CHECK_MS = 5_000;

/**
 * Blobs in a bucket. Received bytes wait under `incoming/` and are copied to their key inside the store when promoted, so
 * they travel once. Region, credentials and endpoint come from the `AWS_*` names that the SDK reads by itself.
 *
 * A call that fails is tried 3 times; then it throws as `failureOf` says. What a killed process leaves under `incoming/`,
 * parts included, is for a lifecycle rule of the bucket to remove (README.md).
 */
export async function createS3Blobs({ bucket: Bucket, prefix, ...options }: S3Options): Promise<Blobs> {
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  const copyBytes = options.copyBytes ?? COPY_BYTES;
  const client = new S3Client({
    forcePathStyle: true, // works with every S3-compatible store
    maxAttempts: ATTEMPTS,
    requestHandler: {
      connectionTimeout: Math.min(CONNECT_TIMEOUT_MS, timeoutMs),
      requestTimeout: timeoutMs,
      throwOnRequestTimeout: true, // else it only writes a warning
      socketTimeout: PAUSES * timeoutMs,
      httpAgent: { maxSockets: CONNECTIONS },
      httpsAgent: { maxSockets: CONNECTIONS },
    },
  });
  await client.config.region().catch((cause: unknown) => {
    throw new Error(`BLOBS_URL names the bucket ${Bucket}: AWS_REGION must be set, too`, { cause });
  });
  /** Handles of received bytes that are still there: what was promoted need not be discarded. */
  const waiting = new Set<string>();
  const copies = createCopies(async (Key, path) => pipeline(await read(Key), createWriteStream(path)));

  const at = (key: string) => {
    assertKey(key);
    return prefix + key;
  };

  async function guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw failureOf(error);
    }
  }

  async function read(Key: string, range?: { start: number; end: number }): Promise<Readable> {
    try {
      const Range = range && `bytes=${range.start}-${range.end}`;
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, ...(Range ? { Range } : {}) }));
      if (Body instanceof Readable) return Readable.from(chunksOf(Body), { objectMode: false });
      throw new Error('S3 answered without a body');
    } catch (error) {
      if (isMissing(error)) fail('not_found', `There are no bytes under ${Key}.`);
      throw failureOf(error);
    }
  }

  /** Every object below a path, by its key without the prefix. */
  async function* entries(below: string): AsyncGenerator<{ key: string; at: Date }> {
    for (let ContinuationToken: string | undefined; ;) {
      const page = await guarded(() =>
        client.send(new ListObjectsV2Command({ Bucket, Prefix: prefix + below, ContinuationToken })),
      );
      for (const { Key = '', LastModified } of page.Contents ?? [])
        yield { key: Key.slice(prefix.length), at: LastModified ?? new Date() };
      ContinuationToken = page.NextContinuationToken;
      if (ContinuationToken === undefined) return;
    }
  }

  async function remove(Key: string): Promise<void> {
    await guarded(() => client.send(new DeleteObjectCommand({ Bucket, Key })));
  }

  /** What cannot be removed now is left to the lifecycle rule: nothing depends on it. */
  async function discard(handle: string): Promise<void> {
    if (waiting.delete(handle)) await remove(handle).catch(() => undefined);
  }

  async function copyByParts(source: string, Key: string, bytes: number): Promise<void> {
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const Parts: { ETag: string | undefined; PartNumber: number }[] = [];
    try {
      for (let start = 0; start < bytes; start += copyBytes) {
        const PartNumber = Parts.length + 1;
        const CopySourceRange = `bytes=${start}-${Math.min(start + copyBytes, bytes) - 1}`;
        const { CopyPartResult } = await client.send(
          new UploadPartCopyCommand({ Bucket, Key, UploadId, PartNumber, CopySource: source, CopySourceRange }),
        );
        Parts.push({ ETag: CopyPartResult?.ETag, PartNumber });
      }
      await client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
    } catch (error) {
      // What cannot be taken back now is left to the lifecycle rule; the first error is what the caller hears.
      await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })).catch(() => undefined);
      throw error;
    }
  }

  return {
    async receive(source) {
      const handle = `${prefix}incoming/${randomUUID()}`;
      const meter = createMeter();
      const through = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          meter.add(chunk);
          done(null, chunk);
        },
      });
      const upload = new Upload({
        client,
        params: { Bucket, Key: handle, Body: through },
        partSize: PART_BYTES,
        queueSize: PARTS_AT_ONCE,
      });
      // A source that fails makes the upload fail, with the same error. Not `upload.abort()`: that answers before the
      // parts that were sent are gone.
      pipeline(source, through).catch(() => undefined);
      await guarded(() => upload.done());
      waiting.add(handle);
      return { ...meter.result(), handle };
    },
    localReceived: ({ handle }) => copies.open(handle, 0),
    async promote({ handle, bytes }, key) {
      const source = `${Bucket}/${encodeURIComponent(handle).replaceAll('%2F', '/')}`;
      await guarded(async () => {
        if (bytes > copyBytes) await copyByParts(source, at(key), bytes);
        else await client.send(new CopyObjectCommand({ Bucket, Key: at(key), CopySource: source, ChecksumAlgorithm }));
      });
      await discard(handle);
    },
    discard: ({ handle }) => discard(handle),
    async put(key, content) {
      await guarded(() => client.send(new PutObjectCommand({ Bucket, Key: at(key), Body: content })));
    },
    async get(key) {
      const parts: Buffer[] = []; // what `chunksOf` yields: a Readable forgets the type
      for await (const part of (await read(at(key))) as AsyncIterable<Buffer>) parts.push(part);
      return Buffer.concat(parts);
    },
    stream: (key, range) => read(at(key), range),
    async exists(key) {
      try {
        await client.send(new HeadObjectCommand({ Bucket, Key: at(key) }));
        return true;
      } catch (error) {
        if (isMissing(error)) return false;
        throw failureOf(error);
      }
    },
    local: (key) => copies.open(at(key)),
    remove: (key) => remove(at(key)),
    async removeAll(path) {
      if (!path.endsWith('/')) throw new Error('a prefix ends in a slash');
      const Prefix = at(path);
      await guarded(async () => {
        for (;;) {
          const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket, Prefix }));
          if (Contents.length === 0) return;
          const Objects = Contents.map(({ Key }) => ({ Key }));
          const { Errors: [kept] = [] } = await client.send(
            new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
          );
          if (kept)
            fail('unavailable', `The object store keeps ${kept.Key ?? 'an object'}: ${kept.Code ?? ''}.`, {
              dependency: 'blobs',
            });
        }
      });
    },
    async *list() {
      for await (const { key, at: written } of entries(''))
        if (!key.startsWith('incoming/')) yield { key, at: written };
    },
    async sweepReceived(before) {
      let removed = 0;
      for await (const { key, at: written } of entries('incoming/')) {
        if (written >= before) continue;
        await remove(prefix + key);
        removed++;
      }
      return removed;
    },
    async check() {
      const Key = `${prefix}incoming/probe-${randomUUID()}`;
      const options = { abortSignal: AbortSignal.timeout(CHECK_MS) };
      await guarded(async () => {
        await client.send(new PutObjectCommand({ Bucket, Key, Body: 'ok' }), options);
        await client.send(new DeleteObjectCommand({ Bucket, Key }), options);
      });
    },
  };
}

/** The pieces of a body; one that is cut off or falls silent fails as any call does. */
async function* chunksOf(body: Readable): AsyncGenerator<Buffer> {
  try {
    yield* body as AsyncIterable<Buffer>; // a stream of bytes
  } catch (error) {
    throw failureOf(error);
  }
}
