import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Metadata, Page } from '../../domain/documents/content.js';
import { Failure } from '../../domain/errors.js';
import type { FromChild, Job, JobResult } from './pool/messages.js';
import { startReaderProcess, type ReaderProcess } from './pool/process.js';
import { deferred, toError, type Running, type Seat, type Waiting } from './pool/seat.js';
import type { ReadingLimits } from './reader.js';
import type { DocumentReading } from './reading.js';

export interface ReaderPoolOptions {
  limits: ReadingLimits;
  /** Folder for scratch files of the children. */
  scratch: string;
  /** Children, and so documents that are read at the same time; default: one a core, at most 4. */
  size?: number;
  /** Resident memory at which a child is ended; text recognition alone takes 350 MB. Default 1,536. */
  memoryMb?: number;
  /** Files after which a child is replaced: native libraries leak a little. Default 200. */
  recycleAfter?: number;
  /** A child that says nothing for this long while it reads is stuck. Default 60,000. */
  noProgressMs?: number;
  /** The built `child.js`; default: beside this file. */
  childPath?: string;
  /** Whether children load the PDF engine before the first file comes. Default true. */
  warm?: boolean;
}

export interface ReadOptions {
  signal: AbortSignal;
  /** Pages come one by one, each when the one before has been taken: what it returns is waited for. */
  onPage: (page: Page) => void | Promise<void>;
  /** Called at least every few seconds while a page takes long and the reader is alive. */
  onProgress?: () => void;
}

/** Reads files in child processes: a file that crashes, hangs or swells its reader fails alone. */
export interface ReaderPool extends DocumentReading {
  /** Starts the children; resolves when the first is warm. */
  start(): Promise<void>;
  /** Takes no more files, finishes those in hand and ends the children; when `signal` aborts, at once. */
  stop(signal?: AbortSignal): Promise<void>;
  read(path: string, mediaType: string, from: number, to: number, options: ReadOptions): Promise<void>;
  stats(): { children: number; running: number; waiting: number; pids: number[] };
}

const MEMORY_WATCH_MS = 250;
/** A child that does not give up within this time when it is asked to is killed. */
const ABORT_GRACE_MS = 1_000;
/** Children that die young one after another are not started again at full speed. */
const RESTART_MS = 500;

/**
 * Keeps `size` children; see `Seat` for what becomes of one. A job fails with `reader_crashed`, `reader_out_of_memory` or
 * `reader_timeout` when its child does, with the Failure of the reader, or with the reason of its signal.
 */
