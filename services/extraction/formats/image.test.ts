import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inlineText, type Page } from '../../../domain/documents/content.js';
import { createFixtures, readerContext, type Fixtures } from '../document-fixture.js';
import { createEngines, type Engines } from '../engines.js';
import { openPdf } from '../pdf/document.js';
import { createPdf, print, rule } from '../pdf/fixture.js';
import type { Format } from '../reader.js';
import { pageText } from '../text.js';
import { jpeg, png, tiff } from './image.js';
import { pdf } from './pdf.js';

const LINES = [
  'Invoice number 4711 of the third of March',
  'Please transfer the amount within thirty days',
  'to the account that is printed below. Thank you.',
];
let fixtures: Fixtures;
let engines: Engines;
let sheet: Buffer; // a page with LINES, 150 dpi, PNG

beforeAll(async () => {
  fixtures = createFixtures();
  engines = createEngines();
  sheet = await drawn(LINES.map((line, i) => print(line, { x: 60, y: 120 + i * 20, size: 14 })).join(''));
}, 30_000);
afterAll(async () => {
  await engines.stop();
  fixtures.remove();
});

/** Draws a page and gives its picture: what a scanner would make of it. */
async function drawn(content: string): Promise<Buffer> {
  const file = openPdf(await engines.pdfium(), fixtures.file('sheet.pdf', createPdf([{ content }])), { pages: 1 });
  const { width, height, pixels } = file.render(1, 1_754);
  file.close();
  return sharp(pixels, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .png()
    .toBuffer();
}

async function read(format: Format, path: string, limits = {}): Promise<Page[]> {
  const document = await format.open(path, { ...readerContext({ pixels: 50_000_000, ...limits }), engines });
  try {
    const pages: Page[] = [];
    for await (const page of document.read(1, document.pages)) pages.push(page);
    return pages;
  } finally {
    await document.close();
  }
}

const wordsOf = (page: Page | undefined): string => (page === undefined ? '' : pageText(page).replace(/\s+/g, ' '));

describe('reading pictures', { timeout: 120_000 }, () => {
  it('reads the text of a picture with the places of its lines', async () => {
    const [page] = await read(png, fixtures.file('sheet.png', sheet));
    expect(wordsOf(page)).toBe(LINES.join(' '));
    expect(page).toMatchObject({ method: 'ocr' });
    expect(page?.confidence).toBeGreaterThan(0.8);
    const [left = 0, top = 0] = page?.blocks[0]?.lines?.[0]?.box ?? [];
    expect(left).toBeCloseTo(60 / 595, 1);
    expect(top).toBeCloseTo(110 / 842, 1);
  });

  it('turns a picture upright that lies on its side, and answers places on the picture as it is', async () => {
    const [page] = await read(png, fixtures.file('turned.png', await sharp(sheet).rotate(90).png().toBuffer()));
    expect(wordsOf(page)).toBe(LINES.join(' '));
    const [left = 0, top = 0, right = 0, bottom = 0] = page?.blocks[0]?.box ?? [];
    expect(bottom - top).toBeGreaterThan(right - left); // lines run down the picture
    expect(left).toBeGreaterThan(0.5);
  });

  it('honours the orientation that a camera wrote', async () => {
    const stored = await sharp(sheet).rotate(270).jpeg({ quality: 90 }).withMetadata({ orientation: 6 }).toBuffer();
    const [page] = await read(jpeg, fixtures.file('photo.jpg', stored));
    expect(wordsOf(page)).toBe(LINES.join(' '));
    expect((page?.width ?? 0) < (page?.height ?? 0)).toBe(true);
  });

  it('reads all pages of a TIFF', async () => {
    const second = await drawn(print('The second page', { x: 60, y: 120, size: 16 }));
    const [a, b] = await Promise.all(
      [sheet, second].map((picture) => sharp(picture).greyscale().raw().toBuffer({ resolveWithObject: true })),
    );
    if (a === undefined || b === undefined) throw new Error('two pages were drawn');
    const { width, height } = a.info;
    const both = await sharp(Buffer.concat([a.data, b.data]), {
      raw: { width, height: height * 2, channels: 1, pageHeight: height },
    })
      .tiff()
      .toBuffer();
    const pages = await read(tiff, fixtures.file('two.tif', both));
    expect(pages.map((page) => page.number)).toEqual([1, 2]);
    expect(wordsOf(pages[1])).toBe('The second page');
  });

  it('finds a table by its lines', async () => {
    const rows = [
      ['Item', 'Price'],
      ['Chair', '100.00'],
      ['Desk', '250.00'],
    ];
    const content = [
      ...[0, 1, 2, 3].map((i) => rule(60, 100 + 30 * i, 400, 100 + 30 * i)),
      ...[60, 230, 400].map((x) => rule(x, 100, x, 190)),
      ...rows.flatMap((row, r) => row.map((cell, c) => print(cell, { x: 70 + 170 * c, y: 120 + 30 * r, size: 14 }))),
    ].join('');
    const [page] = await read(png, fixtures.file('table.png', await drawn(content)));
    const table = page?.blocks.find((block) => block.kind === 'table');
    expect(table?.cells.map((cell) => inlineText(cell.content))).toEqual(rows.flat());
  });

  it('looks at the page of a PDF that only holds a picture of text', async () => {
    const { data, info } = await sharp(sheet)
      .greyscale()
      .extract({ left: 0, top: 180, width: 1_200, height: 200 })
      .raw()
      .toBuffer({ resolveWithObject: true });
    const image = `q 576 0 0 96 10 600 cm BI /W ${info.width} /H ${info.height} /CS /G /BPC 8 /F /AHx ID ${data.toString('hex')}> EI Q`;
    const [page] = await read(pdf, fixtures.file('scan.pdf', createPdf([{ content: image }])));
    expect(page?.method).toBe('ocr');
    expect(wordsOf(page)).toContain('transfer the amount within thirty days');
  });

  it('answers an empty page for a picture without text', async () => {
    const blank = await sharp({ create: { width: 800, height: 1_000, channels: 3, background: '#ffffff' } })
      .png()
      .toBuffer();
    const [page] = await read(png, fixtures.file('blank.png', blank));
    expect(page).toMatchObject({ method: 'ocr', blocks: [] });
  });

  it('stops when it is told to', async () => {
    const abort = new AbortController();
    const document = await png.open(fixtures.file('stop.png', sheet), {
      ...readerContext({ pixels: 50_000_000 }),
      engines,
      signal: abort.signal,
    });
    const pages = document.read(1, 1)[Symbol.asyncIterator]();
    const reading = pages.next();
    abort.abort(new Error('enough'));
    await expect(reading).rejects.toThrow('enough');
    await document.close();
  });
});

describe('pictures that are refused', () => {
  it('says so for too many pixels before it decodes anything', async () => {
    // A PNG header of 30,000 × 30,000 pixels and hardly any data.
    const path = fixtures.file('huge.png', hugePng(30_000));
    const before = process.memoryUsage().rss;
    const start = performance.now();
    await expect(png.open(path, readerContext({ pixels: 100_000_000 }))).rejects.toMatchObject({
      code: 'image_too_large',
    });
    expect(performance.now() - start).toBeLessThan(1_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
  });

  it('says that a file is damaged or cut off', async () => {
    await expect(png.open(fixtures.file('no.png', 'this is not a picture'), readerContext())).rejects.toMatchObject({
      code: 'document_damaged',
    });
    const cut = fixtures.file('cut.png', sheet.subarray(0, sheet.length / 2));
    await expect(read(png, cut)).rejects.toMatchObject({ code: 'document_damaged' });
  });

  it('draws a page no larger than asked for', async () => {
    const document = await png.open(fixtures.file('image.png', sheet), {
      ...readerContext({ pixels: 50_000_000 }),
      engines,
    });
    expect(await sharp(await document.image?.(1, 300)).metadata()).toMatchObject({ format: 'png', height: 300 });
    await document.close();
  });
});

function hugePng(side: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'ascii'), data]);
    const head = Buffer.alloc(4);
    head.writeUInt32BE(data.length);
    const tail = Buffer.alloc(4);
    tail.writeUInt32BE(crc(body));
    return Buffer.concat([head, body, tail]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', Buffer.alloc(16)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** CRC-32 as PNG wants it. */
function crc(data: Buffer): number {
  let c = 0xffffffff;
  for (const byte of data) {
    c ^= byte;
    for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  }
  return (c ^ 0xffffffff) >>> 0;
}
