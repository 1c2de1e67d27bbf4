import { inlineText, type Block, type Cell, type Table } from '../../domain/documents/content.js';

/** A page as it is cut up: its blocks where there are any, else its plain text. */
export interface ChunkablePage {
  /** Counted from 1. */
  number: number;
  text: string;
  blocks?: readonly Block[];
}

/** A stretch of one page that is embedded and searched as a whole. */
export interface Chunk {
  /** Counted from 0 through the document. */
  ordinal: number;
  page: number;
  text: string;
}

export interface ChunkOptions {
  /** Estimated tokens of a chunk at most; the embedding model reads 256. Default 200, about 150 English words. */
  maxTokens?: number;
  /** Estimated tokens repeated from the end of the chunk before, where a paragraph is cut. Default 30. */
  overlap?: number;
  /** ISO 639-1: the vocabulary of the model is English, other languages take more tokens a word. */
  language?: string;
}

/** Words longer than this are no words (encoded data, rules of dashes): they are cut wherever the bound falls. */
const MAX_WORD = 100;
const TOO_LONG = new RegExp(`\\S{${MAX_WORD + 1}}`, 'u');

/**
 * Cuts pages into chunks: at blocks where they fit, else at sentences, else at words, never inside a word of up to 100
 * characters, never across pages. A heading stays with the text that follows and is repeated before each further chunk
 * of its section on the page; tables are cut between rows, with the first row repeated. Every word of a page is in a
 * chunk, in order. The same pages give the same chunks.
 */
export async function* chunkPages(
  pages: AsyncIterable<ChunkablePage> | Iterable<ChunkablePage>,
  options: ChunkOptions = {},
): AsyncGenerator<Chunk, void, undefined> {
  let ordinal = 0;
  for await (const page of pages) {
    for (const text of chunkPage(page, options)) yield { ordinal: ordinal++, page: page.number, text };
  }
}

/** The chunks of one page, see {@link chunkPages}. */
export function chunkPage(page: ChunkablePage, options: ChunkOptions = {}): string[] {
  const maxTokens = options.maxTokens ?? 200;
  const count = (text: string): number => estimateTokens(text, options.language);
  const packer = createPacker(maxTokens, options.overlap ?? 30);
  const sections = page.blocks === undefined ? paragraphs(page.text) : page.blocks.map(section);
  for (const { kind, pieces, head } of sections) {
    const cut = pieces.flatMap((piece) => shorten(piece, maxTokens, count));
    const repeated = cut.find((piece) => piece.text === head?.text); // absent when it had to be cut itself
    if (cut.length > 0) packer.add(kind, cut, repeated);
  }
  return packer.finish();
}

/** A stretch that stays whole where possible, and what it is joined with to the stretch before. */
interface Piece {
  text: string;
  joint: '\n\n' | '\n' | ' ';
}

/** A piece that fits into a chunk, with its estimated tokens. */
interface Sized extends Piece {
  tokens: number;
}

interface Section {
  kind: 'heading' | 'text' | 'rows';
  pieces: Piece[];
  /** The first row of a table. */
  head?: Piece | undefined;
}

function section(block: Block): Section {
  switch (block.kind) {
    case 'heading':
      return { kind: 'heading', pieces: lines(inlineText(block.content).replace(/\s+/gu, ' ')) };
    case 'paragraph':
      return { kind: 'text', pieces: sentences(inlineText(block.content)) };
    case 'list':
      return {
        kind: 'text',
        pieces: block.items.flatMap((item) =>
          following('\n', sentences(`${item.marker ?? '-'} ${inlineText(item.content)}`)),
        ),
      };
    case 'table': {
      const table = lines(rows(block).join('\n'));
      return { kind: 'rows', pieces: [...lines(block.caption ?? ''), ...table], head: table[0] };
    }
    case 'code':
      return { kind: 'text', pieces: lines(block.text) };
    case 'formula':
      return { kind: 'text', pieces: lines(block.latex ?? '') };
    case 'image':
      return {
        kind: 'text',
        pieces: [...sentences(block.alt ?? ''), ...following('\n', sentences(block.caption ?? ''))],
      };
  }
}

/** Each row as one line, its cells in order. */
function rows(table: Table): string[] {
  const grid: Cell[][] = [];
  for (const cell of table.cells) (grid[cell.row] ??= []).push(cell);
  return grid.map((cells) =>
    cells
      .toSorted((a, b) => a.column - b.column)
      .map((cell) => inlineText(cell.content).replace(/\s+/gu, ' ').trim())
      .filter((text) => text !== '')
      .join(' | '),
  );
}

const paragraphs = (text: string): Section[] =>
  text.split(/\n[^\S\n]*\n/u).map((paragraph) => ({ kind: 'text', pieces: sentences(paragraph) }));

const lines = (text: string): Piece[] => pieces(text.split('\n'), '\n');

