import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bar, bytes, clip, duration, pad, percent, printable, spread, width, wrap } from './text.js';

const text = fc.string({ unit: 'grapheme', maxLength: 60 }).map(printable);

describe('text on a terminal', () => {
  it('counts wide characters twice, marks and colours not at all', () => {
    expect(width('invoice.pdf')).toBe(11);
    expect(width('請求書.pdf')).toBe(10);
    expect(width('re\u0301sume\u0301')).toBe(6);
    expect(width('\u001B[31mred\u001B[39m')).toBe(3);
  });

  it('is never wider than allowed once it was cut, and untouched when it fits', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 70 }), fc.integer({ min: 0, max: 8 }), (given, columns, keepEnd) => {
        const cut = clip(given, columns, keepEnd);
        expect(width(cut)).toBeLessThanOrEqual(columns);
        if (width(given) <= columns) expect(cut).toBe(given);
        else if (columns > 0) expect(cut).toContain('…');
      }),
    );
  });

  it('keeps the ending of a name that is cut', () => {
    expect(clip('a-very-long-name-of-a-file.pdf', 16, 6)).toBe('a-very-lo…le.pdf');
  });

  it('is filled up to its columns', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 70 }), (given, columns) => {
        for (const side of ['left', 'right'] as const) {
          expect(width(pad(given, columns, side))).toBe(Math.max(columns, width(given)));
        }
      }),
    );
    expect(spread('left', 'right', 12)).toBe('left   right');
  });

  it('is broken between words: every word is kept in order and no line is too long but for a long word', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 40 }), (given, columns) => {
        const lines = wrap(given, columns);
        const words = given.split(/\s+/).filter((word) => word !== '');
        expect(lines.flatMap((line) => line.split(' '))).toEqual(words);
        for (const line of lines) expect(width(line) <= columns || !line.includes(' ')).toBe(true);
      }),
    );
  });

  it('from outside cannot move the cursor, recolour or turn its direction', () => {
    expect(printable('a\u001B[2J\nb\u202Efdp')).toBe('a·[2J·b·fdp');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (given) => {
        expect(printable(given)).not.toMatch(/[\p{Cc}\u202A-\u202E]/u);
      }),
    );
  });
});

describe('figures', () => {
  it('say how long something took in at most seven columns', () => {
    expect([0, 940, 9_949, 9_950, 41_000, 599_499, 599_500, 7_200_000].map(duration)).toEqual([
      '0.0 s',
      '0.9 s',
      '9.9 s',
      '10 s',
      '41 s',
      '599 s',
      '10 min',
      '2.0 h',
    ]);
    fc.assert(
      fc.property(fc.nat(999 * 3_600_000), (ms) => {
        expect(duration(ms).length).toBeLessThanOrEqual(7);
      }),
    );
  });

  it('say how large something is', () => {
    expect([0, 999, 1000, 44_508_240, 999_949, 999_950, 2e13].map(bytes)).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '45 MB',
      '1.0 MB',
      '1.0 MB',
      '20 TB',
    ]);
  });

  it('say 100 % only of the whole', () => {
    expect([0, 0.005, 0.944, 0.995, 0.9999997, 1].map(percent)).toEqual([
      '0 %',
      '1 %',
      '94 %',
      '99 %',
      '99 %',
      '100 %',
    ]);
  });

  it('draw a bar that is full only at the end', () => {
    fc.assert(
      fc.property(fc.double(), fc.integer({ min: 1, max: 40 }), (share, cells) => {
        const drawn = bar(share, cells);
        expect(drawn).toMatch(/^▮*▯*$/);
        expect(drawn.length).toBe(cells);
        expect(drawn.includes('▯')).toBe(!(share >= 1));
      }),
    );
  });
});
