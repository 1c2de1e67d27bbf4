import {
  inlineText,
  type Block,
  type Image,
  type List,
  type Page,
  type Paragraph,
  type Table,
} from '../../domain/documents/content.js';
import { tableGrid } from './grid.js';
import { escapeLineStart, renderInline } from './markdown-inline.js';

/** Turns pages into GFM as they arrive: nothing but the last block of the page before is kept. */
export interface MarkdownRenderer {
  /** Markdown that is certain after this page; may be empty. */
  page(page: Page): string;
  /** What was still held back. The renderer cannot be used afterwards. */
  end(): string;
}

/**
 * Renders the body of a document: page headers, footers, comments, notes and hidden text are left out. A paragraph or
 * table that a page break cuts in two is joined again. A spanned cell's text is repeated in every place it covers, since
 * GFM has no spans; a picture is a comment with its description, below its caption.
 */
export function createMarkdownRenderer(): MarkdownRenderer {
  let held: Block | undefined;
  /** `held` goes on with the table that was written last: its first row is not repeated. */
  let goesOn = false;
  let previous: Block['kind'] | undefined;
  let started = false;

  const emit = (): string => {
    if (!held) return '';
    if (goesOn && held.kind === 'table') return `${tableRows(held).slice(1).join('\n')}\n`;
    const text = renderBlock(held);
    if (text === '') return '';
    // Two lists in a row would be one in Markdown.
    const apart = held.kind === 'list' && previous === 'list' ? '<!-- -->\n\n' : '';
    previous = held.kind;
    const lead = started ? '\n' : '';
    started = true;
    return `${lead}${apart}${text}\n`;
  };

  return {
    page(page) {
      let out = '';
      let atTop = true;
      for (const block of page.blocks) {
        if (block.furniture) continue;
        const broken = atTop && held ? { before: held, after: block } : undefined;
        atTop = false;
        const paragraph = broken && page.width !== undefined ? joinParagraphs(broken.before, broken.after) : undefined;
        if (paragraph) {
          held = paragraph;
          continue;
        }
        out += emit();
        goesOn = broken !== undefined && isSameTable(broken.before, broken.after);
        held = block;
      }
      return out;
    },
    end() {
      const out = emit();
      held = undefined;
      return out;
    },
  };
}

