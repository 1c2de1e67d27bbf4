import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { print, printed, prose, textPage, type FixturePage } from '../pdf/fixture.js';
import { createPdfReading, kinds, textOf, type PdfReading } from '../pdf/read-fixture.js';

let reading: PdfReading;
beforeAll(() => {
  reading = createPdfReading();
});
afterAll(() => reading.stop());

describe('text and its order', () => {
  it('joins the lines of a paragraph and the halves of a hyphenated word', async () => {
    const [block] = await reading.blocks(
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
    expect(await reading.blocks(content)).toHaveLength(3);
  });

  it('reads two columns one after the other and joins the paragraph that the column break cuts', async () => {
    const left = prose(30, 40);
    const right = ['and the second column goes on with the sentence', ...prose(29, 40)];
    const list = await reading.blocks(printed(left, 60, 100) + printed(right, 320, 100));
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
    const text = (await reading.blocks(content)).map(textOf).join(' ');
    expect(text.indexOf(left[11] ?? '?')).toBeLessThan(text.indexOf(right[0] ?? '?'));
  });

  it('moves a title that was written last to the top', async () => {
    const content = printed(prose(10), 72, 200) + print('The title of the page', { x: 72, y: 80, size: 22 });
    const list = await reading.blocks(content);
    expect(textOf(list[0])).toBe('The title of the page');
    expect(list[0]?.kind).toBe('heading');
  });

  it('gives blocks and lines places as fractions of the page as it is shown', async () => {
    const [block] = await reading.blocks(print('Placed', { x: 59.5, y: 421, size: 20 }));
    const [left = 0, top = 0, right = 0, bottom = 0] = block?.box ?? [];
    expect(left).toBeCloseTo(0.1, 2);
    expect(top).toBeLessThan(0.5);
    expect(bottom).toBeGreaterThan(0.5);
    expect(right).toBeGreaterThan(left);
    expect(block?.lines).toHaveLength(1);
  });

  it.each([0, 90, 180, 270] as const)('reads a page that is shown turned by %i degrees', async (rotate) => {
    const [page] = await reading.read([{ content: printed(prose(5, 40), 100, 300), rotate }]);
    expect(page?.width).toBe(rotate % 180 === 0 ? 595 : 842);
    expect(textOf(page?.blocks[0])).toContain(prose(5, 40).join(' '));
    for (const value of page?.blocks[0]?.box ?? []) expect(value >= 0 && value <= 1).toBe(true);
  });

  it('uses an invisible text layer when there is no other text, and sets it apart when there is', async () => {
    const hidden = (text: string, y: number): string =>
      `BT /F1 11 Tf 3 Tr 1 0 0 1 72 ${842 - y} Tm (${text}) Tj ET\n0 Tr\n`;
    expect((await reading.blocks(hidden('Found by OCR', 100))).map(textOf)).toEqual(['Found by OCR']);
    const mixed = await reading.blocks(printed(prose(3), 72, 100) + hidden('secret', 400));
    expect(mixed.find((block) => textOf(block) === 'secret')?.furniture).toBe('hidden');
  });
});

describe('headings, lists and code', () => {
  const body = (y: number): string => printed(prose(4), 72, y);

  it('takes larger lines and bold lines over text for headings, numbered ones by their depth', async () => {
    const list = await reading.blocks(
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
    const list = await reading.blocks(
      print('Name', { y: 100, size: 10, font: 'F2' }) +
        print('Ada Lovelace', { x: 250, y: 100, size: 10 }) +
        print('Table 1. Numbers', { y: 140, size: 10, font: 'F2' }) +
        body(170),
    );
    expect(kinds(list)).not.toContain('heading');
  });

  it('takes the titles of the outline for headings, with their depth', async () => {
    const page: FixturePage = { content: print('Plain title', { y: 100, size: 10 }) + body(130) };
    const [first] = await reading.blocks(page, { outline: [{ title: '1. Plain title', page: 1 }] });
    expect(first).toMatchObject({ kind: 'heading', level: 1 });
  });

  it('makes lists of bullets and numbers, with levels', async () => {
    const bullet = '\\225'; // • in WinAnsi
    const raw = (text: string, x: number, y: number): string =>
      `BT /F1 10 Tf 1 0 0 1 ${x} ${842 - y} Tm (${text}) Tj ET\n`;
    const list = await reading.blocks(
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
    const list = await reading.blocks(
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
    const list = await reading.blocks(body(100) + code);
    expect(list.find((block) => block.kind === 'code')).toMatchObject({ text: 'if (ready) {\n  go();\n}' });
  });

  it('leaves page numbers and marked small print out of the body', async () => {
    const list = await reading.blocks(body(100) + print('17', { x: 290, y: 810, size: 9 }));
    expect(list.find((block) => textOf(block) === '17')?.furniture).toBe('footer');
  });
});

describe('links and fields', () => {
  it('links the words that an annotation covers, and only to addresses that are safe to follow', async () => {
    const link = (uri: string, x: number): string =>
      `<< /Type /Annot /Subtype /Link /Rect [${x} 735 ${x + 60} 752] /A << /S /URI /URI (${uri}) >> >>`;
    const [block] = await reading.blocks({
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
    const list = await reading.blocks(
      {
        content: print('Name:', { y: 100, size: 10 }) + print('City:', { y: 130, size: 10 }),
        annotations: [field('name', 'Ada Lovelace', 100), field('city', 'London', 130)],
      },
      { form: true },
    );
    expect(list.map(textOf).join('\n')).toBe('Name: Ada Lovelace\nCity: London');
  });
});
