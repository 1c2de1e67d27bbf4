import { afterAll, describe, expect, it } from 'vitest';
import { readPages } from '../document-fixture.js';
import { pageText } from '../text.js';
import { createWordFixtures, NAMESPACES, p, t, text, wrap, type Extra } from '../word/word-fixture.js';
import { docx } from './docx.js';

const fixtures = createWordFixtures();
afterAll(() => fixtures.remove());
const { word, markdown, blocks, furniture } = fixtures;

describe('a Word document: tables', () => {
  const tc = (content: string, properties = ''): string => `<w:tc><w:tcPr>${properties}</w:tcPr>${content}</w:tc>`;
  const tr = (cells: string, properties = ''): string => `<w:tr><w:trPr>${properties}</w:trPr>${cells}</w:tr>`;
  const tbl = (rows: string): string => `<w:tbl><w:tblPr/>${rows}</w:tbl>`;

  it('spans columns and rows, and starts a row late', async () => {
    const body = tbl(
      tr(tc(text('A'), '<w:gridSpan w:val="2"/>') + tc(text('B'), '<w:vMerge w:val="restart"/>'), '<w:tblHeader/>') +
        tr(tc(text('C')) + tc(text('D')) + tc(p(''), '<w:vMerge/>')) +
        tr(tc(text('E')), '<w:gridBefore w:val="1"/>'),
    );
    expect(await markdown(body)).toBe('| A | A | B |\n| - | - | - |\n| C | D | B |\n|  | E |  |\n');
    const [table] = await blocks(body);
    expect(table).toMatchObject({
      rows: 3,
      columns: 3,
      cells: [{ header: true, columnSpan: 2 }, { header: true, rowSpan: 2 }, {}, {}, {}],
    });
  });

  it('merges sideways by the marks of old files', async () => {
    const body = tbl(
      tr(tc(text('A'), '<w:hMerge w:val="restart"/>') + tc(p(''), '<w:hMerge/>') + tc(text('B'))) +
        tr(tc(text('1')) + tc(text('2')) + tc(text('3'))),
    );
    expect(await markdown(body)).toBe('| A | A | B |\n| - | - | - |\n| 1 | 2 | 3 |\n');
  });

  it('joins the paragraphs of a cell and flattens a table inside it', async () => {
    const inner = tbl(tr(tc(text('1')) + tc(text('2'))) + tr(tc(text('3')) + tc(text('4'))));
    const body = tbl(tr(tc(text('a') + text('b')) + tc(inner + p(''))));
    expect(await markdown(body)).toBe('| a b | 1 2 3 4 |\n| - | - |\n');
  });

  it('takes a table of one cell for a frame around its content', async () => {
    expect(await markdown(tbl(tr(tc(text('a') + tbl(tr(tc(text('1')) + tc(text('2'))))))))).toBe(
      'a\n\n| 1 | 2 |\n| - | - |\n',
    );
  });

  it('finds rows and cells in content controls, and leaves deleted rows out', async () => {
    const body = tbl(
      `<w:sdt><w:sdtContent>${tr(`<w:sdt><w:sdtContent>${tc(text('a'))}</w:sdtContent></w:sdt>${tc(text('b'))}`)}</w:sdtContent></w:sdt>${tr(tc(text('x')) + tc(text('y')), '<w:del w:id="1"/>')}`,
    );
    expect(await markdown(body)).toBe('| a | b |\n| - | - |\n');
  });

  it('reads pipes and formulas in cells', async () => {
    const math = `<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>`;
    expect(await markdown(tbl(tr(tc(text('a|b')) + tc(p(math)))))).toBe('| a\\|b | $x$ |\n| - | - |\n');
  });
});

