import fc from 'fast-check';
import { zipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { createFixtures, zippable } from './document-fixture.js';
import { MEDIA_TYPES } from './formats/media-types.js';
import { sniffFile, sniffHead } from './sniff.js';

const fixtures = createFixtures();
afterAll(() => fixtures.remove());

const kind = (content: string | Uint8Array, name?: string): string => {
  const found = sniffHead(typeof content === 'string' ? Buffer.from(content) : content, name);
  return 'mediaType' in found ? found.mediaType : found.container;
};
const refused = (content: string | Uint8Array, name?: string): unknown => {
  try {
    return kind(content, name);
  } catch (error) {
    return error;
  }
};
const types = (main: string): string =>
  `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/main.xml" ContentType="${main}"/></Types>`;

describe('sniffHead', () => {
  it.each([
    ['%PDF-1.7\n', 'application/pdf'],
    [`junk in front\n%PDF-1.4\n`, 'application/pdf'],
    ['\x89PNG\r\n\x1a\n', 'image/png'],
    ['\xff\xd8\xff\xe0', 'image/jpeg'],
    ['II*\0', 'image/tiff'],
    ['MM\0*', 'image/tiff'],
    ['PK\x03\x04', 'zip'],
    ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'compound'],
  ])('knows %j by its first bytes', (head, expected) => {
    expect(kind(Buffer.from(head, 'latin1'), 'letter.txt')).toBe(expected);
  });

  it.each([
    ['<!DOCTYPE html><p>x', undefined, 'text/html'],
    ['\ufeff <!-- c --> <html lang="en">', 'page', 'text/html'],
    ['<?xml version="1.0"?><html xmlns="x">', undefined, 'text/html'],
    ['some text <b>bold</b>', 'page.html', 'text/html'],
    ['no tag at all', 'page.html', 'text/plain'],
    ['<p>x</p>', 'notes.md', 'text/markdown'],
    ['# Title\n\nSee [this](https://example.org).\n', undefined, 'text/markdown'],
    ['# Title\n\nSee [this](https://example.org).\n', 'a.txt', 'text/plain'],
    ['plain words', 'readme.md', 'text/markdown'],
    ['# comment\nset -e\n', 'run.sh', 'text/plain'],
    ['#!/bin/sh\n# comment\n- x\n', undefined, 'text/plain'],
    ['a,b,c\n1,2,3\n4,5,6\n', undefined, 'text/csv'],
    ['a;b\n1;2\n3;4\n', undefined, 'text/csv'],
    ['a,b\n1,2\n', 'x.csv', 'text/csv'],
    ['a,b,c\n1,2,3\n4,5,6\n', 'x.txt', 'text/plain'],
    ['Well, yes.\nNo, not at all.\nPerhaps.\n', undefined, 'text/plain'],
    ['From: a@example.com\r\nTo: b@example.com\r\nMIME-Version: 1.0\r\n\r\nHello', undefined, 'message/rfc822'],
    ['Received: from x\r\n by y\r\nSubject: s\r\n\r\nHello', 'mail', 'message/rfc822'],
    ['Subject: s\n\nHello', 'mail.eml', 'message/rfc822'],
    ['From: me\nTo: you\nSubject: a memo\n\nHello', 'memo.txt', 'text/plain'],
    ['just words', 'mail.eml', 'text/plain'],
    ['{"a": 1}', 'a.json', 'text/plain'],
    ['{"a": 1, "b": 2}', undefined, 'text/plain'],
    ['<?xml version="1.0"?><svg/>', 'a.svg', 'text/plain'],
    ['const a = 1, b = 2;\n', 'main.ts', 'text/plain'],
    ['a\x1b[31mred\x1b[0m\f', 'out.log', 'text/plain'],
    ['old text\x1a', 'DOS.TXT', 'text/plain'],
    ['plain words', 'invoice.pdf', 'text/plain'],
  ])('takes %j called %s for %s', (text, name, expected) => {
    expect(kind(text, name)).toBe(expected);
  });

  it('reads text of other encodings as text', () => {
    expect(kind(Buffer.from('\ufeffWords', 'utf16le'))).toBe('text/plain');
    expect(kind(Buffer.from('Words without a mark', 'utf16le'))).toBe('text/plain');
    expect(kind(Buffer.from('Grüße', 'latin1'))).toBe('text/plain');
    const head = Buffer.from('漢字漢字');
    expect(kind(head.subarray(0, 7))).toBe('text/plain');
  });

  it.each([
    ['{\\rtf1\\ansi hello}', /RTF/],
    ['GIF89a\0\0\0\0\0\0\0\0', /GIF/],
    ['MZ\x90\0\x03\0\0\0\x04\0\0\0', /Windows program/],
    ['\x7fELF\x02\x01\x01\0\0\0\0\0\0', /program/],
    ['\x1f\x8b\x08\0\0\0\0\0\0\0\0\0', /gzip/],
    ['\0\0\0\x18ftypmp42\0\0\0\0', /video/],
    ['ID3\x04\0\0\0\0\0\0\0\0\0', /sound/],
    ['\0\x01\x02\x03', /unknown/],
    ['text with a \0 zero', /unknown/],
  ])('refuses %j and says what it is', (head, message) => {
    const error = refused(Buffer.from(head, 'latin1'), 'invoice.pdf');
    expect(error).toMatchObject({ code: 'unsupported_media_type', extra: { accepted: Object.values(MEDIA_TYPES) } });
    expect(String(error)).toMatch(message);
  });

  it('refuses an empty file', () => {
    expect(refused('')).toMatchObject({ code: 'empty_file' });
  });

  it('answers something sensible for any bytes and any name', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.option(fc.string(), { nil: undefined }), (bytes, name) => {
        const answer = refused(bytes, name);
        expect(typeof answer === 'string' || (answer as { name?: unknown }).name === 'Failure').toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('never takes random bytes for text', () => {
    // 300 random bytes hold no control byte with a chance of 1 in 10^13.
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 300, maxLength: 600 }), (bytes) => {
        fc.pre(bytes.some((byte) => byte < 9));
        expect(refused(bytes, 'notes.txt')).not.toBe('text/plain');
      }),
    );
  });
});

