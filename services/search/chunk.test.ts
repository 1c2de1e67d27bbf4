import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Block, Cell } from '../../domain/documents/content.js';
import { chunkPage, chunkPages, estimateTokens, type Chunk, type ChunkablePage } from './chunk.js';

const paragraph = (text: string): Block => ({ kind: 'paragraph', content: [{ text }] });
const heading = (text: string): Block => ({ kind: 'heading', level: 2, content: [{ text }] });
const table = (grid: string[][]): Block => ({
  kind: 'table',
  rows: grid.length,
  columns: grid[0]?.length ?? 0,
  cells: grid.flatMap((row, r) => row.map((text, c): Cell => ({ row: r, column: c, content: [{ text }] }))),
});
const page = (...blocks: Block[]): ChunkablePage => ({ number: 1, text: '', blocks });
const words = (text: string): string[] => text.split(/\s+/u).filter((word) => word !== '');

/** Brute force: whether `part` can be read from `whole`, in order, leaving things out. */
function contains(whole: readonly string[], part: readonly string[]): boolean {
  let at = 0;
  for (const item of whole) if (at < part.length && item === part[at]) at += 1;
  return at === part.length;
}

async function collect(pages: Iterable<ChunkablePage>): Promise<Chunk[]> {
  const chunks: Chunk[] = [];
  for await (const chunk of chunkPages(pages, { maxTokens: 40 })) chunks.push(chunk);
  return chunks;
}

const word = fc.oneof(
  { weight: 12, arbitrary: fc.stringMatching(/^[a-zäéA-Z]{1,12}[.,!?]?$/) },
  { weight: 2, arbitrary: fc.stringMatching(/^[0-9]{1,9}$/) },
  { weight: 1, arbitrary: fc.constantFrom('商品が期日どおりに納品されました。', '😀', '"Yes."', '—') },
);
const prose = fc
  .array(fc.tuple(word, fc.constantFrom(' ', ' ', ' ', '\n', '\n\n', '\t')), { maxLength: 120 })
  .map((list) => list.flat().join(''));
const block = fc.oneof(
  prose.map(paragraph),
  fc.array(word, { minLength: 1, maxLength: 9 }).map((list) => heading(list.join(' '))),
  fc.array(fc.array(word, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 12 }).map(table),
  prose.map((text): Block => ({ kind: 'code', text })),
  fc
    .array(prose, { minLength: 1, maxLength: 4 })
    .map((items): Block => ({ kind: 'list', items: items.map((text) => ({ level: 0, content: [{ text }] })) })),
);
const blockWords = (item: Block): string[] => {
  if (item.kind === 'table') return item.cells.flatMap((cell) => words(cell.content[0]?.text ?? ''));
  if (item.kind === 'list') return item.items.flatMap((entry) => words(entry.content[0]?.text ?? ''));
  if (item.kind === 'code') return words(item.text);
  return item.kind === 'paragraph' || item.kind === 'heading' ? words(item.content[0]?.text ?? '') : [];
};
const options = fc.record({ maxTokens: fc.integer({ min: 24, max: 120 }), overlap: fc.integer({ min: 0, max: 40 }) });

