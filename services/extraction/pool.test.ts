import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from '../../domain/documents/content.js';
import { createPdf, textPage } from './pdf/fixture.js';
import { createReaderPool, type ReaderPool, type ReaderPoolOptions } from './pool.js';
import { buildChild, createBuildFolder } from './pool/child-fixture.js';

const LIMITS = { unpackedBytes: 64 * 2 ** 20, pages: 100, pixels: 50_000_000 };
const PDF = 'application/pdf';

const linux = process.platform === 'linux';
if (!linux) console.log('skipped: bounds of memory and environments of processes, which are read from /proc');

const built = createBuildFolder('pool-test');
let folder: string;
let childPath: string;
let oddChildPath: string;
const pools: ReaderPool[] = [];
const never = new AbortController().signal;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pool-'));
  childPath = await buildChild(built);
  // A child that speaks the same language and misbehaves as the path says.
  oddChildPath = join(built.path, 'odd.mjs');
  writeFileSync(oddChildPath, ODD_CHILD);
});

afterEach(async () => {
  const hurry = AbortSignal.timeout(2_000);
  await Promise.all(pools.splice(0).map((pool) => pool.stop(hurry)));
});

afterAll(() => {
  built.remove();
  rmSync(folder, { recursive: true, force: true });
});

const ODD_CHILD = `
import { writeFileSync } from 'node:fs';
const page = (number) => ({ number, method: 'text', blocks: [] });
const send = (message) => process.send(message);
let untaken = 0;
process.on('disconnect', () => process.exit(0));
process.on('message', async (message) => {
  if (message.type === 'setup') return send({ type: 'ready' });
  if (message.type === 'taken') { untaken--; return; }
  if (message.type === 'abort') {
    if (current.path !== 'deaf') send({ type: 'failed', id: message.id, failure: { code: 'internal', detail: 'given up', extra: {} }, broken: false });
    return;
  }
  const { job } = message;
  current = job;
  if (job.path === 'crash') {
    send({ type: 'page', id: job.id, page: page(1) });
    send({ type: 'page', id: job.id, page: page(2) });
    process.stderr.write('some noise\\nAssertion failed: bad font\\n');
    setImmediate(() => process.abort());
  } else if (job.path === 'exit') {
    process.exit(7);
  } else if (job.path === 'silent' || job.path === 'deaf') {
    // says nothing
  } else if (job.path === 'working') {
    let left = 6;
    const timer = setInterval(() => {
      send({ type: 'progress', id: job.id });
      if (--left === 0) { clearInterval(timer); send({ type: 'done', id: job.id, result: { type: 'read' } }); }
    }, 100);
  } else if (job.path === 'hungry') {
    const kept = [];
    setInterval(() => kept.push(Buffer.alloc(16 * 2 ** 20, 1)), 20);
  } else {
    send({ type: 'done', id: job.id, result: { type: 'inspect', pages: process.pid, metadata: {} } });
  }
});
let current;
`;

async function startPool(own: Partial<ReaderPoolOptions> = {}): Promise<ReaderPool> {
  const pool = createReaderPool({ limits: LIMITS, scratch: folder, size: 1, childPath, warm: false, ...own });
  pools.push(pool);
  await pool.start();
  return pool;
}

const odd = (own: Partial<ReaderPoolOptions> = {}): Promise<ReaderPool> =>
  startPool({ childPath: oddChildPath, ...own });

async function collect(pool: ReaderPool, path: string, from: number, to: number, signal = never): Promise<Page[]> {
  const pages: Page[] = [];
  await pool.read(path, PDF, from, to, { signal, onPage: (page) => void pages.push(page) });
  return pages;
}

function threePages(name: string): string {
  const path = join(folder, name);
  writeFileSync(path, createPdf([1, 2, 3].map((n) => textPage([`This is the text of page ${n}.`]))));
  return path;
}

