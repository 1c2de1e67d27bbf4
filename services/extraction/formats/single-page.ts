import type { Block, Metadata, Page } from '../../../domain/documents/content.js';
import { fail } from '../../../domain/errors.js';
import type { OpenDocument } from '../reader.js';

/** A document without pages: all of it is page 1. */
export function singlePage(options: {
  metadata: Metadata;
  read(): Promise<Block[]> | Block[];
  /** Must be safe to call twice. */
  close?(): void;
}): OpenDocument {
  return {
    pages: 1,
    metadata: options.metadata,
    async *read(from, to) {
      checkRange(from, to, 1);
      const page: Page = { number: 1, method: 'text', blocks: await options.read() };
      yield page;
    },
    close: () => {
      options.close?.();
      return Promise.resolve();
    },
  };
}

/** Pages are counted from 1; asking for others is a mistake of the caller. */
export function checkRange(from: number, to: number, pages: number): void {
  if (!Number.isInteger(from) || !Number.isInteger(to) || from < 1 || to > pages || from > to) {
    fail('page_not_found', `The document has pages 1 to ${pages}, not ${from} to ${to}.`);
  }
}
