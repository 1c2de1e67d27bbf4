import type { Block } from '../../../domain/documents/content.js';

/**
 * Plain text as blocks: a blank line ends a paragraph, and lines keep their breaks. Where columns are drawn with spaces
 * or line characters, and in whole files of code or data, white space has a meaning: those become listings.
 */
export function plainBlocks(text: string): Block[] {
  const language = dataLanguage(text);
  if (language !== undefined) return [{ kind: 'code', text: text.replace(/^\n+|\s+$/g, ''), language }];
  return text
    .split(/\n[ \t]*(?:\n[ \t]*)+/)
    .map((part) => part.replace(/^\n+/, '').trimEnd())
    .filter((part) => part.trim() !== '')
    .map((part): Block =>
      isDrawn(part) ? { kind: 'code', text: part } : { kind: 'paragraph', content: [{ text: tidyLines(part) }] },
    );
}

const tidyLines = (part: string): string =>
  part
    .split('\n')
    .map((line) => line.trim())
    .join('\n');

/** JSON and XML are told by how they begin and end; a whole file of them is a listing. */
function dataLanguage(text: string): string | undefined {
  const [head, tail] = [text.slice(0, 2000).trimStart(), text.slice(-200).trimEnd()];
  if (/^\{\s*"/.test(head) && tail.endsWith('}')) return 'json';
  if (/^\[\s*[[{"\d]/.test(head) && tail.endsWith(']') && !/^\[\d+\] /.test(head)) return 'json';
  if (/^<(?:\?xml|svg|!DOCTYPE|!--)/i.test(head) && tail.endsWith('>')) return 'xml';
  return undefined;
}

/** Two lines or more with gaps of three spaces inside, or drawn with box characters. */
function isDrawn(part: string): boolean {
  const lines = part.split('\n');
  if (/[\u2500-\u257f]{2}|^\+[-=]+\+/m.test(part)) return true;
  const gaps = lines.filter((line) => /\S(?: {3,}|\t)\S/.test(line)).length;
  return gaps >= 2 && gaps * 2 >= lines.length;
}

/** Characters of one page: texts of a few hundred pages are one, log files of gigabytes are many. */
const PAGE_LENGTH = 1_000_000;

/** Where the pages of a text begin: cut after a blank line if there is one near, else after a line. */
export function pageStarts(text: string, length = PAGE_LENGTH): number[] {
  const starts = [0];
  let at = 0;
  while (text.length - at > length) {
    const end = at + length;
    const blank = text.lastIndexOf('\n\n', end);
    const line = text.lastIndexOf('\n', end);
    const cut = blank > at + length / 2 ? blank + 2 : line > at ? line + 1 : end;
    starts.push(cut);
    at = cut;
  }
  return starts;
}
