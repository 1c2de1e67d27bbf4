import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { zipSync } from 'fflate';
import type { Document } from '../../domain/documents/document.js';
import { hugePng, interlacedPng } from '../support/hostile-documents.js';
import { eventually, pause, Product, type Answer, type Body } from '../support/product.js';

const unique = (text: string) => `${text} ${randomBytes(8).toString('hex')}`;

/** How many of 1,000 uploads are read to their end; the others are cancelled, which ends them as well. `FAULTS=long`: all. */
const READ_OF_1000 = process.env['FAULTS'] === 'long' ? 1_000 : 250;

const expectProblem = (answer: Answer, status: number, code: string) => {
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(answer.json<{ code: string; status: number; title: string }>()).toMatchObject({ code, status });
};

describe('uploading', () => {
  let product: Product;
  beforeAll(() => {
    product = Product.attach(inject('home'), inject('port'));
  });

  it('answers 202 with the document, and the bytes come back as they were', async () => {
    const bytes = unique('A letter to a friend.');
    const answer = await product.put('letter.txt', bytes);
    expect(answer.status).toBe(202);
    const document = answer.json<Document>();
    expect(document).toMatchObject({
      filename: 'letter.txt',
      media_type: 'text/plain',
      status: 'queued',
      deduplicated: false,
      run: 1,
    });
    expect(document.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect((await product.api('GET', `/v1/documents/${document.id}/content`)).text).toBe(bytes);
    const ranged = await product.api('GET', `/v1/documents/${document.id}/content`, {
      headers: { range: 'bytes=2-7' },
    });
    expect([ranged.status, ranged.text]).toEqual([206, 'letter']);
  });

  it('answers the same document when the same bytes arrive twice, and keeps the new name', async () => {
    const bytes = unique('the same');
    const first = (await product.put('one.txt', bytes)).json<Document>();
    const again = await product.put('two.txt', bytes);
    expect(again.status).toBe(200);
    expect(again.json<Document>()).toMatchObject({
      id: first.id,
      filename: 'one.txt',
      deduplicated: true,
      aliases: ['two.txt'],
    });
  });

  it('makes one document and one run of the same bytes sent 6 times at once', async () => {
    const bytes = unique('six at once');
    const answers = await Promise.all(Array.from({ length: 6 }, (_, n) => product.put(`${n}.txt`, bytes)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 202]);
    const ids = new Set(answers.map((answer) => answer.json<Document>().id));
    expect(ids.size).toBe(1);
    const [id = ''] = ids;
    await product.terminalDocuments([id]);
    const events = await product.events(`document:${id}`);
    expect(events.filter(({ type }) => type === 'document.created')).toHaveLength(1);
    expect(events.filter(({ type }) => type === 'document.completed')).toHaveLength(1);
  });

  it('takes several files as a form, each with an answer of its own', async () => {
    const form = new FormData();
    form.append('file', new Blob([unique('first')]), 'first.txt');
    form.append('file', new Blob([]), 'empty.txt');
    form.append('file', new Blob([randomBytes(64)]), 'noise.bin');
    form.append('metadata', '{"case":"A-1"}');
    form.append('priority', '1');
    const answer = await product.api('POST', '/v1/documents', { body: form });
    expect(answer.status).toBe(207);
    const { items } = answer.json<{ items: (Document & { code?: string })[] }>();
    expect(items[0]).toMatchObject({ filename: 'first.txt', metadata: { case: 'A-1' }, priority: 1 });
    expect(items.slice(1).map(({ code }) => code)).toEqual(['empty_file', 'unsupported_media_type']);
  });

  it('honours Idempotency-Key: the same request again answers the same, another one is refused', async () => {
    const headers = { 'idempotency-key': randomBytes(8).toString('hex') };
    const bytes = unique('idempotent');
    const first = await product.put('a.txt', bytes, headers);
    const again = await product.put('a.txt', bytes, headers);
    expect([first.status, again.status]).toEqual([202, 202]);
    expect(again.json<Document>()).toMatchObject({ id: first.json<Document>().id, deduplicated: false });
    expectProblem(await product.put('a.txt', unique('other bytes'), headers), 409, 'idempotency_mismatch');
  });

  it.each([
    ['an empty file', () => product.put('a.pdf', ''), 400, 'empty_file'],
    [
      'an unknown type',
      () => product.put('a.xyz', Buffer.from([0, 1, 2, 3, 254, 255, 7, 9])),
      415,
      'unsupported_media_type',
    ],
    [
      'a form without a file',
      () => {
        const form = new FormData();
        form.append('x', 'y');
        return product.api('POST', '/v1/documents', { body: form });
      },
      400,
      'missing_file',
    ],
    [
      'a form without a boundary',
      () => product.api('POST', '/v1/documents', { body: 'x', headers: { 'content-type': 'multipart/form-data' } }),
      400,
      'bad_request',
    ],
    [
      'a form that ends too early',
      () =>
        product.api('POST', '/v1/documents', {
          body: '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf',
          headers: { 'content-type': 'multipart/form-data; boundary=b' },
        }),
      400,
      'upload_incomplete',
    ],
    [
      'metadata that is not JSON',
      () => product.api('PUT', '/v1/documents?filename=a.txt&metadata={', { body: 'x' }),
      400,
      'invalid_json',
    ],
    [
      'a priority out of range',
      () => product.api('PUT', '/v1/documents?filename=a.txt&priority=9', { body: 'x' }),
      422,
      'invalid',
    ],
    ['no filename', () => product.api('PUT', '/v1/documents', { body: 'x' }), 422, 'invalid'],
    [
      'an unknown id',
      () => product.api('GET', '/v1/documents/0190a000-0000-7000-8000-000000000000'),
      404,
      'document_not_found',
    ],
    ['an id that is none', () => product.api('GET', '/v1/documents/42'), 422, 'invalid'],
    ['an unknown address', () => product.api('GET', '/v1/nothing'), 404, 'not_found'],
    ['no key', () => product.api('GET', '/v1/documents', { headers: { authorization: '' } }), 401, 'unauthenticated'],
    [
      'a wrong key',
      () => product.api('GET', '/v1/documents', { headers: { authorization: 'Bearer dgk_wrong' } }),
      401,
      'unauthenticated',
    ],
    [
      'a broken JSON body',
      () => product.api('POST', '/v1/sessions', { body: '{', headers: { 'content-type': 'application/json' } }),
      400,
      'invalid_json',
    ],
    [
      'a spent sign-in link',
      () =>
        product.api('POST', '/v1/sessions', {
          body: '{"signin":"x"}',
          headers: { 'content-type': 'application/json' },
        }),
      401,
      'unauthenticated',
    ],
  ] as const)('tells %s', async (_what, send, status, code) => expectProblem(await send(), status, code));

  it('names the accepted types when it refuses one', async () => {
    const { accepted } = (await product.put('a.exe', Buffer.from('MZ\0\0\0\0'))).json<{ accepted: string[] }>();
    expect(accepted).toContain('application/pdf');
  });

  it('leaves no row of an upload that was cut off', async () => {
    const filename = `${randomBytes(8).toString('hex')}.txt`;
    await new Promise<void>((resolve) => {
      const sending = request(`${product.url}/v1/documents?filename=${filename}`, {
        method: 'PUT',
        headers: { ...product.auth, 'content-length': '1000' },
      });
      sending.on('error', () => resolve());
      sending.write('half of it', () => sending.destroy());
    });
    const { items } = (await product.api('GET', `/v1/documents?q=${filename}`)).json<{ items: Document[] }>();
    expect(items).toEqual([]);
  });

  it('takes odd names, and shows them safely', async () => {
    for (const [given, shown] of [
      ['../../a\u0000b.txt', 'ab.txt'],
      ['🦆.txt', '🦆.txt'],
      [`${'x'.repeat(5_000)}.txt`, `${'x'.repeat(251)}.txt`],
    ] as const) {
      expect((await product.put(given, unique('odd'))).json<Document>().filename).toBe(shown);
    }
  });

  it('refuses a body over the limit, also one without a length', async () => {
    const endless = Readable.from(
      (function* () {
        for (let n = 0; n < 500; n++) yield Buffer.alloc(1024 * 1024, 32);
      })(),
    );
    const answer = await product.put('big.txt', Readable.toWeb(endless) as ReadableStream).catch(() => undefined);
    // The server may close while bytes are still coming; then a client sees the reset instead of the answer.
    if (answer) expectProblem(answer, 413, 'too_large');
    const declared = await new Promise<number | undefined>((resolve, reject) => {
      const sending = request(`${product.url}/v1/documents?filename=big.txt`, {
        method: 'PUT',
        headers: { ...product.auth, 'content-length': String(500 * 1024 * 1024) },
      });
      sending.on('response', (response) => resolve(response.statusCode)).on('error', reject);
      sending.flushHeaders();
    });
    expect(declared).toBe(413);
  });

  it('takes 300 MB while the memory of the api grows by at most 64 MB', async () => {
    const { pid } = product.run().api;
    const rss = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
    await product.put('warm.txt', unique('warm'));
    const before = rss();
    let peak = before;
    const watch = setInterval(() => (peak = Math.max(peak, rss())), 20);
    const seed = unique('');
    const stream = Readable.from(
      (function* () {
        yield Buffer.from(seed);
        const line = Buffer.alloc(1024 * 1024, 'lorem ipsum dolor sit amet\n');
        for (let n = 0; n < 300; n++) yield line;
      })(),
    );
    const answer = await product.put('large.txt', Readable.toWeb(stream) as ReadableStream);
    clearInterval(watch);
    console.log(`300 MB: RSS ${before.toFixed(0)} → ${peak.toFixed(0)} MB`);
    expect(answer.status).toBe(202);
    expect(peak - before).toBeLessThanOrEqual(64);
    await product.api('DELETE', `/v1/documents/${answer.json<Document>().id}`);
  });

  it('accepts or postpones each of 1,000 uploads at once, loses none, and never runs more than MAX_RUNS', async () => {
    const marker = randomBytes(4).toString('hex');
    let most = 0;
    const over = new AbortController();
    const watch = (async () => {
      while (!over.signal.aborted) {
        const answer = await product.api('GET', '/v1/documents?status=processing&limit=200');
        if (answer.status === 200) most = Math.max(most, answer.json<{ items: unknown[] }>().items.length);
        await pause(500);
      }
    })();
    const count = async (status: string): Promise<number> => {
      let found = 0;
      for (let next: string | null = ''; next !== null;) {
        const page: Answer = await product.api(
          'GET',
          `/v1/documents?status=${status}&q=${marker}&limit=200${next === '' ? '' : `&cursor=${encodeURIComponent(next)}`}`,
        );
        const { items, next_cursor } = page.json<{ items: unknown[]; next_cursor: string | null }>();
        found += items.length;
        next = next_cursor;
      }
      return found;
    };
    const ids: string[] = [];
    let postponed = 0;
    const send = async (n: number): Promise<void> => {
      const answer = await product.put(`${marker}-${n}.txt`, `${marker} number ${n}`);
      if (answer.status === 429 || answer.status === 503) {
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
        postponed++;
        await pause(100 + (n % 50) * 20);
        return send(n);
      }
      expect(answer.status).toBe(202);
      ids.push(answer.json<Document>().id);
    };
    await Promise.all(Array.from({ length: 1_000 }, (_, n) => send(n)));
    console.log(`1,000 uploads: ${postponed} times told to come back`);
    expect(new Set(ids).size).toBe(1_000);
    await eventually('many have been read', async () => (await count('completed')) >= READ_OF_1000, 400_000);
    await product.api('POST', '/v1/documents/bulk', {
      body: JSON.stringify({ action: 'cancel', filter: { q: marker } }),
      headers: { 'content-type': 'application/json' },
    });
    over.abort();
    await watch;
    expect(most).toBeLessThanOrEqual(20);
    const ends = await Promise.all(['queued', 'processing', 'failed', 'completed', 'cancelled'].map(count));
    expect(ends.slice(0, 3)).toEqual([0, 0, 0]);
    expect(ends.reduce((sum, each) => sum + each)).toBe(1_000);
  }, 600_000);
});

describe('documents that cannot be read', () => {
  let product: Product;
  beforeAll(() => {
    product = Product.attach(inject('home'), inject('port'));
  });

  const failing = async (filename: string, bytes: Body) => {
    const answer = await product.put(filename, bytes);
    expect(answer.status).toBe(202);
    const { id } = answer.json<Document>();
    const document = (await product.terminalDocuments([id])).get(id);
    return { status: document?.status, code: document?.error?.code, step: document?.error?.step };
  };

  it('fails a zip bomb that poses as a Word document, by its size', async () => {
    const part = new Uint8Array(120 * 1024 * 1024); // the product of these tests unpacks 100 MiB
    const bomb = zipSync({
      '[Content_Types].xml': new TextEncoder().encode(
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
      ),
      'word/document.xml': [part, { level: 1 }],
    });
    expect(await failing(`${randomBytes(4).toString('hex')}.docx`, Buffer.from(bomb))).toEqual({
      status: 'failed',
      code: 'document_too_complex',
      step: 'extract',
    });
  });

  it('fails a PDF that is cut off, and says so', async () => {
    const head = Buffer.from(
      `%PDF-1.7\n%${randomBytes(8).toString('hex')}\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n`,
    );
    expect(await failing('cut.pdf', head)).toEqual({ status: 'failed', code: 'document_damaged', step: 'extract' });
  });

  it('fails a PDF that asks for a password', async () => {
    const sealed = new URL('../../services/extraction/pdf/encrypted/aes-256.pdf', import.meta.url);
    expect(await failing('sealed.pdf', readFileSync(sealed))).toEqual({
      status: 'failed',
      code: 'document_encrypted',
      step: 'extract',
    });
  });

  it('fails a picture of 30,000 × 30,000 pixels, by its size', async () => {
    const huge = new Uint8Array(await hugePng(30_000, 1));
    expect(await failing('huge.png', huge)).toEqual({ status: 'failed', code: 'image_too_large', step: 'extract' });
  });

  it('fails a document on which its reader runs out of memory, after three attempts, and no other', async () => {
    const sent = [
      await product.put('passes.png', new Uint8Array(await interlacedPng(12_000))),
      await product.put('beside.txt', unique('I am read beside it.')),
    ];
    const ids = sent.map((answer) => answer.json<Document>().id);
    const ended = await product.terminalDocuments(ids, 240_000);
    const [hungry, beside] = ids.map((id) => ended.get(id));
    expect(hungry).toMatchObject({ status: 'failed', error: { code: 'reader_out_of_memory', step: 'extract' } });
    expect(hungry?.error?.message).toContain('(3 attempts)');
    expect(beside?.status).toBe('completed');
  }, 300_000);

  it('reads a file by its bytes when its name lies', async () => {
    const answer = await product.put(
      'picture.png',
      `<!doctype html><title>x</title><h1>${unique('Not a picture')}</h1>`,
    );
    expect(answer.json<Document>().media_type).toBe('text/html');
  });

  it('reads broken UTF-8 without losing the rest', async () => {
    const answer = await product.put(
      'broken.txt',
      Buffer.concat([
        Buffer.from(unique('Gr\u00fc\u00dfe ')),
        Buffer.from([0xff, 0xfe, 0xc3]),
        Buffer.from(' and a good end'),
      ]),
    );
    const { id } = answer.json<Document>();
    await product.terminalDocuments([id]);
    expect((await product.api('GET', `/v1/documents/${id}/text`)).text).toContain('and a good end');
  });
});
