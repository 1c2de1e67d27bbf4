import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inlineText, type Block, type Page } from '../../../domain/documents/content.js';
import { createFixtures, readerContext, type Fixtures } from '../document-fixture.js';
import { createEngines, type Engines } from '../engines.js';
import { createPdf, print, rule, textPage, type FixturePage, type FixtureOptions } from '../pdf/fixture.js';
import { pageText } from '../text.js';
import { pdf } from './pdf.js';

let fixtures: Fixtures;
let engines: Engines;
beforeAll(() => {
  fixtures = createFixtures();
  engines = createEngines();
});
afterAll(async () => {
  await engines.stop();
  fixtures.remove();
});

const LOREM =
  'A reader takes a document from its bytes to its text without losing anything on the way because every step is stored before the next one begins and whoever stops it in the middle finds the work continued';
/** Lines of running text, `width` characters each. */
function prose(count: number, width = 80): string[] {
  const words = `${LOREM} `.repeat(Math.ceil((count * width) / LOREM.length) + 1).split(' ');
  const lines: string[] = [];
  while (lines.length < count) {
    let line = '';
    while (line.length < width) line += `${line === '' ? '' : ' '}${words.shift() ?? 'x'}`;
    lines.push(line);
  }
  return lines;
}

async function read(pages: FixturePage[], options?: FixtureOptions): Promise<Page[]> {
  const document = await pdf.open(fixtures.file('test.pdf', createPdf(pages, options)), {
    ...readerContext(),
    engines,
  });
  try {
    const result: Page[] = [];
    for await (const page of document.read(1, document.pages)) result.push(page);
    return result;
  } finally {
    await document.close();
  }
}

async function blocks(page: FixturePage | string, options?: FixtureOptions): Promise<Block[]> {
  const [first] = await read([typeof page === 'string' ? { content: page } : page], options);
  return first?.blocks ?? [];
}

const textOf = (block: Block | undefined): string =>
  block?.kind === 'paragraph' || block?.kind === 'heading' ? inlineText(block.content) : '';
const kinds = (list: readonly Block[]): string[] => list.map((block) => block.kind);
const printed = (lines: readonly string[], x: number, y: number, size = 10): string =>
  lines.map((line, i) => print(line, { x, y: y + i * size * 1.2, size })).join('');