export function createReaderPool(options: ReaderPoolOptions): ReaderPool {
  const size = Math.max(1, options.size ?? Math.min(4, availableParallelism()));
  const memoryMb = options.memoryMb ?? 1_536;
  const recycleAfter = options.recycleAfter ?? 200;
  const noProgressMs = options.noProgressMs ?? 60_000;
  const childPath = options.childPath ?? fileURLToPath(new URL('./child.js', import.meta.url));

  const seats = new Set<Seat>();
  /** Also those that were taken out of service and have not ended yet. */
  const processes = new Set<ReaderProcess>();
  const queue: Waiting[] = [];
  const timers = new Set<NodeJS.Timeout>();
  let state: 'new' | 'running' | 'stopping' | 'stopped' = 'new';
  let nextId = 1;
  let firstReady: { promise: Promise<void>; resolve: () => void; reject: (error: Error) => void } | undefined;
  let youngDeaths = 0;
  let watch: NodeJS.Timeout | undefined;

  const later = (ms: number, work: () => void): NodeJS.Timeout => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      work();
    }, ms);
    timers.add(timer);
    return timer;
  };
  const cancel = (timer: NodeJS.Timeout | undefined): void => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timers.delete(timer);
  };

  const seatOne = (): void => {
    const seat: Seat = {
      process: startReaderProcess({
        childPath,
        memoryMb,
        limits: options.limits,
        scratch: options.scratch,
        warm: options.warm ?? true,
        onMessage: (message) => hear(seat, message),
        onExit: () => ended(seat),
      }),
      state: 'starting',
      running: undefined,
      file: '',
      files: 0,
      verdict: undefined,
    };
    seats.add(seat);
    processes.add(seat.process);
  };

  const ended = (seat: Seat): void => {
    const young = seat.state === 'starting';
    seat.state = 'gone';
    seats.delete(seat);
    processes.delete(seat.process);
    const running = seat.running;
    seat.running = undefined;
    if (running !== undefined) void settle(running, seat.verdict ?? seat.process.explain());
    if (state !== 'running') return;
    youngDeaths = young ? youngDeaths + 1 : 0;
    if (youngDeaths >= 3) firstReady?.reject(seat.process.explain());
    if (seats.size < size) {
      if (youngDeaths === 0) seatOne();
      else
        later(
          Math.min(30_000, RESTART_MS * 2 ** (youngDeaths - 1)),
          () => state === 'running' && seats.size < size && seatOne(),
        );
    }
  };

  /** Ends a job for its caller. Pages that were received before are delivered first, so that a crash loses none. */
  const settle = async (running: Running, outcome: JobResult | Error): Promise<void> => {
    if (running.settled) return;
    running.settled = true;
    cancel(running.silence);
    running.unlisten();
    await running.pages.catch(() => undefined);
    if (outcome instanceof Error) running.reject(outcome);
    else running.resolve(outcome);
  };

  const hear = (seat: Seat, message: FromChild): void => {
    if (message.type === 'ready') {
      seat.state = 'idle';
      youngDeaths = 0;
      firstReady?.resolve();
      dispatch();
      return;
    }
    const running = seat.running;
    if (running?.job.id !== message.id) return;
    if (!running.settled) listen(seat, running);
    switch (message.type) {
      case 'progress':
        if (!running.settled) running.onProgress?.();
        break;
      case 'page':
        if (!running.settled) take(seat, running, message.page);
        break;
      case 'done':
        finish(seat, running, message.result);
        break;
      case 'failed': {
        const { code, detail, extra } = message.failure;
        if (message.broken) retire(seat);
        finish(seat, running, new Failure(code, detail, extra));
        break;
      }
    }
  };

  const take = (seat: Seat, running: Running, page: Page): void => {
    running.taking++;
    listen(seat, running);
    running.pages = running.pages.then(async () => {
      running.onProgress?.();
      await running.onPage?.(page);
      running.taking--;
      seat.process.send({ type: 'taken', id: running.job.id });
      listen(seat, running);
    });
    // A page that its taker refuses ends the job with the taker's error.
    running.pages.catch((error: unknown) =>
      give(seat, running, error instanceof Error ? error : new Error(String(error))),
    );
  };

  /** Starts counting silence anew; while pages are being taken the child has a reason to be silent. */
  const listen = (seat: Seat, running: Running): void => {
    cancel(running.silence);
    running.silence = undefined;
    if (running.settled || running.taking > 0) return;
    running.silence = later(noProgressMs, () => {
      condemn(
        seat,
        new Failure('reader_timeout', `The reader made no progress for ${Math.round(noProgressMs / 1_000)} s.`),
      );
    });
  };

  const condemn = (seat: Seat, verdict: Failure): void => {
    seat.verdict ??= verdict;
    seat.process.kill();
  };

  /** The caller wants the job no more: it is told at once, the seat stays busy until the child has let go. */
  const give = (seat: Seat, running: Running, reason: Error): void => {
    if (running.settled) return;
    running.settled = true;
    cancel(running.silence);
    running.unlisten();
    running.reject(reason);
    seat.process.send({ type: 'abort', id: running.job.id });
    running.silence = later(ABORT_GRACE_MS, () => seat.process.kill());
  };

  const finish = (seat: Seat, running: Running, outcome: JobResult | Error): void => {
    cancel(running.silence);
    seat.running = undefined;
    void settle(running, outcome);
    if (seat.state !== 'busy') return;
    if (state !== 'running' || seat.files >= recycleAfter) retire(seat);
    else seat.state = 'idle';
    dispatch();
  };

  /** Takes a child out of service; it ends by itself, and `ended` puts another one in its place. */
  const retire = (seat: Seat): void => {
    seat.state = 'gone';
    seats.delete(seat);
    seat.process.release();
    later(ABORT_GRACE_MS, () => seat.process.kill());
    if (state === 'running' && seats.size < size) seatOne();
  };

  const dispatch = (): void => {
    while (queue.length > 0) {
      const next = queue[0];
      const idle = [...seats].filter((seat) => seat.state === 'idle');
      const seat = idle.find((candidate) => candidate.file === next?.job.path) ?? idle[0];
      if (next === undefined || seat === undefined) return;
      queue.shift();
      begin(seat, next);
    }
  };

  const begin = (seat: Seat, waiting: Waiting): void => {
    seat.state = 'busy';
    if (seat.file !== waiting.job.path) seat.files++;
    seat.file = waiting.job.path;
    const running: Running = {
      ...waiting,
      pages: Promise.resolve(),
      taking: 0,
      silence: undefined,
      settled: false,
      unlisten: () => undefined,
    };
    const abort = (): void => give(seat, running, toError(waiting.signal.reason));
    waiting.signal.addEventListener('abort', abort, { once: true });
    running.unlisten = () => waiting.signal.removeEventListener('abort', abort);
    seat.running = running;
    seat.process.send({ type: 'job', job: waiting.job });
    listen(seat, running);
  };

  const submit = (job: Job, own: Pick<Waiting, 'signal' | 'onPage' | 'onProgress'>): Promise<JobResult> =>
    new Promise((resolve, reject) => {
      if (own.signal.aborted) return reject(toError(own.signal.reason));
      if (state !== 'running') return reject(new Failure('unavailable', 'The readers are not running.'));
      const leave = (): void => {
        const at = queue.indexOf(waiting);
        if (at < 0) return;
        queue.splice(at, 1);
        reject(toError(own.signal.reason));
      };
      const waiting: Waiting = {
        job,
        ...own,
        resolve: (result) => {
          own.signal.removeEventListener('abort', leave);
          resolve(result);
        },
        reject: (error) => {
          own.signal.removeEventListener('abort', leave);
          reject(error);
        },
      };
      own.signal.addEventListener('abort', leave, { once: true });
      queue.push(waiting);
      dispatch();
    });

  const watchMemory = async (): Promise<void> => {
    for (const seat of seats) {
      if (seat.state !== 'busy') continue;
      const bytes = await seat.process.memory();
      if (bytes !== undefined && bytes > memoryMb * 2 ** 20) {
        condemn(
          seat,
          new Failure('reader_out_of_memory', `The reader needed more than ${memoryMb} MB for this document.`, {
            limit_mb: memoryMb,
          }),
        );
      }
    }
  };

  return {
    async start() {
      if (state !== 'new') throw new Error('a reader pool starts once');
      state = 'running';
      firstReady = deferred();
      for (let i = 0; i < size; i++) seatOne();
      const schedule = (): void => {
        watch = setTimeout(() => void watchMemory().finally(() => state !== 'stopped' && schedule()), MEMORY_WATCH_MS);
        watch.unref();
      };
      schedule();
      await firstReady.promise;
    },
    async stop(signal) {
      if (state === 'new' || state === 'stopped') {
        state = 'stopped';
        return;
      }
      state = 'stopping';
      for (const waiting of queue.splice(0)) waiting.reject(new Failure('unavailable', 'The readers are stopping.'));
      const hurry = (): void => {
        for (const seat of seats) condemn(seat, new Failure('unavailable', 'The readers were stopped.'));
        for (const process of processes) process.kill();
      };
      if (signal?.aborted === true) hurry();
      signal?.addEventListener('abort', hurry, { once: true });
      for (const seat of [...seats]) if (seat.state !== 'busy') seat.process.release();
      await Promise.all([...processes].map((process) => process.exited));
      signal?.removeEventListener('abort', hurry);
      state = 'stopped';
      clearTimeout(watch);
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
    async inspect(path, mediaType, { signal }): Promise<{ pages: number; metadata: Metadata }> {
      const result = await submit(
        { type: 'inspect', id: nextId++, path, mediaType },
        { signal, onPage: undefined, onProgress: undefined },
      );
      if (result.type !== 'inspect') throw new Error('the reader answered something else');
      return { pages: result.pages, metadata: result.metadata };
    },
    async read(path, mediaType, from, to, { signal, onPage, onProgress }) {
      await submit({ type: 'read', id: nextId++, path, mediaType, from, to }, { signal, onPage, onProgress });
    },
    async image(path, mediaType, page, longestSide, { signal }) {
      const result = await submit(
        { type: 'image', id: nextId++, path, mediaType, page, longestSide },
        { signal, onPage: undefined, onProgress: undefined },
      );
      if (result.type !== 'image') throw new Error('the reader answered something else');
      return result.png;
    },
    stats: () => ({
      children: seats.size,
      running: [...seats].filter((seat) => seat.state === 'busy').length,
      waiting: queue.length,
      pids: [...seats].flatMap((seat) => seat.process.pid ?? []),
    }),
  };
}
