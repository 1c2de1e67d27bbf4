import { afterAll, describe, expect, it } from 'vitest';
import { createFixtures, markdownOf, readerContext, readPages } from '../document-fixture.js';
import { sniffFile } from '../sniff.js';
import { blockText, pageText } from '../text.js';
import { MEDIA_TYPES } from './media-types.js';
import { odp } from './odp.js';
import { ods } from './ods.js';
import { odt } from './odt.js';

const fixtures = createFixtures();
afterAll(() => fixtures.remove());

const URN = 'urn:oasis:names:tc:opendocument:xmlns:';
const NS = ['office', 'text', 'table', 'draw', 'style', 'presentation', 'chart', 'meta', 'manifest']
  .map((name) => `xmlns:${name}="${URN}${name}:1.0"`)
  .concat(
    `xmlns:fo="${URN}xsl-fo-compatible:1.0"`,
    `xmlns:svg="${URN}svg-compatible:1.0"`,
    'xmlns:xlink="http://www.w3.org/1999/xlink"',
    'xmlns:dc="http://purl.org/dc/elements/1.1/"',
    'xmlns:math="http://www.w3.org/1998/Math/MathML"',
  )
  .join(' ');

interface Extra {
  automatic?: string;
  styles?: string;
  parts?: Record<string, string>;
}

const file = (
  kind: 'text' | 'presentation' | 'spreadsheet',
  body: string,
  { automatic = '', styles = '', parts = {} }: Extra = {},
): string =>
  fixtures.zip(`a.${kind}`, {
    mimetype: `application/vnd.oasis.opendocument.${kind}`,
    'content.xml': `<office:document-content ${NS}><office:automatic-styles>${automatic}</office:automatic-styles><office:body><office:${kind}>${body}</office:${kind}></office:body></office:document-content>`,
    'styles.xml': `<office:document-styles ${NS}>${styles}</office:document-styles>`,
    ...parts,
  });
const p = (text: string, style = ''): string =>
  `<text:p${style === '' ? '' : ` text:style-name="${style}"`}>${text}</text:p>`;
const text = async (body: string, extra?: Extra): Promise<string> =>
  markdownOf(await readPages(odt, file('text', body, extra)));
const item = (content: string): string => `<text:list-item>${content}</text:list-item>`;