describe('text and its order', () => {
  it('joins the lines of a paragraph and the halves of a hyphenated word', async () => {
    const [block] = await blocks(
      textPage(['The pub-', 'lication of the self-', 'made report, 2020-', '2021 edition.']),
    );
    expect(textOf(block)).toBe('The publication of the self-made report, 2020-2021 edition.');
  });

  it('starts a paragraph after a gap, and after an indented line that follows a finished sentence', async () => {
    const lines = prose(4, 70);
    const content =
      printed([...lines.slice(0, 3), 'ends here.'], 72, 100) +
      print(lines[3] ?? '', { x: 90, y: 100 + 4 * 12, size: 10 }) +
      printed(lines.slice(0, 2), 72, 160 + 40);
    expect(await blocks(content)).toHaveLength(3);
  });

  it('reads two columns one after the other and joins the paragraph that the column break cuts', async () => {
    const left = prose(30, 40);
    const right = ['and the second column goes on with the sentence', ...prose(29, 40)];
    const list = await blocks(printed(left, 60, 100) + printed(right, 320, 100));
    expect(list).toHaveLength(1);
    expect(textOf(list[0])).toContain(`${left[29] ?? '?'} and the second column goes on`);
  });

  it('puts columns back that were written line by line across the page', async () => {
    const left = prose(12, 42);
    const right = prose(12, 42).map((line) => line.toUpperCase());
    const content = left
      .map(
        (line, i) =>
          print(line, { x: 50, y: 100 + 12 * i, size: 9 }) +
          print(right[i] ?? '', { x: 320, y: 100 + 12 * i, size: 9 }),
      )
      .join('');
    const text = (await blocks(content)).map(textOf).join(' ');
    expect(text.indexOf(left[11] ?? '?')).toBeLessThan(text.indexOf(right[0] ?? '?'));
  });

  it('moves a title that was written last to the top', async () => {
    const content = printed(prose(10), 72, 200) + print('The title of the page', { x: 72, y: 80, size: 22 });
    const list = await blocks(content);
    expect(textOf(list[0])).toBe('The title of the page');
    expect(list[0]?.kind).toBe('heading');
  });

  it('gives blocks and lines places as fractions of the page as it is shown', async () => {
    const [block] = await blocks(print('Placed', { x: 59.5, y: 421, size: 20 }));
    const [left = 0, top = 0, right = 0, bottom = 0] = block?.box ?? [];
    expect(left).toBeCloseTo(0.1, 2);
    expect(top).toBeLessThan(0.5);
    expect(bottom).toBeGreaterThan(0.5);
    expect(right).toBeGreaterThan(left);
    expect(block?.lines).toHaveLength(1);
  });

  it.each([0, 90, 180, 270] as const)('reads a page that is shown turned by %i degrees', async (rotate) => {
    const [page] = await read([{ content: printed(prose(5, 40), 100, 300), rotate }]);
    expect(page?.width).toBe(rotate % 180 === 0 ? 595 : 842);
    expect(textOf(page?.blocks[0])).toContain(prose(5, 40).join(' '));
    for (const value of page?.blocks[0]?.box ?? []) expect(value >= 0 && value <= 1).toBe(true);
  });

  it('uses an invisible text layer when there is no other text, and sets it apart when there is', async () => {
    const hidden = (text: string, y: number): string =>
      `BT /F1 11 Tf 3 Tr 1 0 0 1 72 ${842 - y} Tm (${text}) Tj ET\n0 Tr\n`;
    expect((await blocks(hidden('Found by OCR', 100))).map(textOf)).toEqual(['Found by OCR']);
    const mixed = await blocks(printed(prose(3), 72, 100) + hidden('secret', 400));
    expect(mixed.find((block) => textOf(block) === 'secret')?.furniture).toBe('hidden');
  });
});

describe('headings, lists and code', () => {
  const body = (y: number): string => printed(prose(4), 72, y);

  it('takes larger lines and bold lines over text for headings, numbered ones by their depth', async () => {
    const list = await blocks(
      print('Report', { y: 80, size: 24 }) +
        print('2.1 Method', { y: 130, size: 10, font: 'F2' }) +
        body(150) +
        print('Results', { y: 230, size: 10, font: 'F2' }) +
        body(250),
    );
    expect(list.filter((block) => block.kind === 'heading').map((block) => [textOf(block), block.level])).toEqual([
      ['Report', 1],
      ['2.1 Method', 3],
      ['Results', 3],
    ]);
  });

  it('leaves bold words in a line, labels with values and captions alone', async () => {
    const list = await blocks(
      print('Name', { y: 100, size: 10, font: 'F2' }) +
        print('Ada Lovelace', { x: 250, y: 100, size: 10 }) +
        print('Table 1. Numbers', { y: 140, size: 10, font: 'F2' }) +
        body(170),
    );
    expect(kinds(list)).not.toContain('heading');
  });

  it('takes the titles of the outline for headings, with their depth', async () => {
    const page: FixturePage = { content: print('Plain title', { y: 100, size: 10 }) + body(130) };
    const [first] = await blocks(page, { outline: [{ title: '1. Plain title', page: 1 }] });
    expect(first).toMatchObject({ kind: 'heading', level: 1 });
  });

  it('makes lists of bullets and numbers, with levels', async () => {
    const bullet = '\\225'; // • in WinAnsi
    const raw = (text: string, x: number, y: number): string =>
      `BT /F1 10 Tf 1 0 0 1 ${x} ${842 - y} Tm (${text}) Tj ET\n`;
    const list = await blocks(
      raw(`${bullet} One`, 72, 100) +
        raw(`${bullet} Deeper`, 100, 113) +
        raw(`${bullet} Two`, 72, 126) +
        print('1. First', { y: 180, size: 10 }) +
        print('2. Second', { y: 193, size: 10 }),
    );
    expect(list).toMatchObject([
      {
        kind: 'list',
        items: [{ level: 0, content: [{ text: 'One' }] }, { level: 1, content: [{ text: 'Deeper' }] }, { level: 0 }],
      },
      { kind: 'list', items: [{ marker: '1.', content: [{ text: 'First' }] }, { marker: '2.' }] },
    ]);
  });

  it('sees bullets that are drawn', async () => {
    const dot = (y: number): string =>
      `0 g 80 ${842 - y + 2} m 80 ${842 - y + 4} 83 ${842 - y + 4} 83 ${842 - y + 2} c 83 ${842 - y} 80 ${842 - y} 80 ${842 - y + 2} c f\n`;
    const list = await blocks(
      dot(100) +
        print('First point', { x: 90, y: 100, size: 10 }) +
        dot(114) +
        print('Second point', { x: 90, y: 114, size: 10 }),
    );
    expect(list).toMatchObject([
      { kind: 'list', items: [{ content: [{ text: 'First point' }] }, { content: [{ text: 'Second point' }] }] },
    ]);
  });

  it('keeps lines and indentation of code', async () => {
    const code =
      print('if (ready) {', { y: 300, size: 10, font: 'F4' }) +
      print('go();', { x: 84, y: 312, size: 10, font: 'F4' }) +
      print('}', { y: 324, size: 10, font: 'F4' });
    const list = await blocks(body(100) + code);
    expect(list.find((block) => block.kind === 'code')).toMatchObject({ text: 'if (ready) {\n  go();\n}' });
  });

  it('leaves page numbers and marked small print out of the body', async () => {
    const list = await blocks(body(100) + print('17', { x: 290, y: 810, size: 9 }));
    expect(list.find((block) => textOf(block) === '17')?.furniture).toBe('footer');
  });
});

