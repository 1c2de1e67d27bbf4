import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCounter } from './counter.js';

/** Reads Roman numerals by the rule that a smaller sign before a larger one is taken away. */
function readRoman(text: string): number {
  const values: Record<string, number> = { I: 1, V: 5, X: 10, L: 50, C: 100, D: 500, M: 1000 };
  const digits = text.split('').map((sign) => values[sign] ?? NaN);
  return digits.reduce((sum, digit, i) => sum + (digit < (digits[i + 1] ?? 0) ? -digit : digit), 0);
}

describe('formatCounter', () => {
  it('writes Roman numerals that read back as the number', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 3999 }), (n) => readRoman(formatCounter(n, 'upperRoman')) === n));
  });

  it.each([
    [1, 'decimal', '1'],
    [1, 'lowerLetter', 'a'],
    [27, 'upperLetter', 'AA'],
    [54, 'lowerLetter', 'bbb'],
    [4, 'lowerRoman', 'iv'],
    [7, 'decimalZero', '07'],
    [22, 'ordinal', '22nd'],
    [12, 'ordinal', '12th'],
    [3, 'decimalEnclosedCircle', '③'],
    [21, 'chineseCounting', '二十一'],
    [10, 'ideographDigital', '十'],
    [5, 'chicago', '**'],
    [3, 'none', ''],
    [3, 'a format of next year', '3'],
    [0, 'upperRoman', '0'],
    [0, 'upperLetter', '0'],
  ])('%d as %s is %s', (count, format, expected) => {
    expect(formatCounter(count, format)).toBe(expected);
  });
});
