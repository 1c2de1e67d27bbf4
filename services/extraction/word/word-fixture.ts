import type { Block } from '../../../domain/documents/content.js';
import { createFixtures, readBlocks, readMarkdown } from '../document-fixture.js';
import { docx } from '../formats/docx.js';
import { blockText } from '../text.js';

export const NAMESPACES = [
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

/** What a document has besides its body. */
export interface Extra {
  relations?: readonly (readonly [string, string, string])[];
  parts?: Record<string, string>;
}

export const wrap = (root: string, content: string): string =>
  `<?xml version="1.0"?><w:${root} ${NAMESPACES}>${content}</w:${root}>`;

export const STYLES: NonNullable<Extra['relations']> = [
  ['s', 'styles', 'styles.xml'],
  ['n', 'numbering', 'numbering.xml'],
];
export const styles = (content: string): string => wrap('styles', content);
export const HEADING = '<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>';

export const t = (text: string, look = ''): string =>
  `<w:r>${look === '' ? '' : `<w:rPr>${look}</w:rPr>`}<w:t xml:space="preserve">${text}</w:t></w:r>`;
export const p = (content: string, properties = ''): string =>
  `<w:p>${properties === '' ? '' : `<w:pPr>${properties}</w:pPr>`}${content}</w:p>`;
export const text = (content: string): string => p(t(content));

/** Writes Word documents of one test suite and reads them. */
export function createWordFixtures() {
  const fixtures = createFixtures();
  const word = (body: string, { relations = [], parts = {} }: Extra = {}): string =>
    fixtures.zip('test.docx', {
      '_rels/.rels': rels([
        ['r1', 'officeDocument', 'word/document.xml'],
        ['r2', 'metadata/core-properties', 'docProps/core.xml'],
      ]),
      'word/document.xml': wrap('document', `<w:body>${body}</w:body>`),
      'word/_rels/document.xml.rels': rels(relations),
      ...Object.fromEntries(Object.entries(parts).map(([name, content]) => [`word/${name}`, content])),
    });
  const markdown = (body: string, extra?: Extra): Promise<string> => readMarkdown(docx, word(body, extra));
  const blocks = (body: string, extra?: Extra): Promise<Block[]> => readBlocks(docx, word(body, extra));
  const furniture = async (body: string, extra?: Extra): Promise<string[]> =>
    (await blocks(body, extra))
      .filter((one) => one.furniture)
      .map((one) => `${one.furniture ?? ''}: ${blockText(one)}`);
  return { ...fixtures, word, markdown, blocks, furniture };
}