describe('tables', () => {
  const cellsOf = (block: Block | undefined): string[][] => {
    if (block?.kind !== 'table') return [];
    const rows = Array.from({ length: block.rows }, () => new Array<string>(block.columns).fill(''));
    for (const cell of block.cells) {
      for (let r = cell.row; r < cell.row + (cell.rowSpan ?? 1); r++) {
        for (let c = cell.column; c < cell.column + (cell.columnSpan ?? 1); c++) {
          const row = rows[r];
          if (row !== undefined) row[c] = inlineText(cell.content);
        }
      }
    }
    return rows;
  };

  it('reads a table with lines, with cells over columns and rows', async () => {
    const lines = [
      rule(72, 100, 372, 100),
      rule(172, 120, 372, 120),
      rule(72, 140, 372, 140),
      rule(72, 160, 372, 160),
      rule(72, 180, 372, 180),
    ].join('');
    const columns = [
      rule(72, 100, 72, 180),
      rule(172, 100, 172, 180),
      rule(272, 120, 272, 180),
      rule(372, 100, 372, 180),
    ].join('');
    const text = [
      print('Item', { x: 80, y: 125, size: 9 }),
      print('Price', { x: 180, y: 114, size: 9 }),
      print('Net', { x: 180, y: 134, size: 9 }),
      print('Gross', { x: 280, y: 134, size: 9 }),
      print('Chair', { x: 80, y: 154, size: 9 }),
      print('100', { x: 180, y: 154, size: 9 }),
      print('119', { x: 280, y: 154, size: 9 }),
      print('Desk', { x: 80, y: 174, size: 9 }),
      print('200', { x: 180, y: 174, size: 9 }),
      print('238', { x: 280, y: 174, size: 9 }),
    ].join('');
    const table = (await blocks(lines + columns + text)).find((block) => block.kind === 'table');
    expect(cellsOf(table)).toEqual([
      ['Item', 'Price', 'Price'],
      ['Item', 'Net', 'Gross'],
      ['Chair', '100', '119'],
      ['Desk', '200', '238'],
    ]);
  });

  const STATEMENT = [
    ['Date', 'Description', 'Amount'],
    ['01.02.2026', 'Coffee and cake', '12.40'],
    ['03.02.2026', 'Books', '129.00'],
    ['07.02.2026', 'Train ticket to Basel', '88.50'],
  ];
  const X = [72, 160, 400];

  it('reads a table that only white space tells', async () => {
    const content = STATEMENT.map((row, r) =>
      row.map((cell, c) => print(cell, { x: X[c] ?? 0, y: 100 + 15 * r, size: 10 })).join(''),
    ).join('');
    const [table] = await blocks(content);
    expect(cellsOf(table)).toEqual(STATEMENT);
  });

  it('reads one that was written column by column', async () => {
    const content = X.map((x, c) =>
      STATEMENT.map((row, r) => print(row[c] ?? '', { x, y: 100 + 15 * r, size: 10 })).join(''),
    ).join('');
    const [table] = await blocks(content);
    expect(cellsOf(table)).toEqual(STATEMENT);
  });

  it('does not take two columns of prose, a chart with grid lines or a box around text for a table', async () => {
    const prose2 = printed(prose(20, 40), 60, 100) + printed(prose(20, 40), 320, 100);
    const grid =
      Array.from(
        { length: 6 },
        (_, i) => rule(100, 500 + 20 * i, 300, 500 + 20 * i) + rule(100 + 40 * i, 500, 100 + 40 * i, 600),
      ).join('') + print('0', { x: 102, y: 598, size: 6 });
    const box =
      rule(60, 700, 500, 700) +
      rule(60, 760, 500, 760) +
      rule(60, 700, 60, 760) +
      rule(500, 700, 500, 760) +
      printed(prose(3, 70), 70, 715);
    expect(kinds(await blocks(prose2 + grid + box))).not.toContain('table');
  });
});

