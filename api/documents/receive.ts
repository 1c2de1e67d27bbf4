import type { IncomingMessage } from 'node:http';
import { PassThrough, Transform, type Readable } from 'node:stream';
import { Busboy } from '@fastify/busboy';
import { fail, Failure } from '../../domain/errors.js';
import type { Blobs, Received } from '../../services/blobs/index.js';

/** One file of an upload, received and hashed, or why it was not. */
export interface ReceivedFile {
  filename: string;
  received: Received | Failure;
}

export interface UploadLimits {
  maxBytes: number;
  maxFiles: number;
  timeoutS: number;
}

/** Lets `limit` bytes pass and fails with `too_large` on the next. */
function limited(limit: number): Transform {
  let bytes = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > limit) done(new Failure('too_large', `The file is larger than ${limit} bytes.`, { limit }));
      else done(null, chunk);
    },
  });
  return stream.on('error', ignored);
}

/**
 * A stream may fail before anybody reads it; the reader is told when it begins. Without a listener the failure would end
 * the process.
 */
const ignored = () => undefined;

/** Ends a stream that is fed by a request when the request is cut off or takes too long. */
function watched<T extends Readable>(
  incoming: IncomingMessage,
  timeoutS: number,
  stream: T,
): { stream: T; done: () => void } {
  const cut = () => stream.destroy(new Failure('upload_incomplete'));
  const late = setTimeout(
    () => stream.destroy(new Failure('upload_timeout', `An upload may take ${timeoutS} s.`)),
    timeoutS * 1_000,
  );
  incoming.once('aborted', cut);
  incoming.once('error', cut);
  return {
    stream,
    done: () => {
      clearTimeout(late);
      incoming.off('aborted', cut);
      incoming.off('error', cut);
    },
  };
}

/** Receives the whole body as one file. */
export async function receiveBody(incoming: IncomingMessage, blobs: Blobs, limits: UploadLimits): Promise<Received> {
  const declared = Number(incoming.headers['content-length'] ?? 0);
  if (declared > limits.maxBytes)
    fail('too_large', `The file is larger than ${limits.maxBytes} bytes.`, { limit: limits.maxBytes });
  const { stream, done } = watched(incoming, limits.timeoutS, limited(limits.maxBytes));
  incoming.pipe(stream);
  try {
    return await blobs.receive(stream);
  } finally {
    done();
    incoming.unpipe(stream);
  }
}

/**
 * Receives a multipart form: each part named `file` becomes a received file, other parts are fields. A file that is
 * refused does not stop the others; a body that ends too early does.
 */
export async function receiveForm(
  incoming: IncomingMessage,
  blobs: Blobs,
  limits: UploadLimits,
): Promise<{ files: ReceivedFile[]; fields: Map<string, string> }> {
  const type = incoming.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data'))
    fail('unsupported_media_type', 'Send multipart/form-data, or PUT the bytes.');
  const fields = new Map<string, string>();
  const pending: Promise<ReceivedFile>[] = [];
  const given = new AbortController(); // up: no more will come of any part
  const form = parserOf(type, limits);
  const body = new PassThrough().on('error', ignored);
  const { done } = watched(incoming, limits.timeoutS, body);
  try {
    await new Promise<void>((resolve, reject) => {
      form.on('field', (name, value) => void fields.set(name, value));
      form.on('file', (part, stream, filename) => {
        stream.on('error', (error: unknown) => reject(incompleteForm(error))); // then no 'finish' comes
        if (part === 'file') pending.push(receivePart(stream, filename, blobs, limits.maxBytes, given.signal));
        else stream.resume();
      });
      form.once('finish', resolve);
      form.on('error', (error: unknown) => reject(incompleteForm(error)));
      form.once('filesLimit', () =>
        reject(new Failure('too_large', `At most ${limits.maxFiles} files at once.`, { limit: limits.maxFiles })),
      );
      body.once('error', reject);
      incoming.pipe(body).pipe(form);
    });
    return { files: await Promise.all(pending), fields };
  } catch (error) {
    incoming.unpipe(body);
    form.destroy();
    given.abort();
    await discardAll(pending, blobs);
    throw error;
  } finally {
    done();
  }
}

function parserOf(contentType: string, { maxFiles }: UploadLimits) {
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      limits: { files: maxFiles, fields: 20, fieldSize: 65_536, parts: maxFiles + 20 },
    });
  } catch (cause) {
    throw new Failure('bad_request', 'The multipart form has no boundary.', {}, { cause });
  }
}

/** Received one after the other as they come; a refused one is read to its end so that the next can come. */
async function receivePart(
  stream: Readable,
  filename: string,
  blobs: Blobs,
  maxBytes: number,
  givenUp: AbortSignal,
): Promise<ReceivedFile> {
  try {
    const through = limited(maxBytes);
    givenUp.addEventListener('abort', () => through.destroy(new Failure('upload_incomplete')));
    stream.once('error', (error) => through.destroy(incompleteForm(error)));
    stream.pipe(through);
    return { filename, received: await blobs.receive(through) };
  } catch (error) {
    stream.resume();
    if (error instanceof Failure) return { filename, received: error };
    throw error;
  }
}

async function discardAll(pending: readonly Promise<ReceivedFile>[], blobs: Blobs): Promise<void> {
  for (const result of await Promise.allSettled(pending)) {
    if (result.status === 'fulfilled' && !(result.value.received instanceof Failure))
      await blobs.discard(result.value.received);
  }
}

const incompleteForm = (cause: unknown) =>
  cause instanceof Failure
    ? cause
    : new Failure('upload_incomplete', 'The form ended before its last part did.', {}, { cause });
