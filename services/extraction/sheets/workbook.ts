import { fail } from '../../../domain/errors.js';
import { builtInFormat, parseFormat, type NumberFormat } from '../ooxml/number-format.js';
import type { OoxmlPackage } from '../ooxml/package.js';
import { at, child, childrenNamed, elements, integer, type XmlElement } from '../xml/element.js';
import { readXml } from '../xml/events.js';

export interface Sheet {
  name: string;
  part: string;
  visible: boolean;
}

export interface Workbook {
  readonly package: OoxmlPackage;
  /** In the order of the tabs. */
  readonly sheets: readonly Sheet[];
  readonly date1904: boolean;
  /** Format of a cell by its style index (`s`). */
  format(style: number): NumberFormat;
  /** Texts that cells refer to by number; read on first use. */
  strings(signal: AbortSignal): Promise<readonly string[]>;
}

export function openWorkbook(source: OoxmlPackage): Workbook {
  const root = source.tree(source.main);
  const sheets: Sheet[] = [];
  for (const element of childrenNamed(child(root, 'sheets'), 'sheet')) {
    const relation = source.relation(source.main, element.attributes['r:id']);
    if (!relation || !source.zip.has(relation.target)) continue;
    // Dialogs and macro sheets of Excel 4 hold no tables.
    if (relation.type !== 'worksheet' && relation.type !== 'chartsheet') continue;
    sheets.push({
      name: element.attributes['name'] ?? `Sheet${sheets.length + 1}`,
      part: relation.target,
      visible: !['hidden', 'veryHidden'].includes(element.attributes['state'] ?? 'visible'),
    });
  }
  if (sheets.length === 0) fail('document_empty', 'The workbook has no sheets.');
  const formats = readFormats(source.tree(source.related(source.main, 'styles')));
  const stringsPart = source.related(source.main, 'sharedStrings');
  let strings: Promise<readonly string[]> | undefined;
  return {
    package: source,
    sheets,
    date1904: ['1', 'true'].includes(child(root, 'workbookPr')?.attributes['date1904'] ?? ''),
    format: (style) => formats[style] ?? { kind: 'plain' },
    strings: (signal) => (strings ??= readStrings(source, stringsPart, signal)),
  };
}

/** cellXfs → number formats; own codes come from numFmts. */
function readFormats(styles: XmlElement | undefined): NumberFormat[] {
  const codes = new Map<number, NumberFormat>();
  for (const element of elements(child(styles, 'numFmts'))) {
    const id = integer(element.attributes['numFmtId']);
    if (id !== undefined) codes.set(id, parseFormat(element.attributes['formatCode'] ?? ''));
  }
  return childrenNamed(at(styles, 'cellXfs'), 'xf').map((xf) => {
    const id = integer(xf.attributes['numFmtId']) ?? 0;
    return codes.get(id) ?? builtInFormat(id);
  });
}

/** The characters that XML cannot hold are written _x000D_ (ST_Xstring). */
export const decodeXstring = (text: string): string =>
  text.includes('_x')
    ? text
        .replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
        .replace(/\r\n?/g, '\n')
    : text.replace(/\r\n?/g, '\n');

/** xl/sharedStrings.xml by events: workbooks with hundreds of thousands of texts are common. Phonetic hints are left out. */
async function readStrings(source: OoxmlPackage, part: string | undefined, signal: AbortSignal): Promise<string[]> {
  const strings: string[] = [];
  if (part === undefined) return strings;
  let text = '';
  let inText = false;
  let phonetic = false;
  await readXml(
    source.zip.chunks(part),
    {
      open: (name) => {
        if (name === 'si') text = '';
        else if (name === 't') inText = !phonetic;
        else if (name === 'rPh') phonetic = true;
      },
      text: (data) => {
        if (inText) text += data;
      },
      close: (name) => {
        if (name === 'si') strings.push(decodeXstring(text));
        else if (name === 't') inText = false;
        else if (name === 'rPh') phonetic = false;
      },
    },
    signal,
    'workbook',
  );
  return strings;
}
