import { closeSync, fstatSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const ROTATE_AT = 10 * 1024 * 1024;
/** Bytes at the end of a log in which its last error is looked for. */
const TAIL = 64 * 1024;

/** The log of a process. */
export const logFile = (folder: string, name: string): string => join(folder, `${name}.log`);

/** Moves a log of more than 10 MB to `<name>.log.1`, over the one before. Done at start: processes append to the open file. */
export function rotate(path: string, limit = ROTATE_AT): void {
  try {
    if (statSync(path).size > limit) renameSync(path, `${path}.1`);
  } catch {
    // no log yet
  }
}

/**
 * The line of a log that tells best why a process ended, among those written from byte `from` on: the last error of
 * a JSON log (pino's `msg` with `err.message`, Temporal's `msg` with `error`), else the last line that speaks of an
 * error, else the last line. Undefined when nothing was written.
 */
export function lastError(path: string, from = 0): string | undefined {
  let text: string;
  try {
    const file = openSync(path, 'r');
    try {
      const { size } = fstatSync(file);
      const start = Math.max(from, size - TAIL);
      const buffer = Buffer.alloc(Math.max(0, size - start));
      readSync(file, buffer, 0, buffer.length, start);
      text = buffer.toString('utf8');
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
  // The frames of a stack and Node's farewell say nothing that the line above them does not say better.
  const lines = text.split('\n').filter((line) => !/^\s*($|at |\}|\^|Node\.js v)/.test(line));
  const errors = lines.flatMap((line) => jsonError(line) ?? []);
  const spoken = lines.filter((line) => /error|fatal|panic|could not|cannot/i.test(line));
  return (errors.at(-1) ?? spoken.at(-1) ?? lines.at(-1))?.trim();
}

/** The two ways in which our processes and Temporal write an error. */
const Entry = z.looseObject({
  level: z.union([z.number(), z.string()]),
  msg: z.string().optional(),
  err: z.looseObject({ message: z.string() }).optional().catch(undefined),
  error: z.string().optional().catch(undefined),
});

function jsonError(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined;
  let entry: z.infer<typeof Entry>;
  try {
    entry = Entry.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
  const { level, msg, err, error } = entry;
  const bad = typeof level === 'number' ? level >= 50 : /error|fatal|panic/i.test(level);
  return bad ? [msg, err?.message ?? error].filter((part) => part !== undefined && part !== '').join(': ') : undefined;
}
