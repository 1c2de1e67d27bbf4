import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Document } from '../../domain/documents/document.js';
import { pdfOf } from '../support/documents.js';
import { eventually, Product } from '../support/product.js';
import { expectSound } from './sound.js';

const SIZE = 24 * 1024 * 1024;
/** What is left free: enough for a probe, not for the pages of a document. */
const LEFT = 8 * 1024;

interface System {
  healthy: boolean;
  waiting: { process: string; dependency: string; reason: string }[];
}

/** A small file system of its own: a tmpfs where one can be mounted; `/dev/shm`, filled to the brim, where not. */
function smallDisk(): { folder: string; what: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'dg-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', folder]).status === 0;
  if (mounted) {
    const remove = () => {
      spawnSync('umount', ['-l', folder]);
      rmSync(folder, { recursive: true, force: true });
    };
    return { folder, what: 'a tmpfs of its own', remove };
  }
  rmSync(folder, { recursive: true });
  const shared = mkdtempSync('/dev/shm/dg-disk-');
  return { folder: shared, what: '/dev/shm, filled', remove: () => rmSync(shared, { recursive: true, force: true }) };
}

const free = (folder: string): number => {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
};

describe('while the disk of the stored files is full', () => {
  const disk = smallDisk();
  const filler = join(disk.folder, 'filler');
  let product: Product;
  beforeAll(async () => {
    chmodSync(disk.folder, 0o755);
    product = await Product.create();
    product.blobs = join(disk.folder, 'blobs');
    await product.start({ BLOBS_URL: pathToFileURL(product.blobs).href, RECONCILE_GRACE_S: '1' });
  });
  afterAll(async () => {
    await product.remove();
    disk.remove();
  });

  const system = async () => (await product.api('GET', '/v1/system')).json<System>();

  it('uploads are refused, documents wait and say so; with space again they go on by themselves', async () => {
    console.log(`on ${disk.what}`);
    const before: Document[] = [];
    for (const n of [1, 2]) before.push(await product.add(`long-${n}.pdf`, pdfOf(900, `long ${n}`)));
    await eventually(
      'they are being read',
      async () => (await product.document(before[0]?.id ?? '')).steps[0]?.progress != null,
    );
    writeFileSync(filler, Buffer.alloc(free(disk.folder) - LEFT));

    const refused = await product.put('refused.pdf', pdfOf(300, 'refused'));
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([507, '30']);
    const waiting = await eventually('it is told what documents wait for', async () => {
      const found = await system();
      return found.waiting.length > 0 ? found : undefined;
    });
    expect(waiting).toMatchObject({ healthy: false, waiting: [{ dependency: 'blobs' }] });
    for (const { id } of before) expect((await product.document(id)).status).toBe('processing');

    rmSync(filler);
    const again = Date.now();
    const later = await product.add('later.pdf', pdfOf(300, 'refused'));
    const ended = await product.terminalDocuments([...before, later].map(({ id }) => id));
    console.log(`all done ${((Date.now() - again) / 1_000).toFixed(1)} s after there was space again`);
    expect([...ended.values()].map(({ status, error }) => [status, error])).toEqual([
      ['completed', null],
      ['completed', null],
      ['completed', null],
    ]);
    for (const { steps } of ended.values()) expect(Math.max(...steps.map(({ attempts }) => attempts))).toBe(1);
    await eventually('nothing is waited for', async () => (await system()).waiting.length === 0);
    await expectSound(product, [...ended.values()]);
  });
});
