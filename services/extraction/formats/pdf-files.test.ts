import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from '../../../domain/documents/content.js';
import { createPdf, print, printed, prose, textPage } from '../pdf/fixture.js';
import { createPdfReading, textOf, type PdfReading } from '../pdf/read-fixture.js';
import { pageText } from '../text.js';

const encrypted = (name: string): string => fileURLToPath(new URL(`../pdf/encrypted/${name}.pdf`, import.meta.url));

let reading: PdfReading;
beforeAll(() => {
  reading = createPdfReading();
});
afterAll(() => reading.stop());

describe('what cannot be read', () => {
  const open = (content: Buffer | string, limits = {}): Promise<unknown> =>
    reading.open(reading.file('bad.pdf', content), limits);

  it('says that a file is not what it begins as', async () => {
    await expect(open('%PDF-1.7 and nothing else')).rejects.toMatchObject({ code: 'document_damaged' });
  });

  it('says of a file that was cut off, wherever that was, that it is damaged', async () => {
    const whole = createPdf(Array.from({ length: 5 }, () => textPage(prose(30))));
    for (let kept = 1; kept < 50; kept++) {
      await expect(open(whole.subarray(0, Math.floor((whole.length * kept) / 50)))).rejects.toMatchObject({
        code: 'document_damaged',
      });
    }
  });

  it('reads a file whose table of objects is wrong but whose end is there', async () => {
    const whole = createPdf([textPage(['Still here'])])
      .toString('latin1')
      .replace(/startxref\n\d+/, 'startxref\n7');
    const document = await reading.open(reading.file('mended.pdf', Buffer.from(whole, 'latin1')));
    expect(document.pages).toBe(1);
    await document.close();
  });

  it('refuses more pages than the limit', async () => {
    await expect(open(createPdf([textPage(['a']), textPage(['b'])]), { pages: 1 })).rejects.toMatchObject({
      code: 'document_too_many_pages',
      extra: { pages: 2, limit: 1 },
    });
  });

  it.each(['rc4-128', 'aes-256'])('asks for the password of a file that is sealed with %s', async (name) => {
    await expect(reading.open(encrypted(name))).rejects.toMatchObject({ code: 'document_encrypted' });
  });

  it('reads an encrypted file that opens without a password', async () => {
    const document = await reading.open(encrypted('owner-only'));
    const texts: string[] = [];
    for await (const page of document.read(1, 1)) texts.push(pageText(page));
    expect(texts).toEqual(['The secret is out.']);
    await document.close();
  });

  it('refuses pages that do not exist', async () => {
    const document = await reading.open(reading.file('one.pdf', createPdf([textPage(['a'])])));
    await expect(document.read(2, 2)[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'page_not_found' });
    await document.close();
  });
});

describe('slices, images and metadata', () => {
  it('answers metadata with times in ISO 8601', async () => {
    const path = reading.file(
      'meta.pdf',
      createPdf([textPage(['x'])], {
        info: { Title: 'A (small) title', Author: 'Ada', CreationDate: "D:20260203040506+02'00'" },
      }),
    );
    const document = await reading.open(path);
    expect(document.metadata).toMatchObject({
      title: 'A (small) title',
      author: 'Ada',
      created: '2026-02-03T02:05:06.000Z',
    });
    await document.close();
  });

  it('gives the same page whatever the range it is read in', async () => {
    const pages = Array.from({ length: 12 }, (_, i) => ({
      content:
        print(`Chapter ${i + 1}`, { y: 80, size: i % 2 === 0 ? 13 : 20 }) +
        printed(prose(i % 3 === 0 ? 3 : 25), 72, 120, i % 4 === 0 ? 8 : 11),
    }));
    const path = reading.file('slices.pdf', createPdf(pages));
    const all = await reading.open(path);
    const whole: Page[] = [];
    for await (const page of all.read(1, 12)) whole.push(page);
    await all.close();
    const part = await reading.open(path);
    for await (const page of part.read(7, 9)) expect(page).toEqual(whole[page.number - 1]);
    await part.close();
  });

  it('renders pages as PNG within the bounds', async () => {
    const document = await reading.open(reading.file('image.pdf', createPdf([textPage(['Picture'])])));
    const size = async (longest: number): Promise<number> =>
      Buffer.from((await document.image?.(1, longest)) ?? []).readUInt32BE(20);
    expect(await size(400)).toBe(400);
    expect(await size(99_999)).toBe(2_000);
    await document.close();
  });

  it('leaks neither pages nor documents', async () => {
    const path = reading.file('leak.pdf', createPdf(Array.from({ length: 10 }, () => textPage(prose(40)))));
    const library = await reading.engines.pdfium();
    const pass = async (): Promise<number> => {
      const document = await reading.open(path);
      for await (const page of document.read(1, 10)) expect(pageText(page)).not.toBe('');
      await document.image?.(1, 300);
      await document.close();
      return library.view().buffer.byteLength;
    };
    await pass();
    const before = await pass();
    for (let i = 0; i < 5; i++) await pass();
    expect(await pass()).toBe(before);
  });
});

const CORPUS = '../shared/corpus/documents';
if (!existsSync(CORPUS)) console.log(`skipped: no corpus at ${CORPUS}`);
describe.skipIf(!existsSync(CORPUS))('real files', () => {
  it('names a file with a password', async () => {
    await expect(reading.open(`${CORPUS}/2206.01062_pg3.pdf`)).rejects.toMatchObject({ code: 'document_encrypted' });
  });

  it('reads Arabic in reading order', async () => {
    const document = await reading.open(`${CORPUS}/right_to_left_01.pdf`);
    const first: string[] = [];
    for await (const page of document.read(1, 1)) first.push(textOf(page.blocks[0]));
    expect(first).toEqual(['تحسين الإنتاجية وحل المشكلات من خلال البرمجة بلغة R و Python']);
    await document.close();
  });
});
if (!existsSync(CORPUS)) console.info(`skipped the tests with real files: ${CORPUS} is not there`);
