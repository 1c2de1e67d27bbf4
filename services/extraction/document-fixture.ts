import { strToU8, zipSync, type Zippable } from 'fflate';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Block, Page } from '../../domain/documents/content.js';
import { createMarkdownRenderer } from './markdown.js';
import type { Format, ReaderContext, ReadingLimits } from './reader.js';

/** A folder for the files of one test suite. */
export interface Fixtures {
  /** Writes a file and answers its path. */
  file(name: string, content: Uint8Array | string): string;
  /** Writes a zip file of these parts. */
  zip(name: string, parts: Record<string, string | Uint8Array>): string;
  remove(): void;
}

export function createFixtures(): Fixtures {
  const folder = mkdtempSync(join(tmpdir(), 'reading-'));
  let count = 0;
  const file = (name: string, content: Uint8Array | string): string => {
    const path = join(folder, `${++count}-${name}`);
    writeFileSync(path, content);
    return path;
  };
  return {
    file,
    zip: (name, parts) => file(name, zipSync(zippable(parts))),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export const zippable = (parts: Record<string, string | Uint8Array>): Zippable =>
  Object.fromEntries(
    Object.entries(parts).map(([name, content]) => [name, typeof content === 'string' ? strToU8(content) : content]),
  );

export function readerContext(limits: Partial<ReadingLimits> = {}): ReaderContext {
  return {
    limits: { unpackedBytes: 64 * 1024 * 1024, pages: 1000, pixels: 1_000_000, ...limits },
    signal: new AbortController().signal,
    scratch: tmpdir(),
  };
}

/** All pages of a file. */
export async function readPages(format: Format, path: string, context = readerContext()): Promise<Page[]> {
  const document = await format.open(path, context);
  try {
    const pages: Page[] = [];
    for await (const page of document.read(1, document.pages)) pages.push(page);
    return pages;
  } finally {
    await document.close();
  }
}

export async function readBlocks(format: Format, path: string): Promise<Block[]> {
  return (await readPages(format, path)).flatMap((page) => page.blocks);
}

export function markdownOf(pages: readonly Page[]): string {
  const renderer = createMarkdownRenderer();
  return pages.map((page) => renderer.page(page)).join('') + renderer.end();
}

export async function readMarkdown(format: Format, path: string): Promise<string> {
  return markdownOf(await readPages(format, path));
}
