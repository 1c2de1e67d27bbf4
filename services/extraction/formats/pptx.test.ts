import { afterAll, describe, expect, it } from 'vitest';
import { createFixtures, markdownOf, readerContext, readPages } from '../document-fixture.js';
import { blockText } from '../text.js';
import { pptx } from './pptx.js';

const fixtures = createFixtures();
afterAll(() => fixtures.remove());

const NAMESPACES =
  'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:p188="http://schemas.microsoft.com/office/powerpoint/2018/8/main"';
const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const rels = (list: readonly (readonly [string, string, string])[]): string =>
  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list
    .map(
      ([id, type, target]) =>
        `<Relationship Id="${id}" Type="${REL}/${type}" Target="${target}"${target.startsWith('http') ? ' TargetMode="External"' : ''}/>`,
    )
    .join('')}</Relationships>`;

const a = (text: string, properties = '', run = ''): string =>
  `<a:p>${properties}<a:r><a:rPr ${run}/><a:t>${text}</a:t></a:r></a:p>`;
const bullet = (text: string, level = 0): string => a(text, `<a:pPr lvl="${level}"><a:buChar char="•"/></a:pPr>`);
const numbered = (text: string, more = '', level = 0): string =>
  a(text, `<a:pPr lvl="${level}"><a:buAutoNum type="arabicPeriod" ${more}/></a:pPr>`);
const at = (x: number, y: number, name = 'a:xfrm'): string =>
  `<${name}><a:off x="${x}" y="${y}"/><a:ext cx="9" cy="9"/></${name}>`;
const sp = (body: string, { place = '', ph = '', style = '' } = {}): string =>
  `<p:sp><p:nvSpPr><p:cNvPr id="1" name="s"/><p:nvPr>${ph === '' ? '' : `<p:ph ${ph}/>`}</p:nvPr></p:nvSpPr><p:spPr>${place}</p:spPr><p:txBody><a:bodyPr/><a:lstStyle>${style}</a:lstStyle>${body}</p:txBody></p:sp>`;
const tree = (root: string, shapes: string, more = ''): string =>
  `<p:${root} ${NAMESPACES}><p:cSld><p:spTree><p:nvGrpSpPr/><p:grpSpPr/>${shapes}</p:spTree></p:cSld>${more}</p:${root}>`;

const MASTER = tree(
  'sldMaster',
  sp('', { ph: 'type="title"', place: at(0, 0) }) + sp('', { ph: 'type="body" idx="1"', place: at(0, 5_000_000) }),
  '<p:txStyles><p:titleStyle/><p:bodyStyle><a:lvl1pPr><a:buChar char="•"/></a:lvl1pPr><a:lvl2pPr><a:buAutoNum type="alphaLcParenR"/></a:lvl2pPr></p:bodyStyle><p:otherStyle/></p:txStyles>',
);
const LAYOUT = tree(
  'sldLayout',
  sp('', { ph: 'idx="1"' }) + sp(a('Click to edit'), { ph: 'type="title"' }) + sp(a('Our claim')),
);

interface Slide {
  shapes: string;
  relations?: readonly (readonly [string, string, string])[];
}

function deck(
  slides: readonly Slide[],
  parts: Record<string, string> = {},
  relations: readonly (readonly [string, string, string])[] = [],
): string {
  const all: Record<string, string> = {
    '_rels/.rels': rels([['r', 'officeDocument', '/ppt/presentation.xml']]),
    // The order of the slides is that of the list, not of their names.
    'ppt/presentation.xml': `<p:presentation ${NAMESPACES}><p:sldIdLst>${slides.map((_, i) => `<p:sldId id="${i}" r:id="s${i}"/>`).join('')}</p:sldIdLst></p:presentation>`,
    'ppt/_rels/presentation.xml.rels': rels([
      ...slides.map((_, i) => [`s${i}`, 'slide', `slides/slide${9 - i}.xml`] as const),
      ...relations,
    ]),
    'ppt/slideLayouts/l.xml': LAYOUT,
    'ppt/slideLayouts/_rels/l.xml.rels': rels([['m', 'slideMaster', '../slideMasters/m.xml']]),
    'ppt/slideMasters/m.xml': MASTER,
  };
  slides.forEach((slide, i) => {
    all[`ppt/slides/slide${9 - i}.xml`] = tree('sld', slide.shapes);
    all[`ppt/slides/_rels/slide${9 - i}.xml.rels`] = rels([
      ['l', 'slideLayout', '../slideLayouts/l.xml'],
      ...(slide.relations ?? []),
    ]);
  });
  for (const [name, content] of Object.entries(parts)) all[`ppt/${name}`] = content;
  return fixtures.zip('deck.pptx', all);
}

const markdown = async (shapes: string, relations: Slide['relations'] = [], parts = {}): Promise<string> =>
  markdownOf(await readPages(pptx, deck([{ shapes, relations }], parts)));

describe('a presentation', () => {
  it('has a page a slide, in the order of the show', async () => {
    const pages = await readPages(pptx, deck([{ shapes: sp(a('one')) }, { shapes: sp(a('two')) }, { shapes: '' }]));
    expect(pages.map((page) => page.number)).toEqual([1, 2, 3]);
    expect(markdownOf(pages)).toBe('one\n\ntwo\n');
  });

  it('begins with the title, then goes from top to bottom and left to right', async () => {
    const shapes =
      sp(a('low'), { place: at(0, 3_000_000) }) +
      sp(a('right'), { place: at(500, 1_000_000) }) +
      sp(a('left'), { place: at(100, 1_010_000) }) +
      sp(`<a:p><a:r><a:t>The</a:t></a:r><a:br/><a:r><a:t>title</a:t></a:r></a:p>${a('here')}`, {
        ph: 'type="ctrTitle"',
        place: at(0, 9_000_000),
      });
    expect(await markdown(shapes)).toBe('# The title here\n\nleft\n\nright\n\nlow\n');
  });

  it('finds the place and the bullets of a placeholder in its layout and master', async () => {
    const body = a('first') + a('inner', '<a:pPr lvl="1"/>') + a('plain', '<a:pPr><a:buNone/></a:pPr>');
    const shapes =
      sp(body, { ph: 'idx="1"' }) +
      sp(a('above'), { place: at(0, 1_000_000) }) +
      sp(a('below'), { place: at(0, 6_000_000) });
    expect(await markdown(shapes)).toBe('above\n\n- first\n    - a) inner\n\nplain\n\nbelow\n');
  });

  it('keeps the shapes of a group together at the place of the group', async () => {
    const group = `<p:grpSp><p:nvGrpSpPr/><p:grpSpPr>${at(0, 2_000_000)}</p:grpSpPr>${sp(a('g2'), { place: at(0, 9_000_000) })}${sp(a('g1'), { place: at(0, 0) })}</p:grpSp>`;
    const shapes = sp(a('after'), { place: at(0, 4_000_000) }) + group + sp(a('before'), { place: at(0, 1_000_000) });
    expect(await markdown(shapes)).toBe('before\n\ng1\n\ng2\n\nafter\n');
  });

  it('numbers lists anew per text box and after a plain paragraph', async () => {
    const box =
      numbered('a') +
      numbered('b') +
      bullet('x', 1) +
      numbered('c') +
      a('plain', '<a:pPr><a:buNone/></a:pPr>') +
      numbered('d') +
      numbered('e', 'startAt="7"');
    expect(await markdown(sp(box) + sp(numbered('f'), { place: at(0, 1_000_000) }))).toBe(
      '1. a\n2. b\n    - x\n3. c\n\nplain\n\n1. d\n2. e\n\n<!-- -->\n\n1. f\n',
    );
    expect(await markdown(sp(numbered('a', 'startAt="7"') + numbered('b', 'startAt="7"')))).toBe('7. a\n8. b\n');
  });

  it('reads formatted text, links, line breaks and fields', async () => {
    const body = `<a:p><a:r><a:rPr b="1"/><a:t>Bold</a:t></a:r><a:r><a:t> H</a:t></a:r><a:r><a:rPr baseline="-25000"/><a:t>2</a:t></a:r><a:r><a:t>O</a:t></a:r><a:br/><a:fld type="slidenum"><a:t>4</a:t></a:fld><a:r><a:rPr><a:hlinkClick r:id="h"/></a:rPr><a:t> link</a:t></a:r></a:p>`;
    expect(await markdown(sp(body), [['h', 'hyperlink', 'https://example.org']])).toBe(
      '**Bold** H₂O  \n4 [link](https://example.org)\n',
    );
  });

  it('reads tables with spans, pictures with descriptions and embedded objects', async () => {
    const tc = (text: string, more = ''): string => `<a:tc ${more}><a:txBody>${a(text)}</a:txBody></a:tc>`;
    const table = `<p:graphicFrame>${at(0, 0, 'p:xfrm')}<a:graphic><a:graphicData><a:tbl><a:tblPr firstRow="1"/><a:tr>${tc('A', 'gridSpan="2"')}${tc('', 'hMerge="1"')}${tc('B', 'rowSpan="2"')}</a:tr><a:tr>${tc('1')}${tc('2')}${tc('', 'vMerge="1"')}</a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame>`;
    const picture = `<p:pic><p:nvPicPr><p:cNvPr id="3" name="Picture 3" descr="A duck"/></p:nvPicPr><p:spPr>${at(0, 900_000)}</p:spPr></p:pic>`;
    const object = `<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="4" name="Object" descr="A budget"/></p:nvGraphicFramePr>${at(0, 1_800_000, 'p:xfrm')}<a:graphic><a:graphicData><p:oleObj progId="Excel.Sheet.12"/></a:graphicData></a:graphic></p:graphicFrame>`;
    expect(await markdown(object + picture + table)).toBe(
      '| A | A | B |\n| - | - | - |\n| 1 | 2 | B |\n\n<!-- image: A duck -->\n\n<!-- image: A budget -->\n',
    );
  });

  it('keeps footers, layout text, notes and comments for the search', async () => {
    const cm = `<p:cmLst ${NAMESPACES}><p:cm authorId="0"><p:text>Shorter?</p:text></p:cm></p:cmLst>`;
    const modern = `<p188:cmLst ${NAMESPACES}><p188:cm authorId="{A}"><p188:txBody>${a('New')}</p188:txBody><p188:replyLst><p188:reply authorId="{A}"><p188:txBody>${a('Reply')}</p188:txBody></p188:reply></p188:replyLst></p188:cm></p188:cmLst>`;
    const path = deck(
      [
        {
          shapes: sp(a('Body')) + sp(a('12'), { ph: 'type="sldNum" idx="4"' }),
          relations: [
            ['n', 'notesSlide', '../n.xml'],
            ['c', 'comments', '../c.xml'],
            ['d', 'comments', '../d.xml'],
          ],
        },
      ],
      {
        'n.xml': tree('notes', sp(a('Say hello'), { ph: 'type="body"' }) + sp(a('1'), { ph: 'type="sldNum"' })),
        'c.xml': cm,
        'd.xml': modern,
        'authors.xml': `<p:cmAuthorLst ${NAMESPACES}><p:cmAuthor id="0" name="Ada"/></p:cmAuthorLst>`,
        'people.xml': `<p188:authorLst ${NAMESPACES}><p188:author id="{A}" name="Bob"/></p188:authorLst>`,
      },
      [
        ['ca', 'commentAuthors', 'authors.xml'],
        ['au', 'authors', 'people.xml'],
      ],
    );
    const pages = await readPages(pptx, path);
    expect(markdownOf(pages)).toBe('Body\n');
    expect(
      pages[0]?.blocks
        .filter((block) => block.furniture)
        .map((block) => `${block.furniture ?? ''}: ${blockText(block)}`),
    ).toEqual([
      'footer: 12',
      'footer: Our claim',
      'note: Say hello',
      'comment: Ada: Shorter?',
      'comment: Bob: New',
      'comment: Bob: Reply',
    ]);
  });

  it('reads one slide without the others, the same as with them', async () => {
    const path = deck([{ shapes: sp(a('one')) }, { shapes: sp(a('two')) }]);
    const document = await pptx.open(path, readerContext());
    const alone = [];
    for await (const page of document.read(2, 2)) alone.push(page);
    await document.close();
    expect(alone).toEqual((await readPages(pptx, path)).slice(1));
  });

  it('refuses more slides than the limit and a show without any', async () => {
    const two = deck([{ shapes: '' }, { shapes: '' }]);
    await expect(pptx.open(two, readerContext({ pages: 1 }))).rejects.toMatchObject({
      code: 'document_too_many_pages',
    });
    await expect(pptx.open(deck([]), readerContext())).rejects.toMatchObject({ code: 'document_empty' });
  });
});
