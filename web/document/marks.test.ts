import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Box, Line } from '../../domain/documents/content.js';
import { hitBoxes, placeOf } from './marks.js';

const even = (text: string) => text.length;
const close = (boxes: readonly Box[]) => boxes.map((box) => box.map((edge) => Number(edge.toFixed(4))));

describe('hits on a page', () => {
  it('lie where their words stand in the line', () => {
    const lines: Line[] = [{ text: 'the net amount', box: [0.1, 0.2, 0.8, 0.22] }];
    expect(close(hitBoxes(lines, 'NET', even))).toEqual([[0.3, 0.2, 0.45, 0.22]]);
    expect(hitBoxes(lines, '', even)).toEqual([]);
  });

  it('take the whole line where it runs down the page', () => {
    const box: Box = [0.9, 0.1, 0.92, 0.6];
    expect(hitBoxes([{ text: 'confidential', box }], 'confidential', even)).toEqual([box]);
  });

  it('never leave their line, whatever is looked for in whatever', () => {
    const word = fc.string({ unit: 'grapheme', maxLength: 12 });
    const width = (text: string) =>
      Array.from(text).reduce((sum, character) => sum + ((character.codePointAt(0) ?? 0) % 7), 0);
    fc.assert(
      fc.property(word, fc.array(word, { maxLength: 5 }), (query, words) => {
        const box: Box = [0.1, 0.2, 0.8, 0.22];
        for (const [left, top, right, bottom] of hitBoxes([{ text: words.join(' '), box }], query, width)) {
          expect(left).toBeGreaterThanOrEqual(0.1 - 1e-9);
          expect(right).toBeLessThanOrEqual(0.8 + 1e-9);
          expect(left).toBeLessThanOrEqual(right);
          expect([top, bottom]).toEqual([0.2, 0.22]);
        }
      }),
    );
  });
});

describe('the place of a field', () => {
  const lines: Line[] = [
    { text: 'Total 300.00', box: [0.1, 0.1, 0.7, 0.12] },
    { text: 'Total 300.00', box: [0.1, 0.5, 0.7, 0.52] },
  ];

  it('is its value within the box that is known of it', () => {
    const box: Box = [0, 0.4, 1, 0.6];
    expect(close([placeOf({ value: '300.00', box }, lines, even) ?? [0, 0, 0, 0]])).toEqual([[0.4, 0.5, 0.7, 0.52]]);
    expect(placeOf({ value: '300,00', box }, lines, even)).toBe(box);
  });

  it('is found by its value where no box is known, or is not known', () => {
    expect(close([placeOf({ value: 'total' }, lines, even) ?? [0, 0, 0, 0]])).toEqual([[0.1, 0.1, 0.35, 0.12]]);
    expect(placeOf({ value: 'gross' }, lines, even)).toBeUndefined();
  });
});
