import MarkdownIt from 'markdown-it';
import type { Block, Metadata } from '../../../domain/documents/content.js';
import { parseHtml } from '../html/tree.js';
import { htmlBlocks } from '../html/walker.js';
import type { Format } from '../reader.js';
import { furnitureParagraph } from '../sequence.js';
import { readText } from './file-text.js';
import { MEDIA_TYPES } from './media-types.js';
import { singlePage } from './single-page.js';

const NAME = 'Markdown text';

/** Markdown (CommonMark with tables, struck-out text and task lists), read by way of the HTML it stands for. */
export const markdown: Format = {
  name: NAME,
  mediaType: MEDIA_TYPES.markdown,
  extension: 'md',
  async open(path, context) {
    const { front, body } = splitFrontMatter(await readText(path, context, NAME));
    return singlePage({
      metadata: frontMetadata(front),
      read: () => {
        const html = new MarkdownIt({ html: true }).render(body);
        const head: Block[] = furnitureParagraph(front.length === 0 ? [] : [{ text: front.join('\n') }], 'header');
        return [...head, ...htmlBlocks(parseHtml(html), { tasks: true })];
      },
    });
  },
};

/** YAML between two lines of dashes at the very beginning, as static site generators use it. */
function splitFrontMatter(text: string): { front: string[]; body: string } {
  const found = /^---[ \t]*\n((?:[^\n]*\n){0,200}?)(?:---|\.\.\.)[ \t]*(?:\n|$)/.exec(text);
  const lines = found?.[1]?.split('\n').filter((line) => line.trim() !== '') ?? [];
  if (!found || !lines.some((line) => /^[\w-]+\s*:/.test(line))) return { front: [], body: text };
  return { front: lines, body: text.slice(found[0].length) };
}

function frontMetadata(lines: readonly string[]): Metadata {
  const metadata: Metadata = {};
  for (const line of lines) {
    const [, key = '', raw = ''] = /^(title|author|keywords|subject)\s*:\s*(.+)$/i.exec(line) ?? [];
    const value = raw.trim().replace(/^(['"])(.*)\1$/, '$2');
    const name = key.toLowerCase();
    if (value !== '' && (name === 'title' || name === 'author' || name === 'keywords' || name === 'subject')) {
      metadata[name] = value;
    }
  }
  return metadata;
}