describe('an OpenDocument text', () => {
  it('knows titles, headings and formatting by their styles', async () => {
    const automatic =
      '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/><style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style><style:style style:name="T2" style:family="text"><style:text-properties style:text-position="sub 58%"/></style:style>';
    const body =
      p('The title', 'P1') +
      p('below', 'Subtitle') +
      '<text:h text:outline-level="1">One</text:h>' +
      p(
        'A <text:span text:style-name="T1">bold</text:span> H<text:span text:style-name="T2">2</text:span>O<text:line-break/>next<text:s text:c="3"/><text:tab/><text:a xlink:href="https://example.org">link</text:a>',
      );
    expect(await text(body, { automatic })).toBe(
      '# The title\n\n## below\n\n## One\n\nA **bold** H₂O  \nnext    [link](https://example.org)\n',
    );
  });

  it('nests and counts lists as they are printed', async () => {
    const automatic =
      '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")" text:display-levels="2"/><text:list-level-style-bullet text:level="3"/></text:list-style>';
    const body = `<text:list text:style-name="L" xml:id="one">${item(p('a') + `<text:list>${item(p('b') + `<text:list>${item(p('c'))}</text:list>`)}</text:list>`)}${item(p('d'))}</text:list>${p('between')}<text:list text:style-name="L" text:continue-numbering="true">${item(p('e'))}</text:list>`;
    expect(await text(body, { automatic })).toBe('1. a\n    - 1.a) b\n        - c\n2. d\n\nbetween\n\n3. e\n');
  });

  it('reads tables with spans, text boxes, pictures, formulas and charts', async () => {
    const cell = (content: string, more = ''): string => `<table:table-cell ${more}>${p(content)}</table:table-cell>`;
    const row = (cells: string): string => `<table:table-row>${cells}</table:table-row>`;
    const table = `<table:table><table:table-header-rows>${row(cell('A', 'table:number-columns-spanned="2"') + '<table:covered-table-cell/>')}</table:table-header-rows>${row(cell('1') + cell('2'))}</table:table>`;
    const chart = `<office:document-content ${NS}><office:body><office:chart><chart:chart chart:class="chart:bar"><chart:title>${p('Sales')}</chart:title><table:table>${row('<table:table-cell/>' + cell('2024'))}${row(cell('Q1') + cell('5'))}</table:table></chart:chart></office:chart></office:body></office:document-content>`;
    const formula = `<math:math xmlns:math="http://www.w3.org/1998/Math/MathML"><math:semantics><math:msup><math:mi>x</math:mi><math:mn>2</math:mn></math:msup><math:annotation encoding="StarMath 5.0">x^2</math:annotation></math:semantics></math:math>`;
    const body =
      table +
      p(
        `text<draw:frame><draw:text-box>${p('boxed')}</draw:text-box></draw:frame><draw:frame><draw:image/><svg:desc>A duck</svg:desc></draw:frame><draw:custom-shape>${p('shape')}</draw:custom-shape>`,
      ) +
      p(
        '<draw:frame><draw:object xlink:href="./Object 1"/><draw:image/></draw:frame><draw:frame><draw:object xlink:href="./Object 2"/></draw:frame>',
      );
    expect(await text(body, { parts: { 'Object 1/content.xml': chart, 'Object 2/content.xml': formula } })).toBe(
      '| A | A |\n| - | - |\n| 1 | 2 |\n\ntext\n\nboxed\n\n<!-- image: A duck -->\n\nshape\n\nSales\n\n<!-- image -->\n\nBar chart\n\n|  | 2024 |\n| - | - |\n| Q1 | 5 |\n\n$$x^{2}$$\n',
    );
  });

  it('keeps notes, comments, headers and footers for the search, and deleted text not at all', async () => {
    const body = `<text:tracked-changes><text:changed-region><text:deletion>${p('deleted')}</text:deletion></text:changed-region></text:tracked-changes>${p(`Text<text:note><text:note-citation>1</text:note-citation><text:note-body>${p('A note')}</text:note-body></text:note><office:annotation><dc:creator>Ada</dc:creator>${p('Why?')}</office:annotation>`)}`;
    const styles = `<office:master-styles><style:master-page style:name="S"><style:header>${p('Confidential')}</style:header><style:footer>${p('Page <text:page-number>1</text:page-number>')}</style:footer></style:master-page></office:master-styles>`;
    const [page] = await readPages(odt, file('text', body, { styles }));
    expect(page && markdownOf([page])).toBe('Text\n');
    expect(page && pageText(page)).toBe('Confidential\n\nText\n\nA note\n\nAda: Why?\n\nPage 1');
  });

  it('says that it is protected by a password', async () => {
    const parts = {
      'META-INF/manifest.xml': `<manifest:manifest ${NS}><manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>`,
    };
    await expect(odt.open(file('text', '', { parts }), readerContext())).rejects.toMatchObject({
      code: 'document_encrypted',
    });
  });
});

describe('an OpenDocument presentation', () => {
  it('has a page a slide: title, shapes by their places, notes for the search', async () => {
    const frame = (content: string, x: string, y: string, role = ''): string =>
      `<draw:frame svg:x="${x}" svg:y="${y}"${role === '' ? '' : ` presentation:class="${role}"`}><draw:text-box>${content}</draw:text-box></draw:frame>`;
    const slide = `<draw:page draw:name="page1">${frame(p('low'), '1cm', '10cm')}${frame(p('right'), '12cm', '50mm')}${frame(p('left'), '1cm', '5.1cm')}${frame(p('The') + p('title'), '1cm', '18cm', 'title')}${frame(p('3'), '1cm', '19cm', 'page-number')}<presentation:notes>${frame(p('Say hello'), '0cm', '0cm', 'notes')}</presentation:notes></draw:page>`;
    const pages = await readPages(odp, file('presentation', `${slide}<draw:page draw:name="Outlook"/>`));
    expect(markdownOf(pages)).toBe('# The title\n\nleft\n\nright\n\nlow\n');
    expect(pages.map((page) => page.name)).toEqual([undefined, 'Outlook']);
    expect(
      pages[0]?.blocks
        .filter((block) => block.furniture)
        .map((block) => `${block.furniture ?? ''}: ${blockText(block)}`),
    ).toEqual(['footer: 3', 'note: Say hello']);
  });

  it('reads tables on slides', async () => {
    const table = `<draw:page><draw:frame><table:table><table:table-row><table:table-cell>${p('a')}</table:table-cell><table:table-cell>${p('b')}</table:table-cell></table:table-row></table:table><draw:image/></draw:frame></draw:page>`;
    expect(markdownOf(await readPages(odp, file('presentation', table)))).toBe('| a | b |\n| - | - |\n');
  });
});

