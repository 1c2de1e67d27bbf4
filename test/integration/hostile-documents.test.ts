import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MEDIA_TYPES } from '../../services/extraction/formats/media-types.js';
import { createReaderPool, type ReaderPool, type ReaderPoolOptions } from '../../services/extraction/pool.js';
import { buildChild, createBuildFolder, peakMemory } from '../../services/extraction/pool/child-fixture.js';
import {
  endlessPdf,
  hugeJpegHeader,
  hugePng,
  hugePngHeader,
  hugeTiffHeader,
  interlacedPng,
  pdfOfPicture,
} from '../support/hostile-documents.js';

/** What a deployment has by default (services/config). */
const LIMITS = { unpackedBytes: 2 ** 30, pages: 50_000, pixels: 200_000_000 };
const MEMORY_MB = 1_024;
/** A slice of a long document, as it is asked for and stored. */
const SLICE = 16;
const SIDE = 30_000;

const never = new AbortController().signal;
const built = createBuildFolder('hostile-test');
const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
let childPath: string;
const pools: ReaderPool[] = [];

beforeAll(async () => {
  childPath = await buildChild(built);
});
afterEach(async () => {
  const hurry = AbortSignal.timeout(2_000);
  await Promise.all(pools.splice(0).map((pool) => pool.stop(hurry)));
});
afterAll(() => {
  built.remove();
  rmSync(folder, { recursive: true });
});

async function startPool(own: Partial<ReaderPoolOptions> = {}): Promise<ReaderPool> {
  const options = { limits: LIMITS, memoryMb: MEMORY_MB, scratch: folder, size: 1, childPath, warm: false };
  const pool = createReaderPool({ ...options, ...own });
  pools.push(pool);
  await pool.start();
  return pool;
}

function file(name: string, content: Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** Pages of a PDF as numbers; `onPage` is told of each. */
async function numbers(pool: ReaderPool, path: string, from: number, to: number, onPage = (_: number) => {}) {
  const read: number[] = [];
  await pool.read(path, MEDIA_TYPES.pdf, from, to, {
    signal: never,
    onPage: ({ number }) => {
      read.push(number);
      onPage(number);
    },
  });
  return read;
}

const busyPid = (pool: ReaderPool): number => pool.stats().pids[0] ?? 0;

/** The most memory of a child while `work` runs, also of one that does not survive it. */
async function watched(pid: number, work: Promise<unknown>): Promise<number> {
  let peak = 0;
  const look = (): void => void (peak = Math.max(peak, peakMemory(pid)));
  const timer = setInterval(look, 20);
  await work.finally(() => clearInterval(timer));
  look();
  return Math.round(peak);
}

const linux = process.platform === 'linux';
if (!linux) console.log('skipped: documents that try a reader’s bounds; memory is read from /proc');
describe.runIf(linux)('documents that try a reader’s bounds', { timeout: 240_000 }, () => {
  it('reads 20,000 pages slice by slice in memory that is bounded', async () => {
    const pool = await startPool();
    const path = file('endless.pdf', endlessPdf(20_000));
    const { pages } = await pool.inspect(path, MEDIA_TYPES.pdf, { signal: never });
    expect(pages).toBe(20_000);
    const began = performance.now();
    let read = 0;
    const peak = await watched(
      busyPid(pool),
      (async () => {
        for (let first = 1; first <= pages; first += SLICE)
          read += (await numbers(pool, path, first, Math.min(pages, first + SLICE - 1))).length;
      })(),
    );
    const rate = read / ((performance.now() - began) / 1_000);
    console.log(`20,000 pages: ${rate.toFixed(0)} pages/s, at most ${peak} MiB`);
    expect(read).toBe(20_000);
    expect(peak).toBeLessThan(300);
  });

  it('refuses a document of more pages than the limit before it reads one', async () => {
    const pool = await startPool({ limits: { ...LIMITS, pages: 19_999 } });
    const path = file('too-many.pdf', endlessPdf(20_000));
    await expect(pool.inspect(path, MEDIA_TYPES.pdf, { signal: never })).rejects.toMatchObject({
      code: 'document_too_many_pages',
      extra: { pages: 20_000, limit: 19_999 },
    });
  });

  it.each([
    ['PNG', MEDIA_TYPES.png, () => hugePng(SIDE, 1)],
    ['PNG that ends after its header', MEDIA_TYPES.png, () => hugePngHeader(SIDE)],
    ['JPEG that ends after its header', MEDIA_TYPES.jpeg, () => hugeJpegHeader(SIDE)],
    ['TIFF that only claims it', MEDIA_TYPES.tiff, () => hugeTiffHeader(SIDE)],
  ])('refuses 30,000 × 30,000 pixels by the header: a %s', async (_what, mediaType, make) => {
    const pool = await startPool();
    const path = file('huge', await make());
    const refused = expect(pool.inspect(path, mediaType, { signal: never })).rejects.toMatchObject({
      code: 'image_too_large',
      message: 'The image has 30000 × 30000 pixels; 200000000 are allowed.',
    });
    expect(await watched(busyPid(pool), refused)).toBeLessThan(160);
  });

  it.each([
    ['a PNG, where so many pixels are allowed', MEDIA_TYPES.png, () => hugePng(SIDE, 1)],
    ['the picture on a page of a PDF', MEDIA_TYPES.pdf, () => pdfOfPicture(SIDE)],
  ])('reads 30,000 × 30,000 pixels made small, in memory that is bounded: %s', async (what, mediaType, make) => {
    const pool = await startPool({ limits: { ...LIMITS, pixels: SIDE * SIDE } });
    const path = file('huge', await make());
    const methods: string[] = [];
    const read = pool.read(path, mediaType, 1, 1, { signal: never, onPage: ({ method }) => void methods.push(method) });
    const peak = await watched(busyPid(pool), read);
    console.log(`${what}: at most ${peak} MiB`);
    expect(methods).toEqual(['ocr']);
    expect(peak).toBeLessThan(700);
  });

  it('ends a reader that a picture makes grow, says why, and reads on beside it', async () => {
    const pool = await startPool({ size: 2, memoryMb: 400 });
    const picture = file('passes.png', await interlacedPng(8_000));
    const path = file('beside.pdf', endlessPdf(200));
    const [first = 0] = pool.stats().pids;
    const failed = expect(
      pool.read(picture, MEDIA_TYPES.png, 1, 1, { signal: never, onPage: () => undefined }),
    ).rejects.toMatchObject({ code: 'reader_out_of_memory', extra: { limit_mb: 400 } });
    const [peak, beside] = await Promise.all([watched(first, failed), numbers(pool, path, 1, 200)]);
    console.log(`limit 400 MiB: ended at ${peak} MiB`);
    expect(peak).toBeLessThan(800);
    expect(beside).toHaveLength(200);
  });

  it('goes on behind the last page when the child was killed in the middle of a document', async () => {
    const pool = await startPool();
    const pages = 400;
    const path = file('killed.pdf', endlessPdf(pages));
    const before: number[] = [];
    const [pid = NaN] = pool.stats().pids;
    const killed = numbers(pool, path, 1, pages, (number) => {
      before.push(number);
      if (number === 100) process.kill(pid, 'SIGKILL');
    });
    await expect(killed).rejects.toMatchObject({ code: 'reader_crashed', extra: { signal: 'SIGKILL' } });
    expect(before).toEqual(before.map((_, n) => n + 1));
    expect(before.length).toBeLessThan(pages);
    const after = await numbers(pool, path, before.length + 1, pages);
    expect([...before, ...after]).toEqual(Array.from({ length: pages }, (_, n) => n + 1));
  });
});
