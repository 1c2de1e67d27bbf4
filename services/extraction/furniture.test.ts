import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Block, Page } from '../../domain/documents/content.js';
import { createFurnitureMarker } from './furniture.js';

const at = (text: string, top: number, kind: 'paragraph' | 'heading' = 'paragraph'): Block =>
  kind === 'heading'
    ? { kind, level: 2, content: [{ text }], box: [0.1, top, 0.9, top + 0.02] }
    : { kind, content: [{ text }], box: [0.1, top, 0.9, top + 0.02] };

const page = (number: number, blocks: Block[]): Page => ({ number, method: 'text', blocks });

function marked(pages: readonly Page[]): string[] {
  const marker = createFurnitureMarker();
  for (const p of pages) marker.observe(p);
  return pages.map((p) =>
    marker
      .mark(p)
      .blocks.map((block) => block.furniture ?? '-')
      .join(' '),
  );
}

describe('page furniture', () => {
  it('marks headers and footers that repeat, whatever number they carry', () => {
    const pages = [1, 2, 3, 4].map((n) =>
      page(n, [at('Annual report', 0.03), at(`Text of ${n}`, 0.5), at(`Page ${n} of 4`, 0.95)]),
    );
    expect(marked(pages)).toEqual(['header - footer', 'header - footer', 'header - footer', 'header - footer']);
  });

  it('finds left and right headers that alternate, and those of a chapter in a long book', () => {
    const pages = Array.from({ length: 60 }, (_, i) => {
      const chapter = i < 50 ? 'Chapter one' : 'Chapter two';
      return page(i + 1, [at(i % 2 === 0 ? 'A book' : chapter, 0.04), at('…', 0.4)]);
    });
    expect(new Set(marked(pages))).toEqual(new Set(['header -']));
  });

  it('leaves text in the middle of the page and text that stands once', () => {
    const pages = [1, 2, 3].map((n) =>
      page(n, [at(['One', 'Two', 'Three'][n - 1] ?? '', 0.03), at('The same every time', 0.5)]),
    );
    expect(marked(pages)).toEqual(['- -', '- -', '- -']);
  });

  it('keeps a title where it stands first and marks its repeats', () => {
    const pages = [1, 2, 3].map((n) => page(n, [at('Account statement', 0.05, 'heading'), at('…', 0.5)]));
    expect(marked(pages)).toEqual(['- -', 'header -', 'header -']);
  });

  it('does not compare pages that are far apart', () => {
    const pages = Array.from({ length: 40 }, (_, i) =>
      page(i + 1, [at(i % 20 === 0 ? 'Notes' : `Title ${String.fromCharCode(65 + i)}`, 0.03)]),
    );
    expect(marked(pages).every((marks) => marks === '-')).toBe(true);
  });

  it('gives back the very page where nothing is to be marked', () => {
    const marker = createFurnitureMarker();
    const one = page(1, [at('Text', 0.5)]);
    marker.observe(one);
    expect(marker.mark(one)).toBe(one);
  });

  it('agrees with comparing all pages with all pages', () => {
    const words = fc.constantFrom('Alpha', 'Beta 1', 'Beta 2', 'Gamma');
    const place = fc.constantFrom(0.02, 0.5, 0.95);
    const block = fc
      .tuple(words, place, fc.boolean())
      .map(([text, top, heading]) => at(text, top, heading ? 'heading' : 'paragraph'));
    fc.assert(
      fc.property(fc.array(fc.array(block, { maxLength: 3 }), { minLength: 1, maxLength: 30 }), (contents) => {
        const pages = contents.map((blocks, i) => page(i + 1, blocks));
        expect(marked(pages)).toEqual(bruteForce(pages));
      }),
    );
  });
});

function bruteForce(pages: readonly Page[]): string[] {
  const sideOf = (block: Block): string => {
    const [, top, , bottom] = block.box ?? [0, 0.5, 0, 0.5];
    return bottom <= 0.12 ? 'header' : top >= 0.88 ? 'footer' : '';
  };
  const keyOf = (block: Block): string => {
    const text = block.kind === 'paragraph' || block.kind === 'heading' ? (block.content[0]?.text ?? '') : '';
    return `${sideOf(block)}|${text.replace(/\d+/g, '#').toLowerCase()}`;
  };
  return pages.map((own) =>
    own.blocks
      .map((block) => {
        if (sideOf(block) === '') return '-';
        const others = pages.filter(
          (p) =>
            p !== own &&
            Math.abs(p.number - own.number) <= 8 &&
            p.blocks.some((b) => sideOf(b) !== '' && keyOf(b) === keyOf(block)),
        );
        if (others.length < (pages.length <= 3 ? 1 : 2)) return '-';
        if (block.kind === 'heading' && !others.some((p) => p.number < own.number)) return '-';
        return sideOf(block);
      })
      .join(' '),
  );
}
