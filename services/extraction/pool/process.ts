import { fork, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { Failure } from '../../../domain/errors.js';
import type { ReadingLimits } from '../reader.js';
import { isFromChild, type FromChild, type ToChild } from './messages.js';

export interface ReaderProcessOptions {
  childPath: string;
  memoryMb: number;
  limits: ReadingLimits;
  scratch: string;
  warm: boolean;
  onMessage(message: FromChild): void;
  /** It has ended, for whatever reason; called once. */
  onExit(): void;
}

/** One child process; knows how to talk to it, how much memory it has and why it ended. */
export interface ReaderProcess {
  readonly pid: number | undefined;
  send(message: ToChild): void;
  /** Resident memory in bytes; undefined where it cannot be told (only Linux says). */
  memory(): Promise<number | undefined>;
  kill(): void;
  /** Lets it end by itself. */
  release(): void;
  /** What its end means for the document that was being read. */
  explain(): Failure;
  readonly exited: Promise<void>;
}

/** Lower than that of the process that serves people and sends heartbeats. */
const PRIORITY = 5;
/** In which /proc counts memory on x64 and, nearly everywhere, on arm64. */
const PAGE_BYTES = 4_096;
/** Characters of a child's last words. */
const STDERR_KEPT = 4_096;
/** How long an ended child's last output is waited for. */
const LAST_WORDS_MS = 500;
/** Part of the memory that JavaScript's heap may take; the rest is for WebAssembly and native libraries. */
const HEAP_SHARE = 0.75;

/** Starts a child; it says `ready` when it is. A child that cannot be started ends at once, as `explain` says. */
export function startReaderProcess(options: ReaderProcessOptions): ReaderProcess {
  // An empty environment: hostile files are read here, and secrets have no business near them.
  const child: ChildProcess = fork(options.childPath, [], {
    execArgv: [`--max-old-space-size=${Math.max(64, Math.round(options.memoryMb * HEAP_SHARE))}`],
    env: {},
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let stderr = '';
  let ended: { code: number | null; signal: NodeJS.Signals | null } | undefined;
  let over: (() => void) | undefined;
  const exited = new Promise<void>((resolve) => (over = resolve));
  const end = (code: number | null, signal: NodeJS.Signals | null): void => {
    if (ended !== undefined) return;
    ended = { code, signal };
    over?.();
    options.onExit();
  };
  child.stderr?.setEncoding('utf8');
  child.stderr?.on('data', (text: string) => (stderr = (stderr + text).slice(-STDERR_KEPT)));
  child.on('message', (message: unknown) => {
    if (isFromChild(message)) options.onMessage(message);
  });
  child.on('error', (error) => {
    stderr += `\n${error.message}`;
    if (child.pid === undefined) end(null, null); // it never started
  });
  // It has ended when stderr and the channel are closed too: until then its last pages and words may be on their way.
  // (`close` says that, but never comes when it was this side that closed the channel.)
  const quiet = Promise.all([
    new Promise<void>((resolve) => child.once('disconnect', resolve)),
    new Promise<void>((resolve) => child.stderr?.once('close', resolve) ?? resolve()),
  ]);
  child.on('exit', (code, signal) => {
    const late = setTimeout(() => end(code, signal), LAST_WORDS_MS);
    void quiet.then(() => {
      clearTimeout(late);
      end(code, signal);
    });
  });
  if (child.pid !== undefined) lower(child.pid);

  const send = (message: ToChild): void => {
    if (child.connected) child.send(message, () => undefined);
  };
  send({ type: 'setup', limits: options.limits, scratch: options.scratch, warm: options.warm });

  return {
    pid: child.pid,
    send,
    exited,
    async memory() {
      if (process.platform !== 'linux' || child.pid === undefined || ended !== undefined) return undefined;
      const statm = await readFile(`/proc/${child.pid}/statm`, 'utf8').catch(() => '');
      const pages = Number(statm.split(' ')[1]);
      return Number.isFinite(pages) ? pages * PAGE_BYTES : undefined;
    },
    kill: () => void child.kill('SIGKILL'),
    release() {
      if (child.connected) child.disconnect();
    },
    explain() {
      const last = tellingLine(stderr);
      if (/heap out of memory|allocation failed/i.test(stderr)) {
        return new Failure(
          'reader_out_of_memory',
          `The reader ran out of its ${options.memoryMb} MB on this document.`,
        );
      }
      const how = ended?.signal ? `signal ${ended.signal}` : `exit code ${ended?.code ?? 'unknown'}`;
      return new Failure(
        'reader_crashed',
        `The reader ended with ${how}${last === '' ? '' : `: ${last.slice(0, 300)}`}`,
        { exit_code: ended?.code ?? null, signal: ended?.signal ?? null },
      );
    },
  };
}

/** The last line that says something: a crash of Node prints its stack after it. */
function tellingLine(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.trim());
  return lines.findLast((line) => line !== '' && !/^(at |\d+: |-{3,}|node:|Node\.js v|\(Use )/.test(line)) ?? '';
}

function lower(pid: number): void {
  try {
    setPriority(pid, PRIORITY);
  } catch {
    // Not allowed here, or already gone: it runs as it is.
  }
}