describe('links, fields and metadata', () => {
  it('links the words that an annotation covers, and only to addresses that are safe to follow', async () => {
    const link = (uri: string, x: number): string =>
      `<< /Type /Annot /Subtype /Link /Rect [${x} 735 ${x + 60} 752] /A << /S /URI /URI (${uri}) >> >>`;
    const [block] = await blocks({
      content:
        print('See our', { y: 102, size: 11 }) +
        print('terms', { x: 130, y: 102, size: 11 }) +
        print('today', { x: 200, y: 102, size: 11 }),
      annotations: [link('https://example.com/terms', 125), link('javascript:alert(1)', 195)],
    });
    expect(block?.kind === 'paragraph' && block.content.filter((run) => run.href !== undefined)).toEqual([
      { text: 'terms', href: 'https://example.com/terms' },
    ]);
  });

  it('reads what was filled into a form, after its label', async () => {
    const field = (name: string, value: string, y: number): string =>
      `<< /Type /Annot /Subtype /Widget /FT /Tx /T (${name}) /V (${value}) /Rect [150 ${842 - y - 4} 350 ${842 - y + 12}] /F 4 >>`;
    const list = await blocks(
      {
        content: print('Name:', { y: 100, size: 10 }) + print('City:', { y: 130, size: 10 }),
        annotations: [field('name', 'Ada Lovelace', 100), field('city', 'London', 130)],
      },
      { form: true },
    );
    expect(list.map(textOf).join('\n')).toBe('Name: Ada Lovelace\nCity: London');
  });

  it('answers metadata with times in ISO 8601', async () => {
    const path = fixtures.file(
      'meta.pdf',
      createPdf([textPage(['x'])], {
        info: { Title: 'A (small) title', Author: 'Ada', CreationDate: "D:20260203040506+02'00'" },
      }),
    );
    const document = await pdf.open(path, { ...readerContext(), engines });
    expect(document.metadata).toMatchObject({
      title: 'A (small) title',
      author: 'Ada',
      created: '2026-02-03T02:05:06.000Z',
    });
    await document.close();
  });
});

