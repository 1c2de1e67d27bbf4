import { spawnSync } from 'node:child_process';
import { chownSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { alive, Product, type Place } from '../support/product.js';
import { tools } from '../support/servers.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const isRoot = process.getuid?.() === 0;
const LEFT_OUT = new Set(['.git', '.docugenie', 'node_modules']);

/** Every process of a home, by the environment that all of them are given. */
const processesOf = (home: string): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`DOCUGENIE_HOME=${home}\0`) && alive(pid);
      } catch {
        return false; // it has ended, or is not ours
      }
    });

describe('npm start', () => {
  const folders: string[] = [];
  const products: Product[] = [];

  afterEach(async () => {
    for (const product of products.splice(0)) await product.remove();
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  /** A folder as `mkdtemp` makes it: nobody else may look into it. */
  function privateFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'dg-start-'));
    folders.push(folder);
    return folder;
  }

  async function runs(place: Place, environment: Record<string, string> = {}): Promise<Product> {
    const product = await Product.create(place);
    products.push(product);
    await product.start(environment);
    return product;
  }

  async function stopsWhole(product: Product): Promise<void> {
    expect(processesOf(product.home).length).toBeGreaterThan(5);
    expect(await product.stop()).toBeLessThan(15_000);
    expect(processesOf(product.home)).toEqual([]);
  }

  it('works from a clone, with its home, in a folder that is closed to all others', async () => {
    const folder = privateFolder();
    const project = join(folder, 'clone');
    cpSync(root, project, { recursive: true, filter: (path) => !LEFT_OUT.has(basename(path)) });
    symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'));
    const home = join(project, '.docugenie');
    mkdirSync(home);
    spawnSync('cp', ['-a', tools, join(home, 'tools')]);
    const person = privateFolder();
    const product = await runs({ project, home }, { HOME: person });
    const { id } = (await product.put('closed.txt', 'A letter from a closed folder.')).json<{ id: string }>();
    expect((await product.terminalDocuments([id])).get(id)?.status).toBe('completed');
    await stopsWhole(product);
    // Neither caches nor, by the model's runtime, what it would report over the network.
    expect(readdirSync(person)).toEqual([]);
  });

  it.skipIf(!isRoot)('works as an ordinary user', async () => {
    const nobody = { uid: 65_534, gid: 65_534 };
    const home = privateFolder();
    chownSync(home, nobody.uid, nobody.gid);
    const product = await runs({ home, user: nobody });
    const { id } = (await product.put('ordinary.txt', 'A letter of an ordinary user.')).json<{ id: string }>();
    expect((await product.terminalDocuments([id])).get(id)?.status).toBe('completed');
    await stopsWhole(product);
  });
  if (!isRoot) console.log('not shown: start as an ordinary user beside root, as these tests run as one themselves');

  it.each([
    ['there is no Python', { PATH: '/nowhere' }, /^docugenie: Python was not found — install Python ≥ 3\.10/m],
    [
      'there is no network',
      { PIP_INDEX_URL: 'http://127.0.0.1:9/simple', PIP_RETRIES: '1' },
      /^docugenie: the first start needs .* does not answer — check the connection/m,
    ],
    [
      'the home is a file',
      { DOCUGENIE_HOME: fileURLToPath(import.meta.url) },
      /^docugenie: .* — set DOCUGENIE_HOME to a folder that you can write to/m,
    ],
    [
      'the home cannot be made',
      { DOCUGENIE_HOME: '/proc/docugenie' },
      /^docugenie: .* — set DOCUGENIE_HOME to a folder that you can write to/m,
    ],
  ])('ends with one line and the remedy when %s, and leaves nothing running', (_, environment, line) => {
    const home = join(privateFolder(), 'home');
    const { status, stdout } = spawnSync(process.execPath, [join(root, 'cli', 'start.mjs')], {
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], DOCUGENIE_HOME: home, ...environment },
      encoding: 'utf8',
      timeout: 60_000,
    });
    expect(stdout).toMatch(line);
    expect(stdout.match(/^docugenie:/gm)).toHaveLength(1);
    expect(status).toBe(1);
    expect(processesOf(home)).toEqual([]);
  });

  it('finds what it had stored, and what was being done, when it is started again', async () => {
    const product = await runs({});
    const first = (await product.put('before.txt', 'Written before the stop.')).json<{ id: string }>();
    await product.terminalDocuments([first.id]);
    const second = (await product.put('in-hand.txt', 'In hand at the stop.')).json<{ id: string }>();
    await stopsWhole(product);
    await product.start();
    expect((await product.document(first.id)).status).toBe('completed');
    expect((await product.terminalDocuments([second.id])).get(second.id)?.status).toBe('completed');
  });
});
