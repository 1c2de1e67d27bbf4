import { Socket } from 'node:net';
import type { Logger } from 'pino';

export { createPasses, type Passes } from './passes.js';

/** Everything that runs. `stop` finishes what is in hand; when `signal` aborts it hurries. */
export interface Running {
  stop(signal: AbortSignal): Promise<void>;
}

/** How long `stop` may take; it is told to hurry before that. */
const GRACE_MS = 12_000;
const HURRY_MS = 10_000;

/**
 * Runs a process until it is told to stop:
 *
 *   starting ─▶ running ─SIGTERM, SIGINT, lifeline closed─▶ stopping ─done─▶ exit 0
 *       └─fails──────┴─unhandled error─▶ exit 1                └─second signal, or 12 s─▶ exit 1
 *
 * The lifeline is the read end of a pipe whose other end the supervisor holds: when the supervisor is killed the kernel
 * closes it, and no process is left behind.
 */
export async function runProcess(options: {
  log: Logger;
  lifelineFd: number | undefined;
  start: () => Promise<Running>;
}): Promise<void> {
  const { log } = options;
  const hurry = new AbortController();
  let running: Running | undefined;
  let stopping = false;

  const leave = (code: number): never => {
    log.flush();
    process.exit(code);
  };

  const stop = (why: string): void => {
    if (stopping) {
      log.warn({ why }, 'stopping at once');
      leave(1);
    }
    stopping = true;
    log.info({ why }, 'stopping');
    setTimeout(() => hurry.abort(), HURRY_MS).unref();
    setTimeout(() => leave(1), GRACE_MS).unref();
    const stopped = running ? running.stop(hurry.signal) : Promise.resolve();
    stopped.then(
      () => leave(0),
      (error: unknown) => {
        log.error({ err: error }, 'stop failed');
        leave(1);
      },
    );
  };

  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'unhandled error');
    leave(1);
  });
  if (options.lifelineFd !== undefined) {
    // A socket is watched by the event loop. Reading it as a file would block a thread, and exit waits for that thread.
    const lifeline = new Socket({ fd: options.lifelineFd, readable: true, writable: false });
    lifeline.on('error', () => undefined); // 'close' follows
    lifeline.on('close', () => stop('lifeline'));
    lifeline.resume();
  }

  try {
    running = await options.start();
  } catch (error) {
    log.fatal({ err: error }, 'could not start');
    leave(1);
  }
}
