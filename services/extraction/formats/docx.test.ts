import { afterAll, describe, expect, it } from 'vitest';
import type { Block } from '../../../domain/documents/content.js';
import { createFixtures, markdownOf, readBlocks, readerContext, readMarkdown, readPages } from '../document-fixture.js';
import { blockText, pageText } from '../text.js';
import { docx } from './docx.js';

const fixtures = createFixtures();
afterAll(() => fixtures.remove());

const NAMESPACES = [
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"',
  'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"',
  'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"',
  'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"',
  'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"',
  'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"',
  'xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"',
  'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"',
  'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"',
  'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"',
  'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"',
  'xmlns:v="urn:schemas-microsoft-com:vml"',
].join(' ');

const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const rels = (list: readonly (readonly [id: string, type: string, target: string])[]): string =>
  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list
    .map(([id, type, target]) => {
      const mode = /^(https?|mailto):/.test(target) ? ' TargetMode="External"' : '';
      return `<Relationship Id="${id}" Type="${REL}/${type}" Target="${target}"${mode}/>`;
    })
    .join('')}</Relationships>`;

interface Extra {
  relations?: readonly (readonly [string, string, string])[];
  parts?: Record<string, string>;
}

const wrap = (root: string, content: string): string =>
  `<?xml version="1.0"?><w:${root} ${NAMESPACES}>${content}</w:${root}>`;

function word(body: string, { relations = [], parts = {} }: Extra = {}): string {
  return fixtures.zip('test.docx', {
    '_rels/.rels': rels([
      ['r1', 'officeDocument', 'word/document.xml'],
      ['r2', 'metadata/core-properties', 'docProps/core.xml'],
    ]),
    'word/document.xml': wrap('document', `<w:body>${body}</w:body>`),
    'word/_rels/document.xml.rels': rels(relations),
    ...Object.fromEntries(Object.entries(parts).map(([name, content]) => [`word/${name}`, content])),
  });
}

const STYLES: NonNullable<Extra['relations']> = [
  ['s', 'styles', 'styles.xml'],
  ['n', 'numbering', 'numbering.xml'],
];
const styles = (content: string): string => wrap('styles', content);
const HEADING = '<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>';

const t = (text: string, look = ''): string =>
  `<w:r>${look === '' ? '' : `<w:rPr>${look}</w:rPr>`}<w:t xml:space="preserve">${text}</w:t></w:r>`;
const p = (content: string, properties = ''): string =>
  `<w:p>${properties === '' ? '' : `<w:pPr>${properties}</w:pPr>`}${content}</w:p>`;
const text = (content: string): string => p(t(content));

const markdown = (body: string, extra?: Extra): Promise<string> => readMarkdown(docx, word(body, extra));
const blocks = (body: string, extra?: Extra): Promise<Block[]> => readBlocks(docx, word(body, extra));
const furniture = async (body: string, extra?: Extra): Promise<string[]> =>
  (await blocks(body, extra)).filter((one) => one.furniture).map((one) => `${one.furniture ?? ''}: ${blockText(one)}`);

describe('a Word document: text', () => {
  it('keeps formatting, breaks and special characters, and never splits a word', async () => {
    const body = p(
      `${t('Wa', '<w:b/>')}${t('ter H')}${t('2', '<w:vertAlign w:val="subscript"/>')}${t('O, co')}<w:r><w:noBreakHyphen/><w:t>op</w:t><w:br/><w:t>next</w:t><w:tab/><w:t>end</w:t><w:softHyphen/></w:r>`,
    );
    expect(await markdown(body)).toBe('**Wa**ter H₂O, co-op  \nnext end\n');
  });

  it('takes bold from a character style, and off again where a run says so', async () => {
    const parts = {
      'styles.xml': styles(
        '<w:style w:type="character" w:styleId="S"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>',
      ),
    };
    const body = p(t('on', '<w:rStyle w:val="S"/>') + t(' off', '<w:rStyle w:val="S"/><w:b w:val="0"/>'));
    expect(await markdown(body, { relations: [['s', 'styles', 'styles.xml']], parts })).toBe('**on** off\n');
  });

  it('shows tracked changes as if they were accepted', async () => {
    const body = p(
      `${t('We ')}<w:del><w:r><w:delText>never </w:delText></w:r></w:del><w:ins>${t('always ')}</w:ins><w:moveFrom>${t('gone ')}</w:moveFrom><w:moveTo>${t('pay.')}</w:moveTo>`,
    );
    expect(await markdown(body)).toBe('We always pay.\n');
  });

  it('joins paragraphs whose end was deleted, and a drop cap with its word', async () => {
    expect(await markdown(p(t('One '), '<w:rPr><w:del w:id="1"/></w:rPr>') + text('line.'))).toBe('One line.\n');
    expect(await markdown(p(t('O'), '<w:framePr w:dropCap="drop"/>') + text('nce upon a time'))).toBe(
      'Once upon a time\n',
    );
    expect(await markdown(p(t('Last'), '<w:framePr w:dropCap="drop"/>'))).toBe('Last\n');
  });

  it('keeps hidden text for the search only', async () => {
    const body = p(t('Seen') + t('unseen', '<w:vanish/>'));
    expect(await markdown(body)).toBe('Seen\n');
    expect(await furniture(body)).toEqual(['hidden: unseen']);
  });

  it('reads through content controls, smart tags and insertions of whole paragraphs', async () => {
    const body = `<w:sdt><w:sdtPr><w:alias w:val="Name"/></w:sdtPr><w:sdtContent>${p(`<w:sdt><w:sdtContent>${t('Ada')}</w:sdtContent></w:sdt><w:smartTag>${t(' Lovelace')}</w:smartTag>`)}</w:sdtContent></w:sdt><w:ins>${text('two')}</w:ins><w:del>${text('three')}</w:del>`;
    expect(await markdown(body)).toBe('Ada Lovelace\n\ntwo\n');
  });

  it('shows symbols, readings of characters and form fields', async () => {
    const box = (state: string): string =>
      `<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="${state}"/></w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:instrText>FORMCHECKBOX</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`;
    const list =
      '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="red"/><w:listEntry w:val="blue"/></w:ddList></w:ffData></w:fldChar><w:fldChar w:fldCharType="end"/></w:r>';
    const ruby = `<w:ruby><w:rubyPr/><w:rt>${t('かんじ')}</w:rt><w:rubyBase>${t('漢字')}</w:rubyBase></w:ruby>`;
    const body = p(
      `<w:r><w:sym w:font="Wingdings" w:char="F0FC"/><w:sym w:font="Symbol" w:char="F061"/><w:sym w:font="Wingdings" w:char="F021"/></w:r>${box('1')}${box('0')}${list}<w:r>${ruby}</w:r>`,
    );
    expect(await markdown(body)).toBe('✓α☒☐blue漢字(かんじ)\n');
  });
});

describe('a Word document: fields and links', () => {
  const code = (instruction: string, result: string): string =>
    `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>${instruction}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>${result}<w:r><w:fldChar w:fldCharType="end"/></w:r>`;

  it('shows results of fields and never their codes', async () => {
    expect(await markdown(p(`${t('Page ')}${code('PAGE', t('3'))}`))).toBe('Page 3\n');
    expect(await markdown(p(`<w:fldSimple w:instr="AUTHOR">${t('Ada')}</w:fldSimple>`))).toBe('Ada\n');
    expect(
      await markdown(
        p(
          `${t('x')}<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>XE "index"</w:instrText><w:fldChar w:fldCharType="end"/></w:r>`,
        ),
      ),
    ).toBe('x\n');
  });

  it('shows nothing of a field inside the code of another', async () => {
    const inner = code('QUOTE', t('inner'));
    const body = p(
      `<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>IF </w:instrText></w:r>${inner}<w:r><w:fldChar w:fldCharType="separate"/></w:r>${t('shown')}<w:r><w:fldChar w:fldCharType="end"/></w:r>`,
    );
    expect(await markdown(body)).toBe('shown\n');
  });

  it('follows a field over several paragraphs, as a table of contents is one', async () => {
    const begin =
      '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>TOC \\o</w:instrText><w:fldChar w:fldCharType="separate"/></w:r>';
    const body =
      p(begin + t('Chapter 1') + '<w:r><w:tab/></w:r>' + code('PAGEREF _Toc1', t('7'))) +
      text('Chapter 2') +
      p('<w:r><w:fldChar w:fldCharType="end"/></w:r>') +
      text('After');
    expect(await markdown(body)).toBe('Chapter 1 7\n\nChapter 2\n\nAfter\n');
  });

  it('links by relationship and by field, and not within the document', async () => {
    const extra: Extra = { relations: [['l', 'hyperlink', 'https://example.org/a']] };
    expect(await markdown(p(`<w:hyperlink r:id="l">${t('site')}</w:hyperlink>`), extra)).toBe(
      '[site](https://example.org/a)\n',
    );
    expect(await markdown(p(code('HYPERLINK "https://example.org/b" \\o "tip"', t('field'))))).toBe(
      '[field](https://example.org/b)\n',
    );
    expect(await markdown(p(code('HYPERLINK \\l "_Toc1"', t('inside'))))).toBe('inside\n');
    expect(await markdown(p(`<w:hyperlink w:anchor="x">${t('inside')}</w:hyperlink>`))).toBe('inside\n');
  });
});

describe('a Word document: headings and lists', () => {
  const level = (at: number, format: string, label: string, more = ''): string =>
    `<w:lvl w:ilvl="${at}"><w:start w:val="1"/><w:numFmt w:val="${format}"/>${more}<w:lvlText w:val="${label}"/></w:lvl>`;
  const numbering = (content: string): string => wrap('numbering', content);
  const item = (content: string, id: number, at = 0): string =>
    p(t(content), `<w:numPr><w:ilvl w:val="${at}"/><w:numId w:val="${id}"/></w:numPr>`);
  const withLists = (lists: string, own = ''): Extra => ({
    relations: STYLES,
    parts: { 'styles.xml': styles(HEADING + own), 'numbering.xml': numbering(lists) },
  });
  const DECIMAL = `<w:abstractNum w:abstractNumId="0">${level(0, 'decimal', '%1.')}${level(1, 'decimal', '%1.%2.')}</w:abstractNum>`;
  const num = (id: number, of: number, more = ''): string =>
    `<w:num w:numId="${id}"><w:abstractNumId w:val="${of}"/>${more}</w:num>`;

  it('knows headings by the built-in name of their style, whatever its id', async () => {
    const extra = withLists(
      '',
      '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style><w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Own"/><w:basedOn w:val="berschrift1"/></w:style>',
    );
    const body =
      p(t('The title'), '<w:pStyle w:val="T"/>') +
      p(t('One'), '<w:pStyle w:val="berschrift1"/>') +
      p(t('Two'), '<w:pStyle w:val="Own"/><w:outlineLvl w:val="1"/>') +
      p(t('Body'), '<w:pStyle w:val="berschrift1"/><w:outlineLvl w:val="9"/>') +
      p('', '<w:pStyle w:val="T"/>');
    expect(await markdown(body, extra)).toBe('# The title\n\n## One\n\n### Two\n\nBody\n');
  });

  it('prints the number of a numbered heading', async () => {
    const own =
      '<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>';
    const body = item('List item', 1) + p(t('Part'), '<w:pStyle w:val="H2"/>');
    expect(await markdown(body, withLists(DECIMAL + num(1, 0), own))).toBe('1. List item\n\n### 1.1. Part\n');
  });

  it('counts on after other text, and inner levels anew below each outer item', async () => {
    const body = item('a', 1) + item('b', 1, 1) + item('c', 1, 1) + text('between') + item('d', 1) + item('e', 1, 1);
    expect(await markdown(body, withLists(DECIMAL + num(1, 0)))).toBe(
      '1. a\n    - 1.1. b\n    - 1.2. c\n\nbetween\n\n2. d\n    - 2.1. e\n',
    );
  });

  it('goes on counting in a second instance of a definition unless it starts anew', async () => {
    const restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>';
    const body = item('a', 1) + item('b', 2) + item('c', 3) + item('d', 3);
    expect(await markdown(body, withLists(DECIMAL + num(1, 0) + num(2, 0) + num(3, 0, restart)))).toBe(
      '1. a\n\n<!-- -->\n\n2. b\n\n<!-- -->\n\n1. c\n2. d\n',
    );
  });

  it('prints letters, Roman and legal numbers as the page shows them, and nothing for no number', async () => {
    const lists = `<w:abstractNum w:abstractNumId="0">${level(0, 'upperRoman', 'Article %1')}${level(1, 'decimal', '%1.%2', '<w:isLgl/>')}${level(2, 'lowerLetter', '(%3)')}${level(3, 'none', '')}${level(4, 'bullet', '·')}</w:abstractNum>`;
    const body = item('a', 1) + item('b', 1, 1) + item('c', 1, 2) + item('d', 1, 4) + item('e', 1, 3);
    expect(await markdown(body, withLists(lists + num(1, 0)))).toBe(
      '- Article I a\n    - 1.1 b\n        - (a) c\n            - d\n\ne\n',
    );
  });

  it('finds the list that a style or a numbering style names', async () => {
    const own = `<w:style w:type="paragraph" w:styleId="LB"><w:name w:val="List Bullet"/><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style><w:style w:type="numbering" w:styleId="NS"><w:name w:val="Own list"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>`;
    const lists = `${DECIMAL}<w:abstractNum w:abstractNumId="1">${level(0, 'bullet', '·')}</w:abstractNum><w:abstractNum w:abstractNumId="2"><w:numStyleLink w:val="NS"/></w:abstractNum>${num(1, 0)}${num(2, 1)}${num(3, 2)}`;
    const body =
      p(t('a'), '<w:pStyle w:val="LB"/>') +
      p(t('off'), '<w:pStyle w:val="LB"/><w:numPr><w:numId w:val="0"/></w:numPr>') +
      item('b', 3);
    expect(await markdown(body, withLists(lists, own))).toBe('- a\n\noff\n\n1. b\n');
  });

  it('keeps one list through empty paragraphs and comments', async () => {
    const extra = withLists(DECIMAL + num(1, 0));
    const comments = wrap('comments', `<w:comment w:id="1" w:author="Ada">${text('Really?')}</w:comment>`);
    const marked = p(
      t('a') + '<w:r><w:commentReference w:id="1"/></w:r>',
      '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>',
    );
    const found = await blocks(marked + p('') + item('b', 1), {
      relations: [...(extra.relations ?? []), ['c', 'comments', 'comments.xml']],
      parts: { ...extra.parts, 'comments.xml': comments },
    });
    expect(found.map((block) => block.kind)).toEqual(['list', 'paragraph']);
    expect(found.map(blockText)).toEqual(['1. a\n2. b', 'Ada: Really?']);
  });

  it('makes one listing of paragraphs in a code style', async () => {
    const own = '<w:style w:type="paragraph" w:styleId="C"><w:name w:val="Source Code"/></w:style>';
    const body = p(t('if (x) {'), '<w:pStyle w:val="C"/>') + p(t('  y();'), '<w:pStyle w:val="C"/>');
    expect(await markdown(body, withLists('', own))).toBe('```\nif (x) {\n  y();\n```\n');
  });
});

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

describe('a Word file', () => {
  it('tells what it says about itself', async () => {
    const path = fixtures.zip('meta.docx', {
      'word/document.xml': wrap('document', `<w:body>${text('x')}</w:body>`),
      'docProps/core.xml':
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"><dc:title> A title </dc:title><dc:creator>Ada</dc:creator><cp:keywords>a, b</cp:keywords><dcterms:created>2024-01-02T03:04:05+02:00</dcterms:created><dcterms:modified>never</dcterms:modified></cp:coreProperties>',
    });
    const document = await docx.open(path, readerContext());
    expect(document.metadata).toEqual({
      title: 'A title',
      author: 'Ada',
      keywords: 'a, b',
      created: '2024-01-02T01:04:05.000Z',
    });
    await document.close();
    await document.close();
  });

  it('is damaged when its main part is missing, and encrypted when a password seals it', async () => {
    await expect(docx.open(fixtures.zip('empty.docx', { 'a.xml': 'x' }), readerContext())).rejects.toMatchObject({
      code: 'document_damaged',
    });
    await expect(
      docx.open(fixtures.file('cut.docx', 'PK\x03\x04 and nothing else'), readerContext()),
    ).rejects.toMatchObject({ code: 'document_damaged' });
  });

  it('is too complex when it unpacks to more than the limit', async () => {
    const path = word(text('x'.repeat(200_000)));
    const document = await docx.open(path, readerContext({ unpackedBytes: 100_000 }));
    await expect(document.read(1, 1)[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'document_too_complex',
    });
    await document.close();
  });

  it('refuses pages that it does not have', async () => {
    const document = await docx.open(word(text('x')), readerContext());
    await expect(document.read(1, 2)[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'page_not_found' });
    await document.close();
  });

  it('reads ten thousand paragraphs and gives the same page twice', async () => {
    const path = word(Array.from({ length: 10_000 }, (_, i) => text(`Paragraph ${i}`)).join(''));
    const first = await readPages(docx, path);
    expect(first[0]?.blocks).toHaveLength(10_000);
    expect(markdownOf(first)).toBe(markdownOf(await readPages(docx, path)));
  });
});