describe('an OpenDocument spreadsheet', () => {
  const cell = (shown: string, more = ''): string =>
    `<table:table-cell ${more}>${shown === '' ? '' : p(shown)}</table:table-cell>`;
  const row = (cells: string, more = ''): string => `<table:table-row ${more}>${cells}</table:table-row>`;

  it('writes numbers and dates as stored, money and per cents as shown', async () => {
    const body = `<table:table table:name="One">${row(
      cell('1,234.6', 'office:value-type="float" office:value="1234.5678"') +
        cell('01/02/24', 'office:value-type="date" office:date-value="2024-02-01"') +
        cell('12.50%', 'office:value-type="percentage" office:value="0.125"') +
        cell('3.00 €', 'office:value-type="currency" office:value="3"') +
        cell('5 kg', 'office:value-type="float" office:value="5"') +
        cell('TRUE', 'office:value-type="boolean"'),
    )}</table:table>`;
    expect(markdownOf(await readPages(ods, file('spreadsheet', body)))).toBe(
      '| 1234.5678 | 2024-02-01 | 12.50% | 3.00 € | 5 kg | TRUE |\n| - | - | - | - | - | - |\n',
    );
  });

  it('splits sheets into tables, repeats cells, and leaves a million empty rows alone', async () => {
    const body =
      `<table:table table:name="One">${row(cell('x', 'table:number-columns-repeated="2"') + cell('', 'table:number-columns-repeated="16382"'))}${row(cell('', 'table:number-columns-repeated="16384"'), 'table:number-rows-repeated="2"')}` +
      `<table:table-row-group>${row(cell('wide', 'table:number-columns-spanned="2"') + '<table:covered-table-cell/>')}${row(cell('1') + cell('2'), 'table:number-rows-repeated="2"')}</table:table-row-group>${row(cell(''), 'table:number-rows-repeated="1048570"')}</table:table>` +
      `<table:table table:name="Two" table:style-name="ta">${row(cell('hidden'))}</table:table><table:table table:name="Three">${row(cell('y') + `<table:table-cell><office:annotation>${p('Check')}</office:annotation></table:table-cell>`)}</table:table>`;
    const automatic =
      '<style:style style:name="ta" style:family="table"><style:table-properties table:display="false"/></style:style>';
    const pages = await readPages(ods, file('spreadsheet', body, { automatic }));
    expect(pages.map((page) => page.name)).toEqual(['One', 'Three']);
    expect(markdownOf(pages)).toBe(
      '## One\n\n| x | x |\n| - | - |\n\n| wide | wide |\n| - | - |\n| 1 | 2 |\n| 1 | 2 |\n\n## Three\n\n| y |\n| - |\n',
    );
    expect(pages[1] && pageText(pages[1])).toContain('B1: Check');
    expect(pages[1] && pageText(pages[1])).toContain('hidden');
  });
});

describe('OpenDocument files', () => {
  it('are told by what is in them', async () => {
    expect(await sniffFile(file('text', ''), 'a.zip')).toBe(MEDIA_TYPES.odt);
    expect(await sniffFile(file('presentation', ''))).toBe(MEDIA_TYPES.odp);
    expect(await sniffFile(file('spreadsheet', ''))).toBe(MEDIA_TYPES.ods);
    await expect(
      sniffFile(fixtures.zip('a', { mimetype: 'application/vnd.oasis.opendocument.graphics' })),
    ).rejects.toThrow(/OpenDocument drawing/);
  });
});
