import { chmodSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Replaces a small JSON file whole, readable by its owner only: a reader sees the old content or the new, never half.
 *
 * Synchronous on purpose: what it says (which processes run) is written in the same turn in which it became true.
 */
export function writePrivateJson(path: string, value: unknown): void {
  const temporary = `${path}.${String(process.pid)}.tmp`;
  try {
    writeFileSync(temporary, `${JSON.stringify(value, undefined, 2)}\n`, { mode: 0o600 });
    chmodSync(temporary, 0o600); // a temporary file left by a crash keeps its old mode
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** The content of a JSON file, or undefined when there is none or it is not JSON; the caller checks its shape. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
