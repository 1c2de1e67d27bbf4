import { describe, expect, it } from 'vitest';
import { isCaption, isFigureCaption, leaderEnd, markerOf, sectionDepth } from './markers.js';

describe('markers', () => {
  it.each([
    ['• point', '•', true],
    ['– point', '–', true],
    ['1. point', '1.', false],
    ['(a) point', '(a)', false],
    ['iv) point', 'iv)', false],
    ['2.1. point', '2.1.', false],
    ['③ point', '③', false],
  ])('%s starts an item', (text, marker, bullet) => {
    expect(markerOf(text)).toMatchObject({ text: marker, bullet });
  });

  it.each(['-5 degrees', '3.14 is pi', 'A word', '2026 was warm', '1.5 million'])('%s does not', (text) => {
    expect(markerOf(text)?.bullet ?? false).toBe(false);
    if (!text.startsWith('3') && !text.startsWith('1.5')) expect(markerOf(text)).toBeUndefined();
  });

  it('tells ticked from empty boxes', () => {
    expect(markerOf('☐ open')).toMatchObject({ checked: false });
    expect(markerOf('☒ done')).toMatchObject({ checked: true });
  });
});

describe('captions and headings', () => {
  it.each(['Figure 1: A house', 'Fig. 2.3 Something', 'Table IV', '[표 1] 감염병', '图 3 结果'])(
    '%s is a caption',
    (text) => {
      expect(isCaption(text)).toBe(true);
    },
  );
  it('does not take a sentence for one', () => {
    expect(isCaption('Figures of speech are common')).toBe(false);
    expect(isFigureCaption('Table 1. Numbers')).toBe(false);
  });

  it.each([
    ['1 Introduction', 1],
    ['5.1 Results', 2],
    ['A.2.3 Proofs', 3],
    ['IV. Discussion', 1],
    ['A new approach', 0],
    ['12 apples', 0],
  ])('%s has depth %i', (text, depth) => {
    expect(sectionDepth(text)).toBe(depth);
  });

  it('knows the lines of a table of contents', () => {
    expect(leaderEnd('Introduction ........ 12')).toBe(true);
    expect(leaderEnd('And so on...')).toBe(false);
  });
});
