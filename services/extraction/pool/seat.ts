import type { Page } from '../../../domain/documents/content.js';
import type { Failure } from '../../../domain/errors.js';
import type { Job, JobResult } from './messages.js';
import type { ReaderProcess } from './process.js';

/**
 * A seat is a place for one child:
 *
 *   starting ─ready─▶ idle ─job─▶ busy ─done─▶ idle
 *      ▲                │           ├─crash, memory, silence─▶ the job fails ─┐
 *      └── replaced ◀───┴─recycle───┴──────────────────────────────────────────┘
 *
 * Jobs wait in one line, first come first served; of several idle children the one that has the file open gets it.
 */
export interface Seat {
  process: ReaderProcess;
  state: 'starting' | 'idle' | 'busy' | 'gone';
  running: Running | undefined;
  /** The file it read last, which it keeps open. */
  file: string;
  files: number;
  /** Why it was killed, when it was us. */
  verdict: Failure | undefined;
}

export interface Waiting {
  job: Job;
  signal: AbortSignal;
  onPage: ((page: Page) => void | Promise<void>) | undefined;
  onProgress: (() => void) | undefined;
  resolve: (result: JobResult) => void;
  reject: (error: Error) => void;
}

export interface Running extends Waiting {
  /** Pages are taken one after another. */
  pages: Promise<void>;
  /** Pages that are being taken: meanwhile the child may be silent. */
  taking: number;
  silence: NodeJS.Timeout | undefined;
  settled: boolean;
  unlisten: () => void;
}

export const toError = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error('aborted', { cause: reason });

export function deferred(): { promise: Promise<void>; resolve: () => void; reject: (error: Error) => void } {
  let resolve: () => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  promise.catch(() => undefined); // nobody may be waiting any more
  return { promise, resolve, reject };
}
