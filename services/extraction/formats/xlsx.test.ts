import { afterAll, describe, expect, it } from 'vitest';
import type { Block, Page } from '../../../domain/documents/content.js';
import { createFixtures, markdownOf, readerContext, readPages } from '../document-fixture.js';
import { openPackage } from '../ooxml/package.js';
import { sliceSheet } from '../sheets/slices.js';
import { openWorkbook } from '../sheets/workbook.js';
import { blockText, pageText } from '../text.js';
import { xlsx } from './xlsx.js';

const fixtures = createFixtures();
afterAll(() => fixtures.remove());

const NS =
  'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"';
const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
type Relations = readonly (readonly [string, string, string])[];
const rels = (list: Relations): string =>
  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list
    .map(
      ([id, type, target]) =>
        `<Relationship Id="${id}" Type="${REL}/${type}" Target="${target}"${target.startsWith('http') ? ' TargetMode="External"' : ''}/>`,
    )
    .join('')}</Relationships>`;

interface Sheet {
  name: string;
  state?: string;
  data: string;
  /** What follows the cells. */
  more?: string;
  relations?: Relations;
}

interface Book {
  strings?: string;
  styles?: string;
  properties?: string;
  parts?: Record<string, string>;
  /** Prefix of the main namespace, as some writers use one. */
  prefix?: string;
}

function book(sheets: readonly Sheet[], { strings, styles, properties = '', parts = {}, prefix }: Book = {}): string {
  const named = (xml: string): string =>
    prefix === undefined
      ? xml
      : xml.replace(/<(\/?)([a-z]\w*)(?=[\s/>])/gi, `<$1${prefix}:$2`).replace('xmlns=', `xmlns:${prefix}=`);
  const all: Record<string, string> = {
    '_rels/.rels': rels([['r', 'officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml': named(
      `<workbook ${NS}><workbookPr ${properties}/><sheets>${sheets.map((sheet, i) => `<sheet name="${sheet.name}" sheetId="${i}" r:id="s${i}"${sheet.state === undefined ? '' : ` state="${sheet.state}"`}/>`).join('')}</sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': rels([
      ...sheets.map((_, i) => [`s${i}`, 'worksheet', `/xl/worksheets/sheet${i}.xml`] as const),
      ['st', 'styles', 'styles.xml'],
      ['ss', 'sharedStrings', 'sharedStrings.xml'],
    ]),
  };
  if (strings !== undefined) all['xl/sharedStrings.xml'] = named(`<sst ${NS}>${strings}</sst>`);
  if (styles !== undefined) all['xl/styles.xml'] = named(`<styleSheet ${NS}>${styles}</styleSheet>`);
  sheets.forEach((sheet, i) => {
    all[`xl/worksheets/sheet${i}.xml`] = named(
      `<worksheet ${NS}><sheetData>${sheet.data}</sheetData>${sheet.more ?? ''}</worksheet>`,
    );
    if (sheet.relations) all[`xl/worksheets/_rels/sheet${i}.xml.rels`] = rels(sheet.relations);
  });
  for (const [name, content] of Object.entries(parts)) all[`xl/${name}`] = content;
  return fixtures.zip('book.xlsx', all);
}

const n = (ref: string, value: string | number, style?: number): string =>
  `<c r="${ref}"${style === undefined ? '' : ` s="${style}"`}><v>${value}</v></c>`;
const s = (ref: string, text: string): string => `<c r="${ref}" t="inlineStr"><is><t>${text}</t></is></c>`;
const row = (number: number, cells: string): string => `<row r="${number}">${cells}</row>`;
const markdown = async (data: string, sheet: Partial<Sheet> = {}, options: Book = {}): Promise<string> =>
  markdownOf(await readPages(xlsx, book([{ name: 'Data', data, ...sheet }], options)));