/** Cut after a full stop that a capital, a digit or a quotation follows, and at line ends that look like one. */
const sentences = (text: string): Piece[] =>
  pieces(text.split(/(?<=[.!?…][)"'»”’\]]?)\s+(?=[\p{Lu}\p{N}"'„“«(¿¡])|(?<=[。！？])/u), ' ');

const pieces = (texts: readonly string[], joint: Piece['joint']): Piece[] =>
  following(
    '\n\n',
    texts
      .map((text) => text.trim())
      .filter((text) => text !== '')
      .map((text) => ({ text, joint })),
  );

/** The same pieces, the first joined in another way. */
const following = (joint: Piece['joint'], list: readonly Piece[]): Piece[] =>
  list.map((piece, n) => (n === 0 ? { ...piece, joint } : piece));

/** Cuts a piece that is larger than a chunk at its spaces, and a word that is none at the bound. */
function shorten(piece: Piece, maxTokens: number, count: (text: string) => number): Sized[] {
  const whole = count(piece.text);
  if (whole <= maxTokens && !TOO_LONG.test(piece.text)) return [{ ...piece, tokens: whole }];
  const parts: Sized[] = [];
  let words: string[] = [];
  let tokens = 0;
  const flush = (): void => {
    if (words.length > 0) parts.push({ text: words.join(' '), joint: parts.length === 0 ? piece.joint : ' ', tokens });
    words = [];
    tokens = 0;
  };
  for (const word of piece.text.split(/\s+/u).flatMap(cutWord)) {
    const size = count(word);
    if (tokens + size > maxTokens) flush();
    words.push(word);
    tokens += size;
  }
  flush();
  return parts;
}

function cutWord(word: string): string[] {
  if (word.length <= MAX_WORD) return [word];
  const characters = Array.from(word); // by code point: a pair of surrogates stays together
  return Array.from({ length: Math.ceil(characters.length / MAX_WORD) }, (_, n) =>
    characters.slice(n * MAX_WORD, (n + 1) * MAX_WORD).join(''),
  );
}

/** Fills chunks with pieces. What a chunk begins with by repetition (heading, table head, overlap) is its lead. */
function createPacker(maxTokens: number, overlap: number) {
  const chunks: string[] = [];
  let text = '';
  let tokens = 0;
  /** Whether the chunk holds anything that is in no chunk before. */
  let fresh = false;
  /** Headings at the end of the chunk, which must not be left behind by their text. */
  let trailing: Sized[] = [];
  let heading: Sized | undefined;

  const sum = (list: readonly Sized[]): number => list.reduce((total, piece) => total + piece.tokens, 0);
  const append = (piece: Sized): void => {
    text += (text === '' ? '' : piece.joint) + piece.text;
    tokens += piece.tokens;
  };
  const close = (): void => {
    if (fresh) chunks.push(text);
    text = '';
    tokens = 0;
    fresh = false;
  };
  /** Leads take at most half a chunk. */
  const repeat = (lead: readonly Sized[]): void => {
    for (const piece of lead) if (tokens + piece.tokens <= maxTokens / 2) append(piece);
  };
  const settleHeadings = (): void => {
    for (const piece of trailing) {
      if (tokens + piece.tokens > maxTokens) close();
      append(piece);
      fresh = true;
    }
    heading = trailing.at(-1) ?? heading;
    trailing = [];
  };

  return {
    add(kind: Section['kind'], list: readonly Sized[], head?: Sized): void {
      if (kind === 'heading') {
        trailing.push(...list);
        return;
      }
      // With its headings. What fits into a chunk of its own is not cut when this chunk is well filled, and what
      // does not fit anyway is begun here only when a good part of it finds room.
      const size = sum(list) + sum(trailing);
      const least = Math.min(size, sum(trailing) + maxTokens / 4);
      if (tokens + (tokens > maxTokens / 2 ? size : least) > maxTokens) {
        close();
        if (trailing.length === 0 && heading !== undefined) repeat([heading]);
      }
      settleHeadings();
      list.forEach((piece, n) => {
        if (tokens > 0 && tokens + piece.tokens > maxTokens) {
          close();
          if (heading !== undefined) repeat([heading]);
          if (head !== undefined && list.findIndex((row) => row.text === head.text) < n) repeat([head]);
          if (kind === 'text') repeat(tail(list, n, overlap));
          if (tokens + piece.tokens > maxTokens) close();
        }
        append(piece);
        fresh = true;
      });
    },
    finish(): string[] {
      settleHeadings();
      close();
      return chunks;
    },
  };
}

/** The last pieces before place `end` that make up at most `limit` tokens. */
function tail(list: readonly Sized[], end: number, limit: number): Sized[] {
  let left = limit;
  let from = end;
  while (from > 0) {
    left -= list[from - 1]?.tokens ?? 0;
    if (left < 0) break;
    from -= 1;
  }
  return list.slice(from, end);
}

const PARTS =
  /([\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}])|(\p{Script=Hangul})|([\p{Script=Latin}\p{M}]+)|([\p{L}\p{M}]+)|(\p{N}+)|\S/gu;

/**
 * Estimates how many tokens all-MiniLM-L6-v2 makes of a text, without its tokenizer. Fitted on real documents: within
 * 10 % for English prose and tables, 15 % for others; words of other languages fall apart into letter groups.
 */
export function estimateTokens(text: string, language = 'en'): number {
  const english = language === 'en';
  let tokens = 0;
  for (const [, ideograph, hangul, latin, other, digits] of text.matchAll(PARTS)) {
    if (ideograph !== undefined) tokens += 1;
    else if (hangul !== undefined) tokens += 2.2;
    else if (latin !== undefined) tokens += Math.max(1, english ? 1 + (latin.length - 6) / 7 : latin.length / 2.6);
    else if (other !== undefined) tokens += Math.max(1, other.length);
    else if (digits !== undefined) tokens += Math.ceil(digits.length / 2.5);
    else tokens += 1;
  }
  return Math.ceil(tokens);
}
