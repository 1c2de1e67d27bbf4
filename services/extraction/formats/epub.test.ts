import { afterAll, describe, expect, it } from 'vitest';
import { createFixtures, markdownOf, readerContext, readPages } from '../document-fixture.js';
import { sniffFile } from '../sniff.js';
import { epub } from './epub.js';
import { MEDIA_TYPES } from './media-types.js';
import { msg } from './msg.js';

const fixtures = createFixtures();
afterAll(() => fixtures.remove());

const OPF = 'http://www.idpf.org/2007/opf';
const chapter = (body: string): string =>
  `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>t</title></head><body>${body}</body></html>`;

function book(parts: Record<string, string> = {}): string {
  return fixtures.zip('a.epub', {
    mimetype: 'application/epub+zip',
    'META-INF/container.xml':
      '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
    'OEBPS/book.opf': `<package xmlns="${OPF}"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>A book</dc:title><dc:creator>Ada</dc:creator><dc:creator>Bob</dc:creator><dc:date>2024-01-02</dc:date></metadata><manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/><item id="two" href="text/two.xhtml" media-type="application/xhtml+xml"/><item id="one" href="text/one%20a.xhtml" media-type="application/xhtml+xml"/><item id="css" href="a.css" media-type="text/css"/></manifest><spine><itemref idref="nav"/><itemref idref="one"/><itemref idref="two"/><itemref idref="lost"/></spine></package>`,
    'OEBPS/nav.xhtml': chapter('<nav><ol><li><a href="text/one%20a.xhtml">Chapter one</a></li></ol></nav>'),
    'OEBPS/text/one a.xhtml': chapter(
      '<h1>One</h1><p>It&nbsp;is<a id="x"/> here<br/>now</p><img alt="A logo" src="l.png"/>',
    ),
    'OEBPS/text/two.xhtml': chapter('<p>Two</p>'),
    ...parts,
  });
}

describe('an e-book', () => {
  it('has a page a file of the spine, in its order, without the table of contents', async () => {
    const path = book();
    const pages = await readPages(epub, path);
    expect(pages.map((page) => page.name)).toEqual(['Chapter one', undefined]);
    expect(markdownOf(pages)).toBe('# One\n\nIt is here  \nnow\n\nA logo\n\n<!-- image -->\n\nTwo\n');
    const document = await epub.open(path, readerContext());
    expect(document.metadata).toEqual({ title: 'A book', author: 'Ada, Bob', created: '2024-01-02T00:00:00.000Z' });
    await document.close();
    expect(await sniffFile(path, 'book.zip')).toBe(MEDIA_TYPES.epub);
  });

  it('is encrypted when its chapters are, and not when only its fonts are', async () => {
    const sealed = (name: string): string =>
      `<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData><enc:CipherData><enc:CipherReference URI="${name}"/></enc:CipherData></enc:EncryptedData></encryption>`;
    await expect(
      epub.open(book({ 'META-INF/encryption.xml': sealed('OEBPS/text/two.xhtml') }), readerContext()),
    ).rejects.toMatchObject({ code: 'document_encrypted' });
    const document = await epub.open(book({ 'META-INF/encryption.xml': sealed('OEBPS/font.otf') }), readerContext());
    expect(document.pages).toBe(2);
    await document.close();
  });

  it('is damaged without its table of parts, and empty without chapters', async () => {
    await expect(
      epub.open(fixtures.zip('a.epub', { mimetype: 'application/epub+zip' }), readerContext()),
    ).rejects.toMatchObject({ code: 'document_damaged' });
    await expect(
      epub.open(book({ 'OEBPS/book.opf': `<package xmlns="${OPF}"/>` }), readerContext()),
    ).rejects.toMatchObject({ code: 'document_empty' });
  });
});

describe('an Outlook message', () => {
  it('is damaged when it is no compound file or ends early', async () => {
    await expect(msg.open(fixtures.file('a.msg', 'no message at all'), readerContext())).rejects.toMatchObject({
      code: 'document_damaged',
    });
    const cut = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(100)]);
    await expect(msg.open(fixtures.file('b.msg', cut), readerContext())).rejects.toMatchObject({
      code: 'document_damaged',
    });
  });
});
