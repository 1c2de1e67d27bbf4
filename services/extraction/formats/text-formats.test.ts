import fc from 'fast-check';
import Papa from 'papaparse';
import { afterAll, describe, expect, it } from 'vitest';
import { createFixtures, markdownOf, readBlocks, readerContext, readMarkdown, readPages } from '../document-fixture.js';
import { blockText, pageText } from '../text.js';
import { csv } from './csv.js';
import { eml } from './eml.js';
import { markdown } from './markdown.js';
import { plain } from './plain.js';

const fixtures = createFixtures();
afterAll(() => fixtures.remove());

describe('Markdown text', () => {
  const read = (text: string): Promise<string> => readMarkdown(markdown, fixtures.file('a.md', text));

  it('is rendered again from what it means', async () => {
    expect(
      await read('Title\n=====\n\nwrapped\nlines\n\n* a\n* b\n    1. c\n\n| x  |  y |\n|----|:--:|\n| 1 | 2\n'),
    ).toBe('# Title\n\nwrapped lines\n\n- a\n- b\n    1. c\n\n| x | y |\n| - | - |\n| 1 | 2 |\n');
    expect(await read('- [ ] open\n- [x] done\n\n~~gone~~ **bold** `code`')).toBe(
      '- [ ] open\n- [x] done\n\n~~gone~~ **bold** `code`\n',
    );
    expect(await read('```js\nlet a;\n```\n\n<p>raw <b>HTML</b></p>\n\n![A duck](duck.png)')).toBe(
      '```js\nlet a;\n```\n\nraw **HTML**\n\nA duck\n\n<!-- image -->\n',
    );
  });

  it('keeps the text before the first heading', async () => {
    expect(await read('Intro\n\n# Head\n')).toBe('Intro\n\n# Head\n');
  });

  it('takes front matter for what the file says about itself', async () => {
    const path = fixtures.file('front.md', '---\ntitle: "A title"\nauthor: Ada\ntags: [x]\n---\n\nBody\n');
    const document = await markdown.open(path, readerContext());
    expect(document.metadata).toEqual({ title: 'A title', author: 'Ada' });
    expect(await readMarkdown(markdown, path)).toBe('Body\n');
    expect((await readBlocks(markdown, path)).map(blockText).join('\n')).toContain('tags: [x]');
    expect(await read('---\n\nA rule above\n\n---\n')).toBe('A rule above\n');
  });
});

describe('delimited text', () => {
  const read = (text: string): Promise<string> => readMarkdown(csv, fixtures.file('a.csv', text));

  it.each([',', ';', '\t', '|', ':'])('finds the delimiter %j', async (delimiter) => {
    const rows = [
      ['name', 'city'],
      ['Ada', 'London'],
      ['Bob', 'Paris'],
    ];
    expect(await read(rows.map((row) => row.join(delimiter)).join('\n'))).toBe(
      '| name | city |\n| - | - |\n| Ada | London |\n| Bob | Paris |\n',
    );
  });

  it('reads quotes, line breaks in fields, marks, blank lines and the hint of Excel', async () => {
    expect(await read('\ufeffa,b\r\n"x, ""y""","two\r\nlines"\r\n\r\n1,2\r\n')).toBe(
      '| a | b |\n| - | - |\n| x, "y" | two lines |\n| 1 | 2 |\n',
    );
    expect(await read('sep=;\na,b;c\n1;2\n')).toBe('| a,b | c |\n| - | - |\n| 1 | 2 |\n');
    expect(await read('only\none\ncolumn\n')).toBe('| only |\n| - |\n| one |\n| column |\n');
  });

  it('fills short rows up to the widest', async () => {
    expect(await read('1,2\na,b,c\n')).toBe('| 1 | 2 |  |\n| - | - | - |\n| a | b | c |\n');
  });

  it('goes on on further pages when it is long, as one table in Markdown', async () => {
    const path = fixtures.file(
      'long.csv',
      `id,name\n${Array.from({ length: 12_000 }, (_, i) => `${i},"n\n${i}"`).join('\n')}\n`,
    );
    const pages = await readPages(csv, path);
    expect(pages).toHaveLength(3);
    const lines = markdownOf(pages).trimEnd().split('\n');
    expect(lines).toHaveLength(12_002);
    expect(lines[12_001]).toBe('| 11999 | n 11999 |');
    expect(pages[1]?.blocks[0]).toMatchObject({ rows: 5001 });
    const document = await csv.open(path, readerContext());
    const third = [];
    for await (const page of document.read(3, 3)) third.push(page);
    expect(third).toEqual(pages.slice(2));
  });

  it('does not fill the memory for one freak row', async () => {
    const text = `${'x,'.repeat(50_000)}\n${'a,b\n'.repeat(20_000)}`;
    const pages = await readPages(csv, fixtures.file('freak.csv', text));
    expect(markdownOf(pages).length).toBeLessThan(5_000_000);
  });

  it('reads back any table that was written with quotes', async () => {
    const field = fc.stringMatching(/^[a-z0-9 ",;]{1,6}$/).filter((text) => text.trim() === text && text !== '');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(field, field, field), { minLength: 2, maxLength: 6 }), async (rows) => {
        const path = fixtures.file('round.csv', Papa.unparse(rows, { quotes: true }));
        const [table] = await readBlocks(csv, path);
        expect(table && blockText(table)).toBe(
          rows.map((row) => row.map((one) => one.replace(/\s+/g, ' ')).join('\t')).join('\n'),
        );
      }),
      { numRuns: 100 },
    );
  });
});

