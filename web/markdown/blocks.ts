import { parseInline, spansText, type Span } from './inline.js';

export interface Item {
  content: Span[];
  /** The printed marker of an ordered item ("1."); null: a bullet. */
  marker: string | null;
  /** Of a check list; null: none. */
  checked: boolean | null;
  children: Item[];
}

export interface TableBlock {
  kind: 'table';
  head: Span[][];
  rows: Span[][][];
}

export type MarkdownBlock =
  | { kind: 'heading'; level: number; content: Span[] }
  | { kind: 'paragraph'; content: Span[] }
  | { kind: 'list'; items: Item[] }
  | TableBlock
  | { kind: 'code'; text: string }
  | { kind: 'formula'; text: string }
  | { kind: 'quote'; blocks: MarkdownBlock[] }
  | { kind: 'rule' };

const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/;
const RULE = /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const ITEM = /^([ \t]*)([-*+]|\(?[0-9a-zA-Z]{1,4}(?:\.[0-9]{1,3})*[.)])[ \t]+(?:\[([ xX])\][ \t]+)?(.*)$/;
const DELIMITER = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
const QUOTE = /^ {0,3}> ?(.*)$/;

/**
 * Reads the Markdown that the text writer of this product makes (GitHub's flavour: pipe tables, nested lists, fenced code,
 * `$$` formulas). HTML other than the few inline tags of `parseInline` stays visible text.
 */
