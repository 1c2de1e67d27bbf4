import { Worker } from 'node:worker_threads';
import { fail, Failure } from '../../domain/errors.js';
import type { Embedder } from './classifier.js';
import { EMBEDDING_DIMENSIONS, MAX_TOKENS } from './embedding-model.js';
import { createEmbeddingQueue, type EmbeddingRequest, type EmbeddingTask } from './embedding-queue.js';
import type { EmbeddingThreadData, FromThread, ToThread } from './embedding-thread.js';
import { threadEntry } from './thread-entry.js';

/** Tokens handed to a thread at once: about 0.1 s of work, which is the longest that a newcomer waits for its turn. */
const SLICE_TOKENS = 256;

/** Waits before a thread that died is replaced: at once, then longer while its successors die without having answered. */
const REPLACE_AFTER_MS = [0, 1_000, 5_000, 30_000] as const;

export interface EmbedderOptions {
  /** Folder that holds `all-MiniLM-L6-v2/`. */
  modelsPath: string;
  /** Threads, each with its own session (about 200 MB): as many as cores to spend. */
  threads: number;
  /** Told about threads that died. */
  log?: (message: string, detail: Record<string, unknown>) => void;
  /** The code of a thread, where not the one beside this module. */
  entry?: URL;
}

interface Thread {
  readonly worker: Worker;
  readonly exited: Promise<void>;
  state: 'starting' | 'idle' | 'busy' | 'gone';
  slice: EmbeddingTask[];
}

/**
 * Makes vectors of texts in worker threads; the caller's event loop never blocks.
 *
 * ```
 * embed ─▶ queue (in turns per caller) ─slice─▶ idle thread ─run by run─▶ vectors
 *                                                  └─dies─▶ its slice rejects `unavailable` (retryable), replaced
 * ```
 * With an idle thread a text is computed at once: nothing waits for company.
 *
 * `start` opens the model in every thread and fails with `unavailable` when it cannot; `version` is known from then
 * on. `embed` fails with `unavailable` when it was not started, was stopped, or the thread that held a text died; with
 * the signal's reason when aborted. Texts count up to 256 tokens: longer ones are cut up by the caller.
 */
