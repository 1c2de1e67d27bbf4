import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Document } from '../../domain/documents/document.js';
import { ObjectStore } from '../support/object-store.js';
import { eventually, Product } from '../support/product.js';
import { createPdf, textPage } from '../../services/extraction/pdf/fixture.js';

const samples = fileURLToPath(new URL('../../samples', import.meta.url));

/** A product of its own, whose blobs are in a bucket. */
let store: ObjectStore;
let product: Product;
beforeAll(async () => {
  store = await ObjectStore.start();
  product = await Product.create();
  await product.start({ BLOBS_URL: `s3://${store.bucket}/docugenie`, ...store.environment });
});
afterAll(async () => {
  await product.remove();
  await store.kill();
});

it('reads documents whose bytes are in a bucket, short and long ones, and removes them with the document', async () => {
  const pages = Array.from({ length: 100 }, (_, n) => textPage([`This is page ${n + 1} of a long report.`]));
  const files = {
    'duck.docx': readFileSync(join(samples, 'duck.docx')),
    'long.pdf': createPdf(pages),
  };
  const ids: string[] = [];
  for (const [name, bytes] of Object.entries(files)) {
    const answer = await product.put(name, new Uint8Array(bytes));
    expect(answer.status).toBe(202);
    ids.push(answer.json<Document>().id);
  }
  const documents = [...(await product.terminalDocuments(ids)).values()];
  expect(documents.map(({ status, error }) => ({ status, error }))).toEqual(
    ids.map(() => ({ status: 'completed', error: null })),
  );
  const [, long = ''] = ids;
  expect((await product.api('GET', `/v1/documents/${long}/text`)).text).toContain('page 100 of a long report');
  expect((await product.api('GET', `/v1/documents/${long}/pages/100/image`)).status).toBe(200);
  const part = await product.api('GET', `/v1/documents/${long}/content`, { headers: { range: 'bytes=0-7' } });
  expect([part.status, part.text]).toEqual([206, '%PDF-1.7']);
  expect((await store.keys()).filter((key) => key.includes('/incoming/'))).toEqual([]);

  for (const id of ids) expect((await product.api('DELETE', `/v1/documents/${id}`)).status).toBe(204);
  await eventually('the bucket is empty', async () => (await store.keys()).length === 0);
});

it('answers an upload with 503 while the bucket cannot be reached, and takes it when it can again', async () => {
  const { pid } = product.run().api;
  await store.kill();
  const refused = await product.put('later.txt', 'This comes later.');
  expect([refused.status, refused.json<{ code: string }>().code]).toEqual([503, 'unavailable']);
  await eventually('it says so', async () => (await product.api('GET', '/readyz')).status === 503);
  await store.start();
  const taken = await product.put('later.txt', 'This comes later.');
  expect(taken.status).toBe(202);
  const { id } = taken.json<Document>();
  expect((await product.terminalDocuments([id])).get(id)?.status).toBe('completed');
  expect(product.run().api.pid).toBe(pid);
});
