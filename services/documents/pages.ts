import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Page } from '../../domain/documents/content.js';
import { blobKeyOf, type DocumentRef } from '../../domain/documents/document.js';
import { SLICE_PAGES } from '../../domain/documents/step.js';
import { fail } from '../../domain/errors.js';
import type { Blobs } from '../blobs/index.js';

const zip = promisify(gzip);
const unzip = promisify(gunzip);

type RunOfContent = Pick<DocumentRef, 'tenant' | 'sha256' | 'run'>;

/** The first page of the slice that holds `page`. */
const firstOf = (page: number) => page - ((page - 1) % SLICE_PAGES);

export interface PageStore {
  /** `pages` are those of the slice that begins at `first`, in order. Durable when it answers; repeatable. */
  write(document: RunOfContent, first: number, pages: readonly Page[]): Promise<void>;
  /** The slice that begins at `first`, or undefined when it has not been written. */
  read(document: RunOfContent, first: number): Promise<Page[] | undefined>;
  /** Pages of a slice that is still being read, so that a retry goes on behind them. */
  writePart(document: RunOfContent, first: number, pages: readonly Page[]): Promise<void>;
  readPart(document: RunOfContent, first: number): Promise<Page[]>;
  /** All pages in order, a slice in memory at a time. */
  all(document: RunOfContent, count: number): AsyncIterable<Page>;
  /** Throws `page_not_found`. */
  page(document: RunOfContent, number: number): Promise<Page>;
}

/**
 * The pages that a run read, as blobs of SLICE_PAGES pages under `<tenant>/<sha256>/<run>/`. Text and Markdown are made
 * from them when asked for: nothing is stored twice, and no whole document is ever in memory (docs/decisions/0004).
 */
export function createPageStore(blobs: Blobs): PageStore {
  const keyOf = (document: RunOfContent, first: number, kind: 'pages' | 'part') =>
    `${blobKeyOf(document)}/${document.run}/${kind}-${first}.json.gz`;

  async function write(key: string, pages: readonly Page[]): Promise<void> {
    await blobs.put(key, await zip(JSON.stringify(pages), { level: 1 }));
  }

  async function read(key: string): Promise<Page[] | undefined> {
    let bytes: Buffer;
    try {
      bytes = await blobs.get(key);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
    return JSON.parse((await unzip(bytes)).toString()) as Page[]; // parse boundary: written by write()
  }

  const slice = (document: RunOfContent, first: number) => read(keyOf(document, first, 'pages'));

  return {
    write: (document, first, pages) => write(keyOf(document, first, 'pages'), pages),
    read: slice,
    writePart: (document, first, pages) => write(keyOf(document, first, 'part'), pages),
    readPart: async (document, first) => (await read(keyOf(document, first, 'part'))) ?? [],
    async *all(document, count) {
      for (let first = 1; first <= count; first += SLICE_PAGES) {
        const pages = await slice(document, first);
        if (!pages) fail('not_ready', `Page ${first} has not been stored.`);
        yield* pages;
      }
    },
    async page(document, number) {
      const pages = await slice(document, firstOf(number));
      return pages?.find((page) => page.number === number) ?? fail('page_not_found', `There is no page ${number}.`);
    },
  };
}

const isNotFound = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'not_found';
