import type { Metadata, Page } from '../../../domain/documents/content.js';
import { fail } from '../../../domain/errors.js';
import type { OpenDocument, ReaderContext } from '../reader.js';
import { checkRange } from './single-page.js';

/** A document of several pages that can be read one by one, in any order. Refuses more pages than the limit. */
export function pagedDocument(options: {
  /** What it is called in messages: "workbook". */
  what: string;
  pages: number;
  metadata: Metadata;
  context: ReaderContext;
  page(number: number): Promise<Page> | Page;
  /** Must be safe to call twice. */
  close(): void;
}): OpenDocument {
  const { what, pages, metadata, context } = options;
  if (pages > context.limits.pages) {
    fail('document_too_many_pages', `The ${what} has ${pages} pages; the limit is ${context.limits.pages}.`);
  }
  return {
    pages,
    metadata,
    async *read(from, to) {
      checkRange(from, to, pages);
      for (let number = from; number <= to; number++) {
        context.signal.throwIfAborted();
        yield await options.page(number);
      }
    },
    close: () => {
      options.close();
      return Promise.resolve();
    },
  };
}