export function parseBlocks(markdown: string): MarkdownBlock[] {
  const lines = markdown.replaceAll('\r\n', '\n').split('\n');
  const blocks: MarkdownBlock[] = [];
  let at = 0;
  const line = (index: number): string => lines[index] ?? '';
  while (at < lines.length) {
    const text = line(at);
    const comment = /^\s*<!--(.*)-->\s*$/.exec(text)?.[1];
    if (text.trim() === '' || comment !== undefined) {
      const image = /^ image(?:: (.*))? $/.exec(comment ?? '');
      if (image) blocks.push({ kind: 'paragraph', content: [{ kind: 'image', alt: image[1] ?? '' }] });
      at += 1;
      continue;
    }
    const heading = HEADING.exec(text);
    if (heading) {
      blocks.push({ kind: 'heading', level: heading[1]?.length ?? 1, content: parseInline(heading[2] ?? '') });
      at += 1;
      continue;
    }
    const fence = FENCE.exec(text)?.[1];
    if (fence !== undefined) {
      const end = lines.findIndex((l, i) => i > at && l.trim().startsWith(fence) && /^[`~]+$/.test(l.trim()));
      const last = end === -1 ? lines.length : end;
      blocks.push({ kind: 'code', text: lines.slice(at + 1, last).join('\n') });
      at = last + 1;
      continue;
    }
    if (text.trimStart().startsWith('$$')) {
      const end = lines.findIndex(
        (l, i) => l.trimEnd().endsWith('$$') && (i > at || (i === at && l.trim().length > 3)),
      );
      const last = end === -1 ? at : end;
      const formula = lines
        .slice(at, last + 1)
        .join('\n')
        .trim()
        .replace(/^\$\$|\$\$$/g, '');
      blocks.push({ kind: 'formula', text: formula.trim() });
      at = last + 1;
      continue;
    }
    if (RULE.test(text)) {
      blocks.push({ kind: 'rule' });
      at += 1;
      continue;
    }
    if (isTable(line, at)) {
      const last = extent(lines, at + 2, (l) => l.trim() !== '' && l.includes('|'));
      blocks.push({ kind: 'table', head: cells(text), rows: lines.slice(at + 2, last).map(cells) });
      at = last;
      continue;
    }
    if (QUOTE.test(text)) {
      const last = extent(lines, at, (l) => QUOTE.test(l));
      const inner = lines.slice(at, last).map((l) => QUOTE.exec(l)?.[1] ?? '');
      blocks.push({ kind: 'quote', blocks: parseBlocks(inner.join('\n')) });
      at = last;
      continue;
    }
    if (isItem(text)) {
      const last = listEnd(lines, at);
      blocks.push({ kind: 'list', items: parseItems(lines.slice(at, last)) });
      at = last;
      continue;
    }
    let last = at + 1;
    while (last < lines.length && !interrupts(line, last)) last += 1;
    // The ends of lines keep their spaces: two of them are a line break.
    const paragraph = lines
      .slice(at, last)
      .map((l) => l.trimStart())
      .join('\n')
      .trimEnd();
    blocks.push({ kind: 'paragraph', content: parseInline(paragraph) });
    at = last;
  }
  return blocks;
}

/** Only bullets and small numbers begin an item: "Mr. Smith" and "2026. A year" do not. */
function isItem(text: string): boolean {
  const marker = ITEM.exec(text)?.[2];
  return (
    marker !== undefined &&
    (/^[-*+]$/.test(marker) || /^\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-zA-Z]|[ivxIVX]{1,4})[.)]$/.test(marker))
  );
}

const isTable = (line: (index: number) => string, at: number): boolean =>
  line(at).includes('|') && DELIMITER.test(line(at + 1)) && line(at + 1).includes('-');

function interrupts(line: (index: number) => string, at: number): boolean {
  const text = line(at);
  return (
    text.trim() === '' ||
    HEADING.test(text) ||
    FENCE.test(text) ||
    RULE.test(text) ||
    QUOTE.test(text) ||
    isItem(text) ||
    isTable(line, at) ||
    text.startsWith('$$')
  );
}

/** The first line from `at` on for which `belongs` no longer holds. */
function extent(lines: readonly string[], at: number, belongs: (line: string) => boolean): number {
  const end = lines.findIndex((line, index) => index >= at && !belongs(line));
  return end === -1 ? lines.length : end;
}

/** A list goes on over its items, their indented continuations, and single blank lines between them. */
function listEnd(lines: readonly string[], from: number): number {
  let end = from + 1;
  for (let at = from + 1; at < lines.length; at += 1) {
    const text = lines[at] ?? '';
    if (text.trim() === '') continue;
    const afterBlank = (lines[at - 1] ?? '').trim() === '';
    const goesOn = isItem(text) ? true : /^[ \t]{2,}/.test(text) || (!afterBlank && !HEADING.test(text));
    if (!goesOn) break;
    end = at + 1;
  }
  return end;
}

function parseItems(lines: readonly string[]): Item[] {
  const roots: Item[] = [];
  const open: { indent: number; item: Item; text: string[] }[] = [];
  const close = (item: Item, text: readonly string[]) => (item.content = parseInline(text.join('\n').trimEnd()));
  for (const line of lines) {
    const found = isItem(line) ? ITEM.exec(line) : null;
    if (!found) {
      if (line.trim() !== '') open.at(-1)?.text.push(line.trim());
      continue;
    }
    const [, space = '', marker = '', check, text = ''] = found;
    const indent = space.replaceAll('\t', '    ').length;
    const item: Item = {
      content: [],
      marker: /^[-*+]$/.test(marker) ? null : marker,
      checked: check === undefined ? null : check !== ' ',
      children: [],
    };
    while (open.length > 0 && (open.at(-1)?.indent ?? 0) >= indent) {
      const done = open.pop();
      if (done) close(done.item, done.text);
    }
    (open.at(-1)?.item.children ?? roots).push(item);
    open.push({ indent, item, text: [text] });
  }
  for (const { item, text } of open) close(item, text);
  return roots;
}

/** The cells of a table's line: split at pipes that are neither escaped nor inside code. */
function cells(line: string): Span[][] {
  const inner = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  const found: string[] = [];
  let cell = '';
  for (const [piece] of inner.matchAll(/\\.|`[^`]*`|[^\\`|]+|./gs)) {
    if (piece === '|') {
      found.push(cell);
      cell = '';
    } else cell += piece;
  }
  return [...found, cell].map((text) => parseInline(text.trim()));
}

export interface FoundTable {
  table: TableBlock;
  /** The heading it stands under; null: none. */
  under: string | null;
}

/** All tables, each with the heading above it. */
export function tablesOf(blocks: readonly MarkdownBlock[]): FoundTable[] {
  const tables: FoundTable[] = [];
  let under: string | null = null;
  for (const block of blocks) {
    if (block.kind === 'heading') under = spansText(block.content);
    if (block.kind === 'table') tables.push({ table: block, under });
  }
  return tables;
}

/** A table as CSV (RFC 4180). A cell that a spreadsheet would take for a formula is kept from being one by an apostrophe. */
export function tableCsv({ head, rows }: TableBlock): string {
  const quoted = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const guarded = (text: string) => (/^[=+\-@\t\r]/.test(text) && !/^[+-]?[\d.,\s]+%?$/.test(text) ? `'${text}` : text);
  return [head, ...rows].map((row) => row.map((cell) => quoted(guarded(spansText(cell)))).join(',')).join('\r\n');
}

/** The page has its own h1, and the pane its h2. */
export const OUTERMOST = 3;

/**
 * The level at which each heading is put into the page: as deep as in the document, but never two steps down at once,
 * which readers of headings take for something missing. Other blocks get the level of the heading above.
 */
export function headingLevels(blocks: readonly MarkdownBlock[]): number[] {
  let above = OUTERMOST - 1;
  return blocks.map((block) => {
    if (block.kind === 'heading') above = Math.min(block.level + OUTERMOST - 1, above + 1, 6);
    return above;
  });
}