describe('plain text', () => {
  const read = (text: string | Uint8Array): Promise<string> => readMarkdown(plain, fixtures.file('a.txt', text));

  it('has paragraphs by blank lines, with their line breaks', async () => {
    expect(await read('Dear Ada,\r\n\r\nthank you\r\nvery much.\r\n \r\n\r\n# not a heading\n* nor a list')).toBe(
      'Dear Ada,\n\nthank you  \nvery much.\n\n\\# not a heading  \n\\* nor a list\n',
    );
  });

  it('keeps drawn tables, code and data as they are', async () => {
    expect(await read('Item        Price\nTea          3.50\nCake         4.00')).toBe(
      '```\nItem        Price\nTea          3.50\nCake         4.00\n```\n',
    );
    expect(await read('{"a": 1,\n\n "b": [2]}\n')).toBe('```json\n{"a": 1,\n\n "b": [2]}\n```\n');
    expect(await read('<?xml version="1.0"?>\n<a>1</a>\n')).toBe('```xml\n<?xml version="1.0"?>\n<a>1</a>\n```\n');
  });

  it('reads old encodings and broken ones', async () => {
    expect(await read(Buffer.from('Grüße', 'latin1'))).toBe('Grüße\n');
    expect(await read(Buffer.from('\ufeffGrüße', 'utf16le'))).toBe('Grüße\n');
  });

  it('says that an empty file has no content', async () => {
    await expect(plain.open(fixtures.file('empty.txt', ''), readerContext())).rejects.toMatchObject({
      code: 'document_empty',
    });
    await expect(plain.open(fixtures.file('blank.txt', ' \n\t\n'), readerContext())).rejects.toMatchObject({
      code: 'document_empty',
    });
  });

  it('cuts a very long text into pages at line ends, and loses nothing', async () => {
    const lines = Array.from({ length: 120_000 }, (_, i) => `${i} entry of a log file`);
    const pages = await readPages(plain, fixtures.file('long.log', lines.join('\n')));
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.map(pageText).join('\n').split('\n')).toEqual(lines);
  });
});

describe('an e-mail', () => {
  const mail = (lines: string[]): string => fixtures.file('a.eml', lines.join('\r\n'));

  it('has people, subject and time as metadata, and its text as body', async () => {
    const path = mail([
      'From: =?utf-8?q?J=C3=BCrgen?= <j@example.com>',
      'To: Ada <ada@example.com>, team: b@example.com, c@example.com;',
      'Cc: d@example.com',
      'Subject: =?iso-8859-1?q?Gr=FC=DFe?=',
      'Date: Tue, 02 Jan 2024 03:04:05 +0200',
      'Content-Type: text/plain; charset=windows-1252',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'It costs =80 5.',
      '',
      '> quoted',
    ]);
    const document = await eml.open(path, readerContext());
    expect(document.metadata).toEqual({
      title: 'Grüße',
      author: 'Jürgen <j@example.com>',
      from: 'Jürgen <j@example.com>',
      to: 'Ada <ada@example.com>, team: b@example.com, c@example.com',
      cc: 'd@example.com',
      sent: '2024-01-02T01:04:05.000Z',
    });
    expect(await readMarkdown(eml, path)).toBe('# Grüße\n\nIt costs € 5.\n\n\\> quoted\n');
    const [page] = await readPages(eml, path);
    expect(page && pageText(page)).toContain('Jürgen <j@example.com>');
  });

  it('prefers the HTML body, and names attachments but not pictures inside the text', async () => {
    const path = mail([
      'From: a@example.com',
      'Subject: Order',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=m',
      '',
      '--m',
      'Content-Type: multipart/related; boundary=r',
      '',
      '--r',
      'Content-Type: multipart/alternative; boundary=x',
      '',
      '--x',
      'Content-Type: text/plain',
      '',
      'plain',
      '--x',
      'Content-Type: text/html',
      '',
      '<div style="display:none">preview</div><table role="presentation"><tr><td><b>Total</b></td></tr><tr><td><table border=1><tr><td>Tea</td><td>3</td></tr></table></td></tr></table>',
      '--x--',
      '--r',
      'Content-Type: image/png; name=logo.png',
      'Content-ID: <logo>',
      'Content-Disposition: inline',
      'Content-Transfer-Encoding: base64',
      '',
      'iVBORw==',
      '--r--',
      '--m',
      'Content-Type: application/pdf; name="=?utf-8?q?Rechnung_f=C3=BCr.pdf?="',
      'Content-Disposition: attachment',
      'Content-Transfer-Encoding: base64',
      '',
      'JVBERi0=',
      '--m--',
      '',
    ]);
    const document = await eml.open(path, readerContext());
    expect(document.metadata.attachments).toEqual(['Rechnung für.pdf']);
    expect(await readMarkdown(eml, path)).toBe('# Order\n\n**Total**\n\n| Tea | 3 |\n| - | - |\n');
    const [page] = await readPages(eml, path);
    expect(page?.blocks.filter((block) => block.furniture).map((block) => block.furniture)).toEqual([
      'header',
      'hidden',
      'note',
    ]);
  });

  it('falls back to the plain text when the HTML says nothing', async () => {
    const path = mail([
      'Subject: s',
      'MIME-Version: 1.0',
      'Content-Type: multipart/alternative; boundary=x',
      '',
      '--x',
      'Content-Type: text/plain',
      '',
      'said',
      '--x',
      'Content-Type: text/html',
      '',
      '<html><body></body></html>',
      '--x--',
    ]);
    expect(await readMarkdown(eml, path)).toBe('# s\n\nsaid\n');
  });
});
