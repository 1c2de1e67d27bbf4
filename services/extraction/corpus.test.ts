import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { markdownOf, readerContext } from './document-fixture.js';
import { openDocument } from './formats/index.js';
import { sniffFile } from './sniff.js';

/** Real files with the Markdown expected of them; they lie beside a checkout, not in it. */
const corpus = join(fileURLToPath(import.meta.url), '../../../../shared/corpus');
const present = existsSync(corpus);
if (!present) console.log(`skipped: no corpus at ${corpus}`);

const ENDINGS = /\.(?:docx|pptx|xlsx|html|csv|md|odt|epub)$/;
/** Here the expected text breaks H₂O and x² into pieces, which a reader must not. */
const BROKEN_APART = new Set(['formatting.html']);

const words = (markdown: string): string[] =>
  markdown
    .normalize('NFKC')
    .replace(/<!--.*?-->/gs, ' ')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];

/** F1 of the two bags of words. */
function agreement(expected: readonly string[], actual: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const word of expected) counts.set(word, (counts.get(word) ?? 0) + 1);
  let hits = 0;
  for (const word of actual) {
    const left = counts.get(word) ?? 0;
    if (left > 0) hits++;
    counts.set(word, left - 1);
  }
  return (2 * hits) / (expected.length + actual.length);
}

describe.skipIf(!present)('files from the wild', () => {
  const names = present ? readdirSync(join(corpus, 'documents')).filter((name) => ENDINGS.test(name)) : [];
  it.each(names)('reads %s as expected, whatever it is called', async (name) => {
    const path = join(corpus, 'documents', name);
    const mediaType = await sniffFile(path, name);
    // A container is told by what is in it; only kinds of plain text need their name.
    if (/(?:x|epub|odt)$/.test(name)) expect(await sniffFile(path)).toBe(mediaType);
    const document = await openDocument(path, mediaType, readerContext());
    const pages = [];
    for await (const page of document.read(1, document.pages)) pages.push(page);
    await document.close();
    const expected = readFileSync(join(corpus, 'expected', `${name}.md`), 'utf8');
    expect(agreement(words(expected), words(markdownOf(pages)))).toBeGreaterThan(BROKEN_APART.has(name) ? 0.9 : 0.98);
  });

  it('reads messages that Outlook saved', async () => {
    const path = join(corpus, 'documents', 'msg_with_attachment.msg');
    const document = await openDocument(path, await sniffFile(path), readerContext());
    const pages = [];
    for await (const page of document.read(1, 1)) pages.push(page);
    expect(document.metadata).toMatchObject({
      title: 'Email with Attachment',
      from: 'Alice Example <alice@example.com>',
      to: 'Bob Example <bob@example.com>',
      attachments: ['test.txt', 'report.pdf'],
    });
    expect(markdownOf(pages)).toBe('# Email with Attachment\n\nThis email contains an attachment.\n');
  });
});
