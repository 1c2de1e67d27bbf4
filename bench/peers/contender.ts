/** What a queue carries. The number names the job; a document's job names its file too. */
export interface Job {
  number: number;
  /** Absolute path of the document that is to be read; left out, the job only waits. */
  path?: string;
}

/** Jobs by what the contender itself says of them; the others wait, are in hand, or are forgotten. */
export interface Progress {
  done: number;
  failed: number;
}

/** Numbers of the jobs that are not done: those that it still holds, and those that it has given up. */
export interface Rest {
  held: number[];
  failed: number[];
}

/**
 * A queue with its servers and workers, from start to stop. The driver kills what `workers` names and counts what
 * `effects` lists; it treats all alike, and nothing here knows whether workers are being killed.
 */
export interface Contender {
  readonly name: string;
  /** Resolves when its workers take jobs. What it starts is ended by `stop`, also after a start that failed. */
  start(signal: AbortSignal): Promise<void>;
  /** Resolves when it has taken all of them. */
  submit(jobs: readonly Job[]): Promise<void>;
  /** Leaders of the process groups of its workers that run now; it starts again by itself what has died. */
  workers(): number[];
  progress(): Promise<Progress>;
  rest(): Promise<Rest>;
  /** A number for each effect that is committed: a job that had two stands there twice. */
  effects(): Promise<number[]>;
  stop(): Promise<void>;
}

/** What each contender gets alike. */
export const CREW = {
  /** Worker processes, and jobs that each has in hand: two a core of the machine that the figures in docs are from. */
  workers: 2,
  concurrency: 2,
  /** A job of the first workload waits so long before its effect, and so long between the effect and its end. */
  beforeMs: 300,
  afterMs: 100,
} as const;