describe('a workbook', () => {
  it('reads shared, inline, rich, formula, logical and error values', async () => {
    const strings =
      '<si><t>plain</t></si><si><r><t>ri</t></r><r><rPr><b/></rPr><t xml:space="preserve">ch </t></r><rPh sb="0" eb="1"><t>phonetic</t></rPh></si><si><t>two_x000D__x000A_lines_x0041_</t></si>';
    const data =
      row(1, '<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c>') +
      row(
        2,
        '<c r="A2" t="b"><v>1</v></c><c r="B2" t="e"><v>#DIV/0!</v></c><c r="C2" t="str"><f>A1&amp;B1</f><v>joined</v></c>',
      ) +
      row(
        3,
        `${n('A3', '4.2999999999999998')}<c r="B3"><f>SUM(A1:A2)</f></c><c r="C3" t="d"><v>2024-05-06T00:00:00</v></c>`,
      ) +
      row(4, `${n('A4', '12345678901234567890')}<c r="B4" t="s"><v>99</v></c>`);
    expect(await markdown(data, {}, { strings })).toBe(
      '## Data\n\n| plain | rich | two linesA |\n| - | - | - |\n| TRUE | #DIV/0! | joined |\n| 4.3 | =SUM(A1:A2) | 2024-05-06 |\n| 12345678901234567890 |  |  |\n',
    );
  });

  it('writes dates, per cents and money by their formats, plain numbers as stored', async () => {
    const styles =
      '<numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="#,##0.00\\ &quot;€&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="10"/><xf numFmtId="165"/><xf numFmtId="4"/></cellXfs>';
    const data = row(
      1,
      n('A1', 45292, 1) + n('B1', 0.125, 2) + n('C1', 1234.5, 3) + n('D1', 1234.5, 4) + n('E1', 3, 77),
    );
    expect(await markdown(data, {}, { styles })).toBe(
      '## Data\n\n| 2024-01-01 | 12.5% | 1,234.50 € | 1234.5 | 3 |\n| - | - | - | - | - |\n',
    );
    expect(await markdown(row(1, n('A1', 0, 1)), {}, { styles, properties: 'date1904="1"' })).toContain('1904-01-01');
  });

  it('makes a table of each group of cells, and repeats merged ones', async () => {
    const data =
      row(1, s('A1', 'Title')) +
      row(3, s('A3', 'Year') + s('B3', 'Ducks') + s('E3', 'far')) +
      row(4, n('A4', 2019) + n('B4', 120)) +
      row(6, s('A6', 'wide') + '<c r="B6"/>') +
      row(7, n('A7', 1) + n('B7', 2));
    const more = '<mergeCells><mergeCell ref="A6:B6"/></mergeCells>';
    expect(await markdown(data, { more })).toBe(
      '## Data\n\n| Title |\n| - |\n\n| Year | Ducks |\n| - | - |\n| 2019 | 120 |\n\n| far |\n| - |\n\n| wide | wide |\n| - | - |\n| 1 | 2 |\n',
    );
  });

  it('reads cells without references, and of writers that use a prefix', async () => {
    expect(await markdown('<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>')).toBe(
      '## Data\n\n| 1 | 2 |\n| - | - |\n| 3 |  |\n',
    );
    expect(await markdown(row(1, s('A1', 'x')), {}, { prefix: 'x' })).toBe('## Data\n\n| x |\n| - |\n');
  });

  it('has a page a visible sheet, and keeps hidden ones for the search', async () => {
    const path = book([
      { name: 'One', data: row(1, s('A1', 'a')) },
      { name: 'Secret', state: 'veryHidden', data: row(1, s('A1', 'lookup')) },
      { name: 'Empty', data: '' },
    ]);
    const pages = await readPages(xlsx, path);
    expect(pages.map((page) => page.name)).toEqual(['One', 'Empty']);
    expect(markdownOf(pages)).toBe('## One\n\n| a |\n| - |\n\n## Empty\n');
    expect(pages.map(pageText).join('\n\n')).toContain('lookup');
  });

  it('links cells, and keeps comments, headers and footers apart', async () => {
    const more =
      '<hyperlinks><hyperlink ref="A1" r:id="h"/><hyperlink ref="B1" location="Data!A1"/></hyperlinks><headerFooter><oddHeader>&amp;L&amp;"Arial,Bold"&amp;12Confidential&amp;RPage &amp;P of &amp;N</oddHeader><oddFooter>&amp;CAcme &amp;&amp; Co</oddFooter></headerFooter>';
    const comments = `<comments ${NS}><authors><author>Ada</author></authors><commentList><comment ref="A1" authorId="0"><text><r><t>Ada:</t></r><r><t xml:space="preserve"> check</t></r></text></comment><comment ref="B2" authorId="0"><text><t>[Threaded comment] old</t></text></comment></commentList></comments>`;
    const threaded =
      '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><threadedComment ref="B2" personId="{P}"><text>new</text></threadedComment></ThreadedComments>';
    const sheet: Sheet = {
      name: 'Data',
      data: row(1, s('A1', 'site') + s('B1', 'inner')),
      more,
      relations: [
        ['h', 'hyperlink', 'https://example.org'],
        ['c', 'comments', '../comments1.xml'],
        ['t', 'threadedComment', '../threaded.xml'],
      ],
    };
    const pages = await readPages(
      xlsx,
      book([sheet], { parts: { 'comments1.xml': comments, 'threaded.xml': threaded } }),
    );
    expect(markdownOf(pages)).toBe('## Data\n\n| [site](https://example.org) | inner |\n| - | - |\n');
    expect(
      pages[0]?.blocks
        .filter((block) => block.furniture)
        .map((block) => `${block.furniture ?? ''}: ${blockText(block)}`),
    ).toEqual([
      'header: Confidential',
      'header: Page of',
      'comment: B2: new',
      'comment: Ada, A1: check',
      'footer: Acme & Co',
    ]);
  });

  it('puts charts, pictures and text boxes among the tables by their anchors', async () => {
    const anchor = (column: number, at: number, content: string): string =>
      `<xdr:twoCellAnchor><xdr:from><xdr:col>${column}</xdr:col><xdr:row>${at}</xdr:row></xdr:from>${content}</xdr:twoCellAnchor>`;
    const drawing = `<xdr:wsDr ${NS}>${anchor(0, 9, '<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="1" name="p" descr="Logo of Acme"/></xdr:nvPicPr></xdr:pic>')}${anchor(3, 0, '<xdr:graphicFrame><a:graphic><a:graphicData><c:chart r:id="c"/></a:graphicData></a:graphic></xdr:graphicFrame>')}${anchor(0, 4, '<xdr:grpSp><xdr:sp><xdr:txBody><a:p><a:r><a:t>A note</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:grpSp>')}</xdr:wsDr>`;
    const chart = `<c:chartSpace ${NS}><c:chart><c:plotArea><c:scatterChart><c:ser><c:idx val="0"/><c:xVal><c:numLit><c:pt idx="0"><c:v>1</c:v></c:pt></c:numLit></c:xVal><c:yVal><c:numLit><c:pt idx="0"><c:v>5</c:v></c:pt></c:numLit></c:yVal></c:ser></c:scatterChart><c:valAx><c:title><c:tx><c:rich><a:p><a:r><a:t>Torque</a:t></a:r></a:p></c:rich></c:tx></c:title></c:valAx></c:plotArea></c:chart></c:chartSpace>`;
    const sheet: Sheet = {
      name: 'Data',
      data: row(1, s('A1', 'x')) + row(7, s('A7', 'y')),
      more: '<drawing r:id="d"/>',
      relations: [['d', 'drawing', '../drawings/d.xml']],
    };
    const path = book([sheet], {
      parts: {
        'drawings/d.xml': drawing,
        'drawings/_rels/d.xml.rels': rels([['c', 'chart', '../charts/c.xml']]),
        'charts/c.xml': chart,
      },
    });
    expect(markdownOf(await readPages(xlsx, path))).toBe(
      '## Data\n\n| x |\n| - |\n\n<!-- image: Axes: Torque -->\n\nScatter chart\n\n|  | Series 1 |\n| - | - |\n| 1 | 5 |\n\nA note\n\n| y |\n| - |\n\n<!-- image: Logo of Acme -->\n',
    );
  });

  it('refuses more sheets than the limit, and a workbook without any', async () => {
    const two = book([
      { name: 'a', data: '' },
      { name: 'b', data: '' },
    ]);
    await expect(xlsx.open(two, readerContext({ pages: 1 }))).rejects.toMatchObject({
      code: 'document_too_many_pages',
    });
    await expect(xlsx.open(book([]), readerContext())).rejects.toMatchObject({ code: 'document_empty' });
  });

  it('reads a sheet of fifty thousand rows', async () => {
    const data = Array.from({ length: 50_000 }, (_, i) => row(i + 1, n(`A${i + 1}`, i) + s(`B${i + 1}`, `t${i}`))).join(
      '',
    );
    const pages = await readPages(xlsx, book([{ name: 'Big', data }]));
    expect(
      markdownOf(pages)
        .split('\n')
        .filter((line) => line.startsWith('| ')),
    ).toHaveLength(50_001);
  });

  it('reads a very large sheet in slices, which are one table in Markdown', async () => {
    const filler = 'x'.repeat(500);
    const data = Array.from({ length: 2000 }, (_, i) =>
      row(
        i + 1,
        s(`A${i + 1}`, i === 0 ? 'Name' : `n${i}`) +
          s(`B${i + 1}`, i === 0 ? 'Größe' : `ü${filler}`) +
          n(`C${i + 1}`, i),
      ),
    ).join('');
    const more =
      '<mergeCells><mergeCell ref="A1500:B1500"/></mergeCells><hyperlinks><hyperlink ref="A1900" r:id="h"/></hyperlinks>';
    const path = book([{ name: 'Big', data, more, relations: [['h', 'hyperlink', 'https://example.org']] }]);
    const whole = await readPages(xlsx, path);
    const source = openPackage(path, readerContext().limits, 'workbook', []);
    const sheet = await sliceSheet(openWorkbook(source), 'xl/worksheets/sheet0.xml', readerContext().signal, 200_000);
    expect(sheet.slices).toBeGreaterThan(4);
    const pages: Page[] = [];
    // Backwards, since a slice must not depend on those before it.
    for (let slice = sheet.slices - 1; slice >= 0; slice--) {
      const regions = await sheet.regions(slice, readerContext().signal);
      const blocks: Block[] = regions.map((region) => region.table);
      if (slice === 0) blocks.unshift({ kind: 'heading', level: 2, content: [{ text: 'Big' }] });
      pages.unshift({ number: slice + 1, method: 'text', blocks });
    }
    source.close();
    expect(markdownOf(pages)).toBe(markdownOf(whole));
  });
});