/** The paragraph that two make which a page break has cut apart; undefined where they are two. */
function joinParagraphs(before: Block, after: Block): Paragraph | undefined {
  if (before.kind !== 'paragraph' || after.kind !== 'paragraph') return undefined;
  const head = inlineText(before.content).trimEnd();
  const tail = inlineText(after.content).trimStart();
  if (/[.!?:;。！？]["'”’»)\]]?$/.test(head) || !/^[\p{Ll}\p{Lo}\d(]/u.test(tail) || head === '') return undefined;
  const last = before.content.at(-1);
  if (/\p{Ll}[-\u00ad]$/u.test(head) && /^\p{Ll}/u.test(tail) && last) {
    const cut = { ...last, text: last.text.trimEnd().slice(0, -1) };
    return { ...before, content: [...before.content.slice(0, -1), cut, ...after.content] };
  }
  return { ...before, content: [...before.content, { text: ' ' }, ...after.content] };
}

const firstRow = (table: Table): string =>
  table.cells
    .filter((cell) => cell.row === 0)
    .sort((a, b) => a.column - b.column)
    .map((cell) => `${cell.column}:${inlineText(cell.content).trim()}`)
    .join('\t');

/** A table that goes on over the page says so by repeating its first row. */
function isSameTable(before: Block, after: Block): boolean {
  if (before.kind !== 'table' || after.kind !== 'table' || after.caption !== undefined) return false;
  if (before.columns !== after.columns || after.rows < 2) return false;
  const row = firstRow(before);
  return row !== '' && row === firstRow(after);
}

/** One block as GFM without blank lines around; '' where there is nothing to show. */
export function renderBlock(block: Block): string {
  switch (block.kind) {
    case 'heading': {
      const text = oneLine(renderInline(block.content));
      // Trailing number signs would be taken for the closing mark.
      return text === '' ? '' : `${'#'.repeat(block.level)} ${text.replace(/(?<=^|\s)#+$/, '\\$&')}`;
    }
    case 'paragraph':
      return lines(renderInline(block.content)).map(escapeLineStart).join('  \n');
    case 'list':
      return renderList(block);
    case 'table':
      return renderTable(block);
    case 'code': {
      const longest = Math.max(2, ...[...block.text.matchAll(/`+/g)].map(([run]) => run.length));
      const fence = '`'.repeat(longest + 1);
      return `${fence}${(block.language ?? '').replace(/[\s`]/g, '')}\n${block.text.replace(/\n$/, '')}\n${fence}`;
    }
    case 'formula':
      return block.latex === undefined ? '<!-- formula -->' : `$$${block.latex.replace(/\n\s*\n/g, '\n')}$$`;
    case 'image':
      return renderImage(block);
  }
}

const oneLine = (text: string): string =>
  text
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\t/g, ' ')
    .trim();

/** Lines without indentation, which Markdown would take for code; empty ones would end the block. */
const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.replace(/\t/g, ' ').trim())
    .filter((line) => line !== '');

function renderList(list: List): string {
  const out: string[] = [];
  // The levels that are open, each with the column where its items' text and sub-lists begin.
  const open: { level: number; indent: number; inner: number }[] = [];
  for (const item of list.items) {
    while ((open.at(-1)?.level ?? -1) > item.level) open.pop();
    const top = open.at(-1);
    const indent = top === undefined ? 0 : top.level === item.level ? top.indent : top.inner;
    const ordered = item.marker !== undefined && /^\d{1,9}[.)]$/.test(item.marker);
    const mark = ordered ? (item.marker ?? '-') : '-';
    const inner = indent + Math.max(4, mark.length + 1);
    if (top?.level === item.level) open[open.length - 1] = { level: item.level, indent, inner };
    else open.push({ level: item.level, indent, inner });
    const box = item.checked === undefined ? '' : item.checked ? '[x] ' : '[ ] ';
    // A marker that Markdown cannot express ("1.1.", "b)") is text of the item.
    const printed = item.marker !== undefined && !ordered ? `${oneLine(renderInline([{ text: item.marker }]))} ` : '';
    const [first = '', ...rest] = lines(renderInline(item.content));
    const start = printed === '' && box === '' ? escapeLineStart(first) : first;
    out.push(`${' '.repeat(indent)}${mark} ${box}${printed}${start}`.trimEnd());
    for (const line of rest) {
      out.push(`${out.pop() ?? ''}  `);
      out.push(`${' '.repeat(indent + mark.length + 1)}${escapeLineStart(line)}`);
    }
  }
  return out.join('\n');
}

/** Places beyond which rows are not filled up to the width of the table; GFM does not ask for it. */
const MAX_FILLED = 1_000_000;

function tableRows(table: Table): string[] {
  const grid = tableGrid(table, (cell) => oneLine(renderInline(cell.content)), true);
  const fill = table.rows * table.columns <= Math.max(MAX_FILLED, 10 * table.cells.length);
  return grid.map((row) => {
    const cells = fill ? Array.from({ length: table.columns }, (_, i) => row[i] ?? '') : row;
    return `| ${cells.join(' | ')} |`;
  });
}

function renderTable(table: Table): string {
  const caption = table.caption === undefined ? '' : renderCaption(table.caption);
  if (table.rows === 0 || table.columns === 0) return caption;
  const [head = '', ...body] = tableRows(table);
  const rule = `| ${Array.from({ length: table.columns }, () => '-').join(' | ')} |`;
  const text = [head, rule, ...body].join('\n');
  return caption === '' ? text : `${caption}\n\n${text}`;
}

const renderCaption = (text: string): string => renderBlock({ kind: 'paragraph', content: [{ text }] });

function renderImage(image: Image): string {
  const caption = image.caption === undefined ? '' : renderCaption(image.caption);
  const alt =
    image.alt === image.caption
      ? ''
      : (image.alt ?? '')
          .replace(/\s+/g, ' ')
          .replace(/--+|[<>]/g, '–')
          .trim();
  const mark = alt === '' ? '<!-- image -->' : `<!-- image: ${alt} -->`;
  return caption === '' ? mark : `${caption}\n\n${mark}`;
}