describe('reading through the pool', () => {
  it('answers the number of pages, the pages and an image of a PDF', async () => {
    const pool = await startPool();
    const path = threePages('three.pdf');
    expect((await pool.inspect(path, PDF, { signal: never })).pages).toBe(3);
    const pages = await collect(pool, path, 2, 3);
    expect(pages.map((page) => page.number)).toEqual([2, 3]);
    expect(JSON.stringify(pages[0])).toContain('This is the text of page 2.');
    const png = await pool.image(path, PDF, 1, 200, { signal: never });
    expect([...png.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
  });

  it('passes failures of the document on and keeps the child', async () => {
    const pool = await startPool();
    const path = join(folder, 'broken.pdf');
    writeFileSync(path, '%PDF-1.7\nnothing more');
    const [pid] = pool.stats().pids;
    await expect(pool.inspect(path, PDF, { signal: never })).rejects.toMatchObject({ code: 'document_damaged' });
    expect(pool.stats().pids).toEqual([pid]);
    expect((await pool.inspect(threePages('after.pdf'), PDF, { signal: never })).pages).toBe(3);
  });

  it('reads the new content when a path gets another file', async () => {
    const pool = await startPool();
    const path = threePages('again.pdf');
    expect((await pool.inspect(path, PDF, { signal: never })).pages).toBe(3);
    rmSync(path);
    writeFileSync(path, createPdf([textPage(['Only one page.'])]));
    expect((await pool.inspect(path, PDF, { signal: never })).pages).toBe(1);
  });

  it('hands pages over one by one and waits until they are taken', async () => {
    const pool = await startPool();
    let taking = 0;
    let most = 0;
    const numbers: number[] = [];
    await pool.read(threePages('slow.pdf'), PDF, 1, 3, {
      signal: never,
      onPage: async (page) => {
        most = Math.max(most, ++taking);
        await new Promise((resolve) => setImmediate(resolve));
        numbers.push(page.number);
        taking--;
      },
    });
    expect(numbers).toEqual([1, 2, 3]);
    expect(most).toBe(1);
  });

  it('fails the reading with the error of the one who takes the pages, and goes on with the next', async () => {
    const pool = await startPool();
    const path = threePages('refused.pdf');
    const refused = pool.read(path, PDF, 1, 3, {
      signal: never,
      onPage: () => {
        throw new Error('no space left');
      },
    });
    await expect(refused).rejects.toThrow('no space left');
    expect(await collect(pool, path, 1, 3)).toHaveLength(3);
  });
});

describe('children that fail', () => {
  it('delivers the pages before a crash, says how it ended, and replaces the child', async () => {
    const pool = await odd();
    const pages: number[] = [];
    const read = pool.read('crash', PDF, 1, 3, { signal: never, onPage: (page) => void pages.push(page.number) });
    await expect(read).rejects.toMatchObject({ code: 'reader_crashed', extra: { signal: 'SIGABRT' } });
    await expect(read).rejects.toThrow('Assertion failed: bad font');
    expect(pages).toEqual([1, 2]);
    expect((await pool.inspect('fine', PDF, { signal: never })).pages).toBeGreaterThan(0);
  });

  it('names the exit code', async () => {
    const pool = await odd();
    await expect(pool.inspect('exit', PDF, { signal: never })).rejects.toMatchObject({
      code: 'reader_crashed',
      extra: { exit_code: 7 },
    });
  });

  it('ends a child that says nothing for too long', async () => {
    const pool = await odd({ noProgressMs: 300 });
    await expect(collect(pool, 'silent', 1, 1)).rejects.toMatchObject({ code: 'reader_timeout' });
    expect((await pool.inspect('fine', PDF, { signal: never })).pages).toBeGreaterThan(0);
  });

  it('lets a child work on as long as it reports progress, and passes that on', async () => {
    const pool = await odd({ noProgressMs: 400 });
    let reports = 0;
    await pool.read('working', PDF, 1, 1, { signal: never, onPage: () => undefined, onProgress: () => reports++ });
    expect(reports).toBe(6);
  });

  it.runIf(linux)('ends a child that takes more memory than it may', async () => {
    const pool = await odd({ memoryMb: 160 });
    await expect(collect(pool, 'hungry', 1, 1)).rejects.toMatchObject({ code: 'reader_out_of_memory' });
    expect((await pool.inspect('fine', PDF, { signal: never })).pages).toBeGreaterThan(0);
  });

  it('fails only the document whose child was killed from outside', async () => {
    const pool = await odd({ size: 2 });
    const victim = collect(pool, 'silent', 1, 1);
    const before = pool.stats();
    expect(before.running).toBe(1);
    const survivor = await pool.inspect('fine', PDF, { signal: never });
    const [other] = before.pids.filter((pid) => pid !== survivor.pages);
    process.kill(other ?? 0, 'SIGKILL');
    await expect(victim).rejects.toMatchObject({ code: 'reader_crashed', extra: { signal: 'SIGKILL' } });
    expect((await pool.inspect('fine', PDF, { signal: never })).pages).toBe(survivor.pages);
  });

  it('does not start when the child cannot be started', async () => {
    const pool = createReaderPool({ limits: LIMITS, scratch: folder, size: 1, childPath: join(folder, 'missing.mjs') });
    pools.push(pool);
    await expect(pool.start()).rejects.toMatchObject({ code: 'reader_crashed' });
  });
});

describe('giving up', () => {
  it('rejects at once and uses the child again', async () => {
    const pool = await odd();
    const [pid] = pool.stats().pids;
    const abort = new AbortController();
    const read = collect(pool, 'silent', 1, 1, abort.signal);
    abort.abort(new Error('cancelled'));
    await expect(read).rejects.toThrow('cancelled');
    expect((await pool.inspect('fine', PDF, { signal: never })).pages).toBe(pid);
  });

  it('kills a child that does not let go', async () => {
    const pool = await odd();
    const [pid] = pool.stats().pids;
    const abort = new AbortController();
    const read = collect(pool, 'deaf', 1, 1, abort.signal);
    abort.abort(new Error('cancelled'));
    await expect(read).rejects.toThrow('cancelled');
    expect((await pool.inspect('fine', PDF, { signal: never })).pages).not.toBe(pid);
  });

  it('takes a waiting job out of the line', async () => {
    const pool = await odd();
    const first = new AbortController();
    const second = new AbortController();
    const running = collect(pool, 'silent', 1, 1, first.signal);
    const waiting = collect(pool, 'silent', 1, 1, second.signal);
    expect(pool.stats().waiting).toBe(1);
    second.abort(new Error('not needed'));
    await expect(waiting).rejects.toThrow('not needed');
    expect(pool.stats().waiting).toBe(0);
    first.abort(new Error('neither'));
    await expect(running).rejects.toThrow('neither');
  });
});

describe('the life of children', () => {
  it('serves waiting jobs in the order they came', async () => {
    const pool = await odd();
    const order: number[] = [];
    await Promise.all(
      [1, 2, 3, 4].map(async (n) => order.push(await pool.inspect(`file ${n}`, PDF, { signal: never }).then(() => n))),
    );
    expect(order).toEqual([1, 2, 3, 4]);
  });

  it('replaces a child after the given number of files', async () => {
    const pool = await odd({ recycleAfter: 2 });
    const pids: number[] = [];
    for (const name of ['a', 'b', 'c']) pids.push((await pool.inspect(name, PDF, { signal: never })).pages);
    expect(pids[0]).toBe(pids[1]);
    expect(pids[2]).not.toBe(pids[0]);
  });

  it('ends all children when it stops, also a busy one when there is no time', async () => {
    const pool = await odd({ size: 2 });
    const read = collect(pool, 'silent', 1, 1);
    const failed = expect(read).rejects.toMatchObject({ code: 'unavailable' });
    const { pids } = pool.stats();
    await pool.stop(AbortSignal.timeout(50));
    await failed;
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow();
    await expect(pool.inspect('fine', PDF, { signal: never })).rejects.toMatchObject({ code: 'unavailable' });
  });

  it.runIf(linux)('gives children none of the secrets of its own environment', async () => {
    const pool = await startPool();
    const [pid] = pool.stats().pids;
    expect(
      readFileSync(`/proc/${pid ?? 0}/environ`, 'utf8')
        .split('\0')
        .filter((line) => /^(DATABASE_URL|AWS_|HOME=|PATH=)/.test(line)),
    ).toEqual([]);
  });

  it.runIf(linux)('leaves no child behind when the process of the pool is killed', async () => {
    const script = join(folder, 'parent.mjs');
    const bundle = join(built.path, 'parent.mjs');
    writeFileSync(
      script,
      `import { createReaderPool } from ${JSON.stringify(join(process.cwd(), 'services/extraction/pool.ts'))};
       const pool = createReaderPool({ limits: ${JSON.stringify(LIMITS)}, scratch: ${JSON.stringify(folder)}, size: 2, childPath: ${JSON.stringify(oddChildPath)} });
       await pool.start();
       while (pool.stats().pids.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
       process.stdout.write(pool.stats().pids.join(' '), () => process.kill(process.pid, 'SIGKILL'));`,
    );
    await build({
      entryPoints: [script],
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      outfile: bundle,
      logLevel: 'error',
    });
    let output = '';
    try {
      execFileSync(process.execPath, [bundle], { stdio: ['ignore', 'pipe', 'inherit'] });
    } catch (error) {
      if (error instanceof Error && 'stdout' in error) output = String(error.stdout);
    }
    const pids = output.trim().split(' ').map(Number);
    expect(pids).toHaveLength(2);
    const alive = (): number[] =>
      pids.filter(
        (pid) =>
          readdirSync('/proc').includes(String(pid)) &&
          !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8')),
      );
    await expect.poll(alive, { timeout: 5_000 }).toEqual([]);
  });
});