export function createEmbedder(options: EmbedderOptions): Embedder & { start(): Promise<void> } {
  const queue = createEmbeddingQueue(MAX_TOKENS);
  const threads = new Set<Thread>();
  const timers = new Set<NodeJS.Timeout>();
  let version: string | undefined;
  let phase: 'new' | 'starting' | 'running' | 'stopped' = 'new';
  let deathsInARow = 0;
  // The runtime would report on its sessions over the network. It looks where only the main thread can set a variable.
  process.env['ORT_DISABLE_TELEMETRY'] = '1';

  /** Starts a thread; resolves when it is ready, rejects when it could not open the model. */
  function startThread(entry: URL): Promise<void> {
    const data: EmbeddingThreadData = { modelsPath: options.modelsPath };
    const worker = new Worker(entry, { workerData: data, name: 'embedding' });
    const exited = new Promise<void>((resolve) => void worker.once('exit', () => resolve()));
    const thread: Thread = { worker, exited, state: 'starting', slice: [] };
    threads.add(thread);
    return new Promise<void>((resolve, reject) => {
      let cause: string | undefined;
      worker.on('message', (message: FromThread) => {
        if (message.type === 'ready') {
          version = message.version;
          thread.state = 'idle';
          resolve();
          pump();
        } else if (message.type === 'failed' && thread.state === 'starting') {
          cause = message.message;
          send(thread, { type: 'stop' });
        } else {
          answer(thread, message);
        }
      });
      worker.once('error', (error: unknown) => {
        cause = error instanceof Error ? error.message : String(error);
      });
      worker.once('exit', () => {
        const failure = new Failure('unavailable', `An embedding thread ended: ${cause ?? 'no reason given'}`);
        lose(thread, entry, failure);
        reject(failure);
      });
    });
  }

  function answer(thread: Thread, message: FromThread): void {
    if (message.type === 'vectors') {
      message.places.forEach((place, n) => {
        const task = thread.slice[place];
        if (task === undefined) return;
        settle(task, message.vectors.slice(n * EMBEDDING_DIMENSIONS, (n + 1) * EMBEDDING_DIMENSIONS));
      });
      return;
    }
    if (message.type === 'failed') {
      const failure = new Failure('unavailable', `The embedding model failed: ${message.message}`);
      for (const task of thread.slice) drop(task.request, failure);
    }
    thread.slice = [];
    thread.state = 'idle';
    deathsInARow = 0;
    pump();
  }

  function lose(thread: Thread, entry: URL, failure: Failure): void {
    const started = thread.state !== 'starting';
    thread.state = 'gone';
    threads.delete(thread);
    for (const task of thread.slice) drop(task.request, failure);
    if (phase !== 'running') return;
    options.log?.('an embedding thread died and is replaced', { reason: failure.message, held: thread.slice.length });
    // Nobody is left to take what waits, and the next attempt may be long off: say so now.
    if (threads.size === 0 && !started) for (const request of queue.clear()) drop(request, failure);
    const wait = REPLACE_AFTER_MS[Math.min(deathsInARow, REPLACE_AFTER_MS.length - 1)] ?? 0;
    deathsInARow += 1;
    const timer = setTimeout(() => {
      timers.delete(timer);
      startThread(entry).catch(() => undefined); // its exit has been counted and logged above
    }, wait);
    timers.add(timer);
  }

  /** Hands slices to idle threads; little work is spread over all of them. */
  function pump(): void {
    const idle = [...threads].filter((thread) => thread.state === 'idle');
    idle.forEach((thread, n) => {
      const share = Math.min(SLICE_TOKENS, Math.ceil(queue.tokens / (idle.length - n)));
      const slice = queue.take(share);
      if (slice.length === 0) return;
      thread.slice = slice;
      thread.state = 'busy';
      send(thread, { type: 'embed', texts: slice.map((task) => task.text) });
    });
  }

  function drop(request: EmbeddingRequest, reason: unknown): void {
    queue.remove(request);
    request.reject(reason);
  }

  return {
    dimensions: EMBEDDING_DIMENSIONS,
    get version() {
      return version ?? fail('unavailable', 'The embedder has not been started');
    },
    async start() {
      if (phase !== 'new') fail('unavailable', 'The embedder can be started once');
      phase = 'starting';
      const entry = options.entry ?? (await threadEntry('./embedding-thread', import.meta.url));
      try {
        await Promise.all(Array.from({ length: Math.max(1, options.threads) }, () => startThread(entry)));
      } catch (error) {
        await this.stop();
        throw error;
      }
      phase = 'running';
    },
    embed(texts, signal) {
      return new Promise((resolve, reject) => {
        if (phase !== 'running') fail('unavailable', 'The embedder is not running');
        signal?.throwIfAborted();
        if (texts.length === 0) {
          resolve([]);
          return;
        }
        const request: EmbeddingRequest = {
          texts,
          vectors: texts.map(() => undefined),
          missing: texts.length,
          next: 0,
          resolve: (vectors) => {
            signal?.removeEventListener('abort', abort);
            resolve(vectors);
          },
          reject: (reason: unknown) => {
            signal?.removeEventListener('abort', abort);
            // Reasons are Failures and the signal's own, whatever that is.
            reject(reason instanceof Error ? reason : new Error(String(reason)));
          },
        };
        const abort = (): void => drop(request, signal?.reason);
        signal?.addEventListener('abort', abort, { once: true });
        queue.add(request);
        pump();
      });
    },
    async stop() {
      phase = 'stopped';
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      const failure = new Failure('unavailable', 'The embedder has been stopped');
      for (const request of queue.clear()) drop(request, failure);
      const leaving = [...threads];
      for (const thread of leaving) {
        for (const task of thread.slice) drop(task.request, failure);
        send(thread, { type: 'stop' });
      }
      await Promise.all(leaving.map((thread) => thread.exited));
    },
  };
}

const send = (thread: Thread, message: ToThread): void => thread.worker.postMessage(message);

function settle(task: EmbeddingTask, vector: Float32Array): void {
  const { request, place } = task;
  if (request.vectors[place] !== undefined) return;
  request.vectors[place] = vector;
  request.missing -= 1;
  if (request.missing === 0) request.resolve(request.vectors.filter((found) => found !== undefined));
}
