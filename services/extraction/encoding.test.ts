import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText, detectEncoding, isUtf8 } from './encoding.js';

describe('decodeText', () => {
  it('reads any text in UTF-8 and, with a byte order mark, in UTF-16', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (raw) => {
        const text = raw.replace(/[\r\ufeff\0]/g, '');
        fc.pre(text !== '');
        expect(decodeText(Buffer.from(text))).toBe(text);
        expect(decodeText(Buffer.from(`\ufeff${text}`, 'utf16le'))).toBe(text);
        expect(decodeText(Buffer.from(`\ufeff${text}`, 'utf16le').swap16())).toBe(text);
      }),
    );
  });

  it('takes what is no UTF-8 for windows-1252', () => {
    expect(decodeText(Buffer.from([0x47, 0x72, 0xfc, 0xdf, 0x65, 0x20, 0x80]))).toBe('Grüße €');
  });

  it('believes a web page about its encoding only where the bytes do not say otherwise', () => {
    const page = '<meta charset="iso-8859-5">';
    expect(detectEncoding(Buffer.from(`${page} ü`), 'html')).toBe('utf-8');
    expect(detectEncoding(Buffer.concat([Buffer.from(page), Buffer.from([0xb0])]), 'html')).toBe('iso-8859-5');
    expect(detectEncoding(Buffer.concat([Buffer.from('<meta charset="made-up">'), Buffer.from([0xfc])]), 'html')).toBe(
      'windows-1252',
    );
  });

  it('recognises UTF-16 without a mark', () => {
    expect(decodeText(Buffer.from('Invoice 4711', 'utf16le'))).toBe('Invoice 4711');
  });

  it('makes one kind of line end', () => {
    expect(decodeText(Buffer.from('a\r\nb\rc\nd'))).toBe('a\nb\nc\nd');
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => typeof decodeText(bytes) === 'string'));
  });
});

describe('isUtf8', () => {
  it('does not mind a character that the end of the piece cuts off', () => {
    const bytes = Buffer.from('für');
    expect(isUtf8(bytes.subarray(0, 2))).toBe(true);
    expect(isUtf8(Buffer.from([0x66, 0xfc, 0x72]))).toBe(false);
  });
});