describe('sniffFile', () => {
  it.each([
    ['application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml', MEDIA_TYPES.docx],
    ['application/vnd.ms-word.document.macroEnabled.main+xml', MEDIA_TYPES.docx],
    ['application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml', MEDIA_TYPES.docx],
    ['application/vnd.ms-word.template.macroEnabledTemplate.main+xml', MEDIA_TYPES.docx],
    ['application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml', MEDIA_TYPES.pptx],
    ['application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml', MEDIA_TYPES.pptx],
    ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml', MEDIA_TYPES.xlsx],
    ['application/vnd.ms-excel.sheet.macroEnabled.main+xml', MEDIA_TYPES.xlsx],
  ])('knows an Office file by the type of its main part: %s', async (main, expected) => {
    expect(await sniffFile(fixtures.zip('liar.txt', { '[Content_Types].xml': types(main) }), 'liar.txt')).toBe(
      expected,
    );
  });

  it('knows an Office file whose directory of types is poor', async () => {
    expect(await sniffFile(fixtures.zip('a', { '[Content_Types].xml': types('x'), 'xl/workbook.xml': 'x' }))).toBe(
      MEDIA_TYPES.xlsx,
    );
  });

  it('refuses other archives by what they are', async () => {
    await expect(sniffFile(fixtures.zip('a.docx', { 'readme.txt': 'x' }), 'a.docx')).rejects.toThrow(/zip archive/);
    await expect(
      sniffFile(fixtures.zip('a', { '[Content_Types].xml': types('x'), 'xl/workbook.bin': 'x' })),
    ).rejects.toThrow(/XLSB/);
  });

  it('still tells the type of an Office file that is cut off', async () => {
    const whole = zipSync(
      zippable({ '[Content_Types].xml': 'x'.repeat(500), 'ppt/presentation.xml': 'y'.repeat(5000) }),
      { level: 0 },
    );
    const cut = (length: number): string => fixtures.file('cut', whole.slice(0, length));
    expect(await sniffFile(cut(2000), 'a.pptx')).toBe(MEDIA_TYPES.pptx);
    expect(await sniffFile(cut(200), 'a.pptx')).toBe(MEDIA_TYPES.pptx);
    await expect(sniffFile(cut(200), 'a.bin')).rejects.toMatchObject({ code: 'document_damaged' });
  });

  it('tells what is in a compound file', async () => {
    expect(await sniffFile(fixtures.file('a', compound('EncryptedPackage')), 'plan.xlsx')).toBe(MEDIA_TYPES.xlsx);
    expect(await sniffFile(fixtures.file('a', compound('EncryptedPackage')))).toBe(MEDIA_TYPES.docx);
    await expect(sniffFile(fixtures.file('a', compound('WordDocument')))).rejects.toThrow(/before 2007 \(DOC\)/);
    await expect(sniffFile(fixtures.file('a', compound('Workbook')))).rejects.toThrow(/XLS/);
    await expect(sniffFile(fixtures.file('a', compound('Else')))).rejects.toThrow(/unknown program/);
    await expect(sniffFile(fixtures.file('a', compound('Else').subarray(0, 600)))).rejects.toMatchObject({
      code: 'unsupported_media_type',
    });
  });

  it('reads a plain file by its beginning', async () => {
    expect(await sniffFile(fixtures.file('a.csv', 'a,b\n1,2\n'), 'a.csv')).toBe('text/csv');
    expect(await sniffFile(fixtures.file('long.txt', 'ü'.repeat(100_000)))).toBe('text/plain');
  });
});

/** A compound file with one stream of that name: header, allocation table, directory. */
function compound(stream: string): Buffer {
  const file = Buffer.alloc(512 * 3, 0xff);
  file.fill(0, 0, 512);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(file);
  file.writeUInt16LE(9, 30);
  file.writeUInt32LE(1, 48);
  file.writeUInt32LE(0xfffffffe, 68);
  for (let i = 0; i < 109; i++) file.writeUInt32LE(i === 0 ? 0 : 0xffffffff, 76 + i * 4);
  file.writeUInt32LE(0xfffffffd, 512);
  file.writeUInt32LE(0xfffffffe, 516);
  file.fill(0, 1024);
  ['Root Entry', stream].forEach((name, i) => {
    file.write(name, 1024 + i * 128, 'utf16le');
    file.writeUInt16LE(name.length * 2 + 2, 1024 + i * 128 + 64);
  });
  return file;
}
