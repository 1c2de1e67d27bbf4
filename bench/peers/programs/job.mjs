/** The job itself, the same for every queue that runs in Node. */
import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';

/** What a user writes: one insert, with no key that would refuse a second one. */
export const INSERT = 'insert into effect (job, filename, characters) values ($1, $2, $3)';

const { BEFORE_MS, AFTER_MS, NODE, READER, CONCURRENCY, POSTGRES_URL } = process.env;
export const concurrency = Number(CONCURRENCY);

/**
 * Does a job: reads its document, or waits in place of that, and has its effect once.
 *
 * @param {{ number: number, path?: string }} job
 * @param {(values: [number, string | null, number | null]) => Promise<unknown>} insert
 */
export async function perform({ number, path }, insert) {
  if (path !== undefined) return insert([number, basename(path), await read(path)]);
  await wait(Number(BEFORE_MS));
  await insert([number, null, null]);
  await wait(Number(AFTER_MS));
}

let pool;
/** Inserts on a connection of its own, committed at once. */
export function insertAlone(values) {
  pool ??= new pg.Pool({ connectionString: POSTGRES_URL, max: concurrency });
  return pool.query(INSERT, values);
}

let reader;
const waiting = new Map();

/** Number of characters of a document. Throws what the reader says. */
function read(path) {
  if (reader === undefined) {
    reader = spawn(NODE, [READER], { stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface({ input: reader.stdout }).on('line', (line) => {
      const { id, characters, error } = JSON.parse(line);
      const { resolve, reject } = waiting.get(id);
      waiting.delete(id);
      if (error === undefined) resolve(characters);
      else reject(new Error(error));
    });
  }
  return new Promise((resolve, reject) => {
    waiting.set(path, { resolve, reject });
    reader.stdin.write(`${JSON.stringify({ id: path, path })}\n`);
  });
}
