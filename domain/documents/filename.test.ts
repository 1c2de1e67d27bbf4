import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanFilename } from './filename.js';

describe('the name of an uploaded file', () => {
  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\me\\invoice.pdf', 'invoice.pdf'],
    ['a\0b\u202Efdp.exe', 'abfdp.exe'],
    ['🦆.pdf', '🦆.pdf'],
    ['..', 'unnamed'],
    ['   ', 'unnamed'],
    ['', 'unnamed'],
    ['folder/', 'folder'],
  ])('%j becomes %j', (given, expected) => expect(cleanFilename(given)).toBe(expected));

  it('keeps the ending of a name of 5,000 characters', () => {
    const cleaned = cleanFilename(`${'x'.repeat(5_000)}.docx`);
    expect(cleaned).toMatch(/^x+\.docx$/);
    expect(Buffer.byteLength(cleaned)).toBe(255);
  });

  it('is short, one path part, printable, and stays as it is when cleaned again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (name) => {
        const cleaned = cleanFilename(name);
        expect(Buffer.byteLength(cleaned)).toBeLessThanOrEqual(255);
        expect(cleaned).not.toMatch(/[/\\\p{Cc}]/u);
        expect(cleaned).not.toBe('');
        expect(cleaned.isWellFormed()).toBe(true);
        expect(cleanFilename(cleaned)).toBe(cleaned);
      }),
    );
  });
});
