import { spawn } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';

/**
 * Runs a program to its end. It dies with us: on SIGINT of a terminal it gets the same signal, and `signal` ends it.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, input?: string, log?: string, signal?: AbortSignal }} [options]
 *   `log`: its output is appended there too.
 * @returns {Promise<{ status: number | null, output: string }>} `status` is null when it could not be run at all.
 */
export function run(program, args, { cwd, env, input, log, signal } = {}) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const file = log === undefined ? undefined : openSync(log, 'a', 0o600);
    /** @type {Buffer[]} */
    const parts = [];
    const child = spawn(program, args, { cwd, env, stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] });
    const stop = () => child.kill('SIGTERM');
    signal?.addEventListener('abort', stop, { once: true });
    /** @param {number | null} status @param {string} [said] */
    const finish = (status, said = '') => {
      signal?.removeEventListener('abort', stop);
      const output = Buffer.concat(parts).toString('utf8') + said;
      if (file !== undefined) closeSync(file);
      if (signal?.aborted) reject(signal.reason);
      else resolve({ status, output });
    };
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (part) => {
        parts.push(part);
        if (file !== undefined) append(file, part);
      });
    }
    child.on('error', (error) => finish(null, error.message));
    child.on('close', (status) => finish(status ?? 1));
    child.stdin?.on('error', () => undefined); // it ended before it read all: its status says so
    child.stdin?.end(input);
  });
}

/** @param {number} file @param {Buffer} part */
function append(file, part) {
  try {
    writeSync(file, part);
  } catch {
    // a full disk must not hide what the program says; the answer still has it
  }
}
