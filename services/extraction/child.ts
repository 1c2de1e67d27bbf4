import { mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, fail } from '../../domain/errors.js';
import { createEngines } from './engines.js';
import { openDocument } from './formats/index.js';
import { AHEAD, isToChild, type FromChild, type Job, type JobResult, type ToChild } from './pool/messages.js';
import type { OpenDocument, ReadingLimits } from './reader.js';

/**
 * The process in which files are read, so that a file that makes a reader crash, hang or grow takes nothing with it.
 *
 * It leads nothing: it ends when its channel to the pool closes. It keeps the last document open, since the slices of a
 * long one follow each other. Formats and engines load when a file first needs them.
 */

/** A document that nobody asks for any more is closed after this time. */
const IDLE_MS = 60_000;

interface Held {
  key: string;
  document: OpenDocument;
  abort: AbortController;
}

const engines = createEngines();
let setup: { limits: ReadingLimits; scratch: string } | undefined;
let held: Held | undefined;
let current: { id: number; abort: AbortController; untaken: number; taken: () => void } | undefined;
let idle: NodeJS.Timeout | undefined;

const send = (message: FromChild): void => {
  if (process.connected) process.send?.(message);
};

process.on('disconnect', () => process.exit(0));
process.on('message', (message: unknown) => {
  if (isToChild(message)) handle(message);
});

function handle(message: ToChild): void {
  switch (message.type) {
    case 'setup':
      setup = { limits: message.limits, scratch: join(message.scratch, `reader-${process.pid}`) };
      mkdirSync(setup.scratch, { recursive: true });
      void (message.warm ? warm() : Promise.resolve()).then(() => send({ type: 'ready' }));
      break;
    case 'job':
      void run(message.job);
      break;
    case 'taken':
      if (current?.id === message.id) {
        current.untaken--;
        current.taken();
      }
      break;
    case 'abort':
      if (current?.id === message.id) {
        current.abort.abort();
        current.taken();
      }
      break;
  }
}

/** Most files are PDFs: what they need is loaded before the first one comes. */
async function warm(): Promise<void> {
  await Promise.all([engines.pdfium(), import('./formats/pdf.js')]);
}

async function run(job: Job): Promise<void> {
  clearTimeout(idle);
  const abort = new AbortController();
  current = { id: job.id, abort, untaken: 0, taken: () => undefined };
  try {
    send({ type: 'done', id: job.id, result: await work(job, abort) });
  } catch (error) {
    // Whatever state the document is in, the next job starts with a fresh one.
    await close().catch(() => undefined);
    report(job, error, abort.signal.aborted);
  } finally {
    current = undefined;
    idle = setTimeout(() => void close(), IDLE_MS);
    idle.unref();
  }
}

async function work(job: Job, abort: AbortController): Promise<JobResult> {
  const document = await opened(job, abort);
  switch (job.type) {
    case 'inspect':
      return { type: 'inspect', pages: document.pages, metadata: document.metadata };
    case 'image': {
      if (document.image === undefined) fail('unsupported_media_type', 'Files of this type have no pages to be drawn.');
      return { type: 'image', png: await document.image(job.page, job.longestSide) };
    }
    case 'read':
      for await (const page of document.read(job.from, job.to)) {
        abort.signal.throwIfAborted();
        send({ type: 'page', id: job.id, page });
        await room(job.id);
        abort.signal.throwIfAborted();
      }
      return { type: 'read' };
  }
}

/** Waits while too many pages were not taken yet. */
async function room(id: number): Promise<void> {
  const job = current;
  if (job?.id !== id) return;
  job.untaken++;
  while (job.untaken >= AHEAD && !job.abort.signal.aborted) await new Promise<void>((resolve) => (job.taken = resolve));
}

async function opened(job: Job, abort: AbortController): Promise<OpenDocument> {
  if (setup === undefined) fail('internal', 'The reader was not set up.');
  const { size, mtimeMs, ino } = statSync(job.path);
  const key = [job.path, job.mediaType, size, mtimeMs, ino].join('\n');
  if (held?.key === key) {
    // The document was opened under an earlier job's signal; this job's abort must reach it too.
    const document = held;
    abort.signal.addEventListener('abort', () => document.abort.abort(), { once: true });
    return held.document;
  }
  await close();
  const own = new AbortController();
  abort.signal.addEventListener('abort', () => own.abort(), { once: true });
  const document = await openDocument(job.path, job.mediaType, {
    limits: setup.limits,
    signal: own.signal,
    scratch: setup.scratch,
    engines,
    onProgress: () => {
      if (current !== undefined) send({ type: 'progress', id: current.id });
    },
  });
  held = { key, document, abort: own };
  return document;
}

async function close(): Promise<void> {
  const last = held;
  held = undefined;
  await last?.document.close();
}

function report(job: Job, error: unknown, aborted: boolean): void {
  if (error instanceof Failure) {
    send({
      type: 'failed',
      id: job.id,
      failure: { code: error.code, detail: error.message, extra: { ...error.extra } },
      broken: false,
    });
    return;
  }
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const memory = /allocation failed|out of memory|Cannot enlarge memory|Invalid typed array length/i.test(text);
  send({
    type: 'failed',
    id: job.id,
    failure: {
      code: aborted ? 'internal' : memory ? 'reader_out_of_memory' : 'reader_crashed',
      detail: aborted ? 'The reading was given up.' : `The reader failed: ${text.split('\n')[0] ?? ''}`.slice(0, 400),
      extra: {},
    },
    broken: !aborted, // an unforeseen error, perhaps a trap in WebAssembly: the memory of the engines may be damaged
  });
}

process.on('exit', () => {
  if (setup !== undefined) rmSync(setup.scratch, { recursive: true, force: true });
});
