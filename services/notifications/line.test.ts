import fc from 'fast-check';
import { expect, it } from 'vitest';
import { oneLine } from './line.js';

it('is one line, whatever it is made of', () => {
  expect(oneLine(' a\r\nBcc: b\u2028c\u0085d\0\u001B[31m\u202Efdp.exe ')).toBe('a Bcc: b c d[31mfdp.exe');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 20 }), (text, most) => {
      const line = oneLine(text, most);
      expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u202E]/u);
      expect(Array.from(line).length).toBeLessThanOrEqual(most);
      expect(line.isWellFormed()).toBe(true);
      expect(oneLine(text)).toBe(oneLine(oneLine(text)));
    }),
  );
});

it('is cut between characters', () => {
  expect(oneLine('🦆🦆🦆', 3)).toBe('🦆🦆🦆');
  expect(oneLine('🦆🦆🦆🦆', 3)).toBe('🦆🦆…');
});