describe('chunkPage', () => {
  it('keeps every word of the blocks, whole and in order', () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 8 }), options, (blocks, limits) => {
        const chunks = chunkPage(page(...blocks), limits);
        expect(contains(words(chunks.join(' ')), blocks.flatMap(blockWords))).toBe(true);
      }),
    );
  });

  it('keeps every word of plain text, whole and in order', () => {
    fc.assert(
      fc.property(prose, options, (text, limits) => {
        const chunks = chunkPage({ number: 1, text }, limits);
        // A full stop of an ideographic script may part what was one "word".
        const characters = (string: string): string[] => Array.from(words(string).join(''));
        expect(contains(characters(chunks.join('\n')), characters(text))).toBe(true);
        expect(chunks.length === 0).toBe(words(text).length === 0);
      }),
    );
  });

  it('makes no chunk larger than the bound and repeats no more than half of one', () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 8 }), options, (blocks, limits) => {
        const chunks = chunkPage(page(...blocks), limits);
        for (const chunk of chunks) expect(estimateTokens(chunk)).toBeLessThanOrEqual(limits.maxTokens + 4);
        const total = chunks.reduce((sum, chunk) => sum + words(chunk).length, 0);
        const marks = blocks.reduce((sum, item) => {
          if (item.kind === 'list') return sum + item.items.length;
          return item.kind === 'table' ? sum + item.cells.length : sum;
        }, 0);
        const lead = chunks.length * limits.maxTokens;
        expect(total).toBeLessThanOrEqual(blocks.flatMap(blockWords).length + marks + lead / 2 + chunks.length * 12);
      }),
    );
  });

  it('cuts at the block that no longer fits, then at sentences', () => {
    const first = 'One two three four five six seven eight nine ten. Eleven twelve thirteen fourteen.';
    const second = 'The next paragraph has a first sentence. It has a second one, too. And a third.';
    expect(chunkPage(page(paragraph(first), paragraph(second)), { maxTokens: 24 })).toEqual([first, second]);
    expect(chunkPage(page(paragraph(`${first} ${second}`)), { maxTokens: 24, overlap: 0 })).toEqual([first, second]);
  });

  it('repeats the last sentence where a paragraph is cut', () => {
    const text = 'Alpha beta gamma delta epsilon. Short one. Zeta eta theta iota kappa lambda mu nu xi.';
    const [first, second] = chunkPage(page(paragraph(text)), { maxTokens: 16, overlap: 6 });
    expect(first).toMatch(/Short one\.$/);
    expect(second).toMatch(/^Short one\. Zeta/);
  });

  it('never leaves a heading behind its text, and repeats it for the rest of the section', () => {
    const long = Array.from({ length: 12 }, (_, n) => `Sentence number ${n} of this section.`).join(' ');
    const chunks = chunkPage(page(paragraph(long.slice(0, 200)), heading('Notice period'), paragraph(long)), {
      maxTokens: 40,
    });
    for (const chunk of chunks) expect(chunk).not.toMatch(/Notice period$/);
    const section = chunks.slice(chunks.findIndex((chunk) => chunk.includes('Notice period')));
    expect(section.length).toBeGreaterThan(2);
    for (const chunk of section) expect(chunk).toContain('Notice period');
  });

  it('cuts tables between rows and repeats the first row', () => {
    const grid = [['Item', 'Price'], ...Array.from({ length: 30 }, (_, n) => [`Article number ${n}`, `${n}.50`])];
    const chunks = chunkPage(page(table(grid)), { maxTokens: 40 });
    expect(chunks.length).toBeGreaterThan(3);
    for (const chunk of chunks) expect(chunk).toMatch(/^Item \| Price\n/);
    const rows = chunks.flatMap((chunk) => chunk.split('\n').slice(1));
    expect(rows).toEqual(grid.slice(1).map((row) => row.join(' | ')));
  });

  it('cuts what is no word at a bound, without splitting a character', () => {
    const chunks = chunkPage({ number: 1, text: `${'x'.repeat(950)} ${'😀'.repeat(150)}` }, { maxTokens: 40 });
    expect(chunks.join(' ').replaceAll(' ', '')).toBe(`${'x'.repeat(950)}${'😀'.repeat(150)}`);
    expect(chunks.every((chunk) => chunk.isWellFormed())).toBe(true);
  });

  it('takes time in proportion to the text, also for text made to hurt', () => {
    for (const unit of ['A. ', 'x', '.', '\n', ' ', '. \n', 'Word with more. ']) {
      const time = (length: number): number => {
        const text = unit.repeat(Math.ceil(length / unit.length));
        const begin = performance.now();
        chunkPage({ number: 1, text });
        return performance.now() - begin;
      };
      expect(time(1_000_000)).toBeLessThan(8_000); // quadratic: minutes
    }
  });
});

describe('chunkPages', () => {
  it('counts chunks through the document and never joins two pages', async () => {
    const pages = [1, 2, 3].map((number) => ({
      number,
      text: `Only on page ${number}. ${'More text here. '.repeat(20)}`,
    }));
    const chunks = await collect([...pages, { number: 4, text: ' \n ' }, { number: 5, text: 'The end' }]);
    expect(chunks.map((chunk) => chunk.ordinal)).toEqual(chunks.map((_, n) => n));
    for (const { page: number, text } of chunks) {
      for (const [, other] of text.matchAll(/Only on page (\d)/g)) expect(Number(other)).toBe(number);
    }
    expect(new Set(chunks.map((chunk) => chunk.page))).toEqual(new Set([1, 2, 3, 5]));
    expect(await collect(pages)).toEqual(await collect(pages));
  });
});