describe('a Word document: what floats and what surrounds', () => {
  const drawing = (content: string, alt = ''): string =>
    `<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x"${alt === '' ? '' : ` descr="${alt}"`}/><a:graphic><a:graphicData>${content}</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`;
  const shape = (content: string): string =>
    `<wps:wsp><wps:txbx><w:txbxContent>${content}</w:txbxContent></wps:txbx></wps:wsp>`;

  it('puts text boxes behind their paragraph, grouped and in old files too, each once', async () => {
    const both = `<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData>${shape(text('new'))}</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>${text('new')}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>`;
    const group = drawing(`<wpg:wgp>${shape(text('one'))}${shape(text('two'))}</wpg:wgp>`);
    const old = `<w:r><w:pict><v:shape><v:textbox><w:txbxContent>${text('old')}</w:txbxContent></v:textbox></v:shape><v:shape><v:textpath string="DRAFT"/></v:shape></w:pict></w:r>`;
    expect(await markdown(p(both + t('text')) + p(group) + p(old))).toBe('text\n\nnew\n\none\n\ntwo\n\nold\n\nDRAFT\n');
  });

  it('shows pictures with their description, and not the names that programs give', async () => {
    const picture = '<pic:pic><pic:nvPicPr><pic:cNvPr id="0" name="p"/></pic:nvPicPr></pic:pic>';
    expect(await markdown(p(drawing(picture, 'A duck on a lake')))).toBe('<!-- image: A duck on a lake -->\n');
    expect(await markdown(p(drawing(picture, 'scan01.PNG')))).toBe('<!-- image -->\n');
  });

  it('writes charts as tables and diagrams as lists', async () => {
    const point = (id: string, body: string, type = 'node'): string =>
      `<dgm:pt modelId="${id}" type="${type}"><dgm:t><a:bodyPr/><a:p><a:r><a:t>${body}</a:t></a:r></a:p></dgm:t></dgm:pt>`;
    const data = `<dgm:dataModel ${NAMESPACES}><dgm:ptLst>${point('0', '', 'doc')}${point('2', 'second')}${point('1', 'first')}${point('3', 'below first')}${point('9', 'layout', 'pres')}</dgm:ptLst><dgm:cxnLst><dgm:cxn srcId="0" destId="1" srcOrd="0"/><dgm:cxn srcId="0" destId="2" srcOrd="1"/><dgm:cxn srcId="1" destId="3" srcOrd="0"/><dgm:cxn type="presOf" srcId="1" destId="9"/><dgm:cxn srcId="3" destId="1" srcOrd="0"/></dgm:cxnLst></dgm:dataModel>`;
    const strings = (values: string[]): string =>
      `<c:strRef><c:strCache>${values.map((v, i) => `<c:pt idx="${i}"><c:v>${v}</c:v></c:pt>`).join('')}</c:strCache></c:strRef>`;
    const numbers = (values: string[]): string =>
      `<c:numRef><c:numCache><c:formatCode>General</c:formatCode>${values.map((v, i) => (v === '' ? '' : `<c:pt idx="${i}"><c:v>${v}</c:v></c:pt>`)).join('')}</c:numCache></c:numRef>`;
    const series = (name: string, values: string[]): string =>
      `<c:ser><c:tx>${strings([name])}</c:tx><c:cat>${strings(['Q1', 'Q2'])}</c:cat><c:val>${numbers(values)}</c:val></c:ser>`;
    const chart = `<c:chartSpace ${NAMESPACES}><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>Sales</a:t></a:r></a:p></c:rich></c:tx></c:title><c:plotArea><c:barChart>${series('A', ['1', '2.5000000000000004'])}</c:barChart><c:lineChart>${series('B', ['', '4'])}</c:lineChart></c:plotArea></c:chart></c:chartSpace>`;
    const body = p(drawing('<c:chart r:id="c"/>')) + p(drawing('<dgm:relIds r:dm="d"/>'));
    const extra: Extra = {
      relations: [
        ['c', 'chart', 'charts/chart1.xml'],
        ['d', 'diagramData', 'diagrams/data1.xml'],
      ],
      parts: { 'charts/chart1.xml': chart, 'diagrams/data1.xml': data },
    };
    expect(await markdown(body, extra)).toBe(
      'Sales\n\n<!-- image -->\n\nBar chart and Line chart\n\n|  | A | B |\n| - | - | - |\n| Q1 | 1 |  |\n| Q2 | 2.5 | 4 |\n\n- first\n    - below first\n- second\n',
    );
  });

  it('keeps headers, footers, notes and comments for the search, and out of the Markdown', async () => {
    const body =
      p(
        `${t('Text')}<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:endnoteReference w:id="1"/></w:r><w:r><w:commentReference w:id="7"/></w:r>`,
      ) +
      '<w:sectPr><w:headerReference w:type="default" r:id="h1"/><w:headerReference w:type="first" r:id="h2"/><w:footerReference w:type="even" r:id="f1"/><w:footerReference w:type="default" r:id="f2"/></w:sectPr>';
    const extra: Extra = {
      relations: [
        ['h1', 'header', 'header1.xml'],
        ['h2', 'header', 'header2.xml'],
        ['f1', 'footer', 'footer1.xml'],
        ['f2', 'footer', 'footer2.xml'],
        ['n1', 'footnotes', 'footnotes.xml'],
        ['n2', 'endnotes', 'endnotes.xml'],
        ['n3', 'comments', 'comments.xml'],
      ],
      parts: {
        'header1.xml': wrap('hdr', text('Confidential')),
        'header2.xml': wrap('hdr', text('Only on a title page')),
        'footer1.xml': wrap('ftr', text('Only on even pages')),
        'footer2.xml': wrap('ftr', text('Acme Ltd')),
        'footnotes.xml': wrap(
          'footnotes',
          `<w:footnote w:id="0" w:type="separator">${text('---')}</w:footnote><w:footnote w:id="2">${text('A foot note')}</w:footnote>`,
        ),
        'endnotes.xml': wrap('endnotes', `<w:endnote w:id="1">${text('An end note')}</w:endnote>`),
        'comments.xml': wrap(
          'comments',
          `<w:comment w:id="7" w:author="Ada">${text('Why?')}</w:comment><w:comment w:id="8">${text('Lost')}</w:comment>`,
        ),
      },
    };
    expect(await markdown(body, extra)).toBe('Text\n');
    expect(await furniture(body, extra)).toEqual([
      'header: Confidential',
      'note: A foot note',
      'note: An end note',
      'comment: Ada: Why?',
      'comment: Lost',
      'footer: Acme Ltd',
    ]);
    const [page] = await readPages(docx, word(body, extra));
    expect(page && pageText(page)).toBe(
      'Confidential\n\nText\n\nA foot note\n\nAn end note\n\nAda: Why?\n\nLost\n\nAcme Ltd',
    );
  });

  it('knows formulas that stand alone from those in a line', async () => {
    const math =
      '<m:oMath><m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath>';
    expect(await markdown(p(math) + p(`<m:oMathPara>${math}</m:oMathPara>`) + p(t('so ') + math))).toBe(
      '$$x^{2}$$\n\n$$x^{2}$$\n\nso $x^{2}$\n',
    );
  });
});
