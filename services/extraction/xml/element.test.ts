import { describe, expect, it } from 'vitest';
import { at, child, descendants, parseXml, streamXml, textOf, value } from './element.js';

const bytes = (text: string): Uint8Array[] => [Buffer.from(text)];
const W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const STRICT = 'http://purl.oclc.org/ooxml/wordprocessingml/main';
const MC = 'http://schemas.openxmlformats.org/markup-compatibility/2006';

describe('parseXml', () => {
  it('gives the same names whatever prefixes a file declares, in strict files too', () => {
    const forms = [
      `<w:p xmlns:w="${W}"><w:t w:val="1">x</w:t></w:p>`,
      `<ns0:p xmlns:ns0="${STRICT}"><ns0:t ns0:val="1">x</ns0:t></ns0:p>`,
      `<p xmlns="${W}" xmlns:k="${W}"><t k:val="1">x</t></p>`,
      `<q:p xmlns:q="${W}"><a:t xmlns:a="${STRICT}" a:val="1">x</a:t></q:p>`,
    ];
    for (const form of forms) {
      const root = parseXml(bytes(form));
      expect(root.name).toBe('w:p');
      expect(value(child(root, 'w:t'))).toBe('1');
    }
  });

  it('forgets a declaration at the end of its element', () => {
    const root = parseXml(bytes(`<a><b xmlns="${W}"/><b/></a>`));
    expect(root.children.map((node) => (typeof node === 'string' ? node : node.name))).toEqual(['w:b', 'b']);
  });

  it('reads UTF-16 and declared encodings, split anywhere', () => {
    const text = `<?xml version="1.0" encoding="UTF-16"?><a>Grüße ☃</a>`;
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
    expect(textOf(parseXml([utf16.subarray(0, 61), utf16.subarray(61)]))).toBe('Grüße ☃');
    const latin = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>Grüße</a>', 'latin1');
    expect(textOf(parseXml([latin]))).toBe('Grüße');
    const utf8 = Buffer.from('<a>☃☃</a>');
    expect(textOf(parseXml([utf8.subarray(0, 4), utf8.subarray(4, 5), utf8.subarray(5)]))).toBe('☃☃');
  });

  it('never expands entities that the file defines', () => {
    const root = parseXml(bytes('<!DOCTYPE a [<!ENTITY b "boom"><!ENTITY c "&b;&b;">]><a>&c;&amp;&#65;</a>'));
    expect(textOf(root)).not.toContain('boom');
    expect(textOf(root)).toContain('&A');
  });

  it('refuses elements nested without end', () => {
    expect(() => parseXml(bytes('<a>'.repeat(100_000)))).toThrow(
      expect.objectContaining({ code: 'document_too_complex' }),
    );
  });

  it('takes the first branch of alternate content, unless only the fallback has text', () => {
    const both = (choice: string, fallback: string): string =>
      textOf(
        parseXml(
          bytes(
            `<a xmlns:mc="${MC}">1<mc:AlternateContent><mc:Choice Requires="x">${choice}</mc:Choice><mc:Fallback>${fallback}</mc:Fallback></mc:AlternateContent>2</a>`,
          ),
        ),
      );
    expect(both('<b>new</b>', '<b>old</b>')).toBe('1new2');
    expect(both('<b/>', '<b>old</b>')).toBe('1old2');
    expect(both('', '')).toBe('12');
  });
});

describe('streamXml', () => {
  it('hands out the children of one element and keeps none', async () => {
    const seen: string[] = [];
    const text = `<d><b>${Array.from({ length: 1000 }, (_, i) => `<p>${i}</p>`).join('')}</b></d>`;
    const chunks = text.match(/.{1,7}/g) ?? [];
    await streamXml(
      chunks.map((chunk) => Buffer.from(chunk)),
      { parent: 'b', visit: (element) => seen.push(textOf(element)) },
      new AbortController().signal,
    );
    expect(seen).toEqual(Array.from({ length: 1000 }, (_, i) => String(i)));
  });

  it('walks by paths and finds descendants in order', () => {
    const root = parseXml(bytes('<a><b><c>1</c></b><c>2<c>3</c></c></a>'));
    expect(textOf(at(root, 'b', 'c'))).toBe('1');
    expect([...descendants(root, 'c')].map(textOf)).toEqual(['1', '23']);
  });
});