describe('what cannot be read', () => {
  const open = (content: Buffer | string, limits = {}): Promise<unknown> =>
    pdf.open(fixtures.file('bad.pdf', content), { ...readerContext(limits), engines });

  it('says that a file is damaged or cut off', async () => {
    await expect(open('%PDF-1.7 and nothing else')).rejects.toMatchObject({ code: 'document_damaged' });
    const whole = createPdf(Array.from({ length: 5 }, () => textPage(prose(30))));
    await expect(open(whole.subarray(0, Math.floor(whole.length * 0.6)))).rejects.toMatchObject({
      code: 'document_damaged',
    });
  });

  it('reads a file whose table of objects is wrong but whose end is there', async () => {
    const whole = createPdf([textPage(['Still here'])])
      .toString('latin1')
      .replace(/startxref\n\d+/, 'startxref\n7');
    const document = await pdf.open(fixtures.file('mended.pdf', Buffer.from(whole, 'latin1')), {
      ...readerContext(),
      engines,
    });
    expect(document.pages).toBe(1);
    await document.close();
  });

  it('refuses more pages than the limit', async () => {
    await expect(open(createPdf([textPage(['a']), textPage(['b'])]), { pages: 1 })).rejects.toMatchObject({
      code: 'document_too_many_pages',
      extra: { pages: 2, limit: 1 },
    });
  });

  it('asks for a password', async () => {
    // Standard security handler with keys that no empty password opens.
    const encrypted = createPdf([textPage(['a'])])
      .toString('latin1')
      .replace(
        'trailer\n<<',
        `trailer\n<< /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <${'41'.repeat(32)}> /U <${'42'.repeat(32)}> >>`,
      );
    await expect(open(Buffer.from(encrypted, 'latin1'))).rejects.toMatchObject({ code: 'document_encrypted' });
  });

  it('refuses pages that do not exist', async () => {
    const document = await pdf.open(fixtures.file('one.pdf', createPdf([textPage(['a'])])), {
      ...readerContext(),
      engines,
    });
    await expect(document.read(2, 2)[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'page_not_found' });
    await document.close();
  });
});

describe('slices and images', () => {
  it('gives the same page whatever the range it is read in', async () => {
    const pages = Array.from({ length: 12 }, (_, i) => ({
      content:
        print(`Chapter ${i + 1}`, { y: 80, size: i % 2 === 0 ? 13 : 20 }) +
        printed(prose(i % 3 === 0 ? 3 : 25), 72, 120, i % 4 === 0 ? 8 : 11),
    }));
    const path = fixtures.file('slices.pdf', createPdf(pages));
    const all = await pdf.open(path, { ...readerContext(), engines });
    const whole: Page[] = [];
    for await (const page of all.read(1, 12)) whole.push(page);
    await all.close();
    const part = await pdf.open(path, { ...readerContext(), engines });
    for await (const page of part.read(7, 9)) expect(page).toEqual(whole[page.number - 1]);
    await part.close();
  });

  it('renders pages as PNG within the bounds', async () => {
    const document = await pdf.open(fixtures.file('image.pdf', createPdf([textPage(['Picture'])])), {
      ...readerContext(),
      engines,
    });
    const size = async (longest: number): Promise<number> =>
      Buffer.from((await document.image?.(1, longest)) ?? []).readUInt32BE(20);
    expect(await size(400)).toBe(400);
    expect(await size(99_999)).toBe(2_000);
    await document.close();
  });

  it('leaks neither pages nor documents', async () => {
    const path = fixtures.file('leak.pdf', createPdf(Array.from({ length: 10 }, () => textPage(prose(40)))));
    const library = await engines.pdfium();
    const pass = async (): Promise<number> => {
      const document = await pdf.open(path, { ...readerContext(), engines });
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
describe.skipIf(!existsSync(CORPUS))('real files', () => {
  it('names a file with a password', async () => {
    await expect(pdf.open(`${CORPUS}/2206.01062_pg3.pdf`, { ...readerContext(), engines })).rejects.toMatchObject({
      code: 'document_encrypted',
    });
  });

  it('reads Arabic in reading order', async () => {
    const document = await pdf.open(`${CORPUS}/right_to_left_01.pdf`, { ...readerContext(), engines });
    for await (const page of document.read(1, 1)) {
      expect(textOf(page.blocks[0])).toBe('تحسين الإنتاجية وحل المشكلات من خلال البرمجة بلغة R و Python');
    }
    await document.close();
  });
});
if (!existsSync(CORPUS)) console.info(`skipped the tests with real files: ${CORPUS} is not there`);
