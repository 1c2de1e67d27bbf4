import { afterAll, describe, expect, it } from 'vitest';
import { markdownOf, readerContext, readPages } from '../document-fixture.js';
import { createWordFixtures, HEADING, p, STYLES, styles, t, text, wrap, type Extra } from '../word/word-fixture.js';
import { blockText } from '../text.js';
import { docx } from './docx.js';

const fixtures = createWordFixtures();
afterAll(() => fixtures.remove());
const { word, markdown, blocks, furniture } = fixtures;

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
