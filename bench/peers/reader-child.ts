/**
 * The product's reader for workers that are not the product's, in any language: `{ "id", "path" }` a line on standard
 * input, `{ "id", "characters" }` or `{ "id", "error" }` a line on standard output. It ends with its input, and so with
 * whoever asks. READERS: documents that it reads at once. SCRATCH: folder for the readers' files.
 */
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { readConfig } from '../../services/config/index.js';
import { createReaderPool, pageText, sniff } from '../../services/extraction/index.js';

/** Bytes from which a file's type is told, as many as the product looks at. */
const HEAD_BYTES = 65_536;

const Request = z.object({ id: z.string(), path: z.string() });
const { config } = readConfig(process.env);
const pool = createReaderPool({
  limits: config.reading.limits,
  scratch: process.env['SCRATCH'] ?? '.',
  size: config.reading.processes,
});
await pool.start();

const { signal } = new AbortController(); // nobody takes a request back

for await (const line of createInterface({ input: process.stdin })) void answer(line);
process.exit(0);

async function answer(line: string): Promise<void> {
  const { id, path } = Request.parse(JSON.parse(line));
  const said = await characters(path).then(
    (number) => ({ id, characters: number }),
    (error: unknown) => ({ id, error: String(error) }),
  );
  process.stdout.write(`${JSON.stringify(said)}\n`);
}

async function characters(path: string): Promise<number> {
  const mediaType = await sniff(await headOf(path), basename(path), () =>
    Promise.resolve({ path, release: () => Promise.resolve() }),
  );
  const { pages } = await pool.inspect(path, mediaType, { signal });
  let read = 0;
  await pool.read(path, mediaType, 1, pages, { signal, onPage: (page) => void (read += pageText(page).length) });
  return read;
}

async function headOf(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
