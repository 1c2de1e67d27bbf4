import type { Block, Page } from '../../../domain/documents/content.js';
import { inlineText } from '../../../domain/documents/content.js';
import { createFixtures, readerContext } from '../document-fixture.js';
import { createEngines, type Engines } from '../engines.js';
import { pdf } from '../formats/pdf.js';
import type { OpenDocument, ReadingLimits } from '../reader.js';
import { createPdf, type FixtureOptions, type FixturePage } from './fixture.js';

/** Makes PDF files and reads them, all with one engine; for one test suite. */
export interface PdfReading {
  readonly engines: Engines;
  /** Writes a file and answers its path. */
  file(name: string, content: Uint8Array | string): string;
  open(path: string, limits?: Partial<ReadingLimits>): Promise<OpenDocument>;
  read(pages: FixturePage[], options?: FixtureOptions): Promise<Page[]>;
  /** Blocks of a file with this one page. */
  blocks(page: FixturePage | string, options?: FixtureOptions): Promise<Block[]>;
  stop(): Promise<void>;
}

export function createPdfReading(): PdfReading {
  const fixtures = createFixtures();
  const engines = createEngines();
  const open = (path: string, limits: Partial<ReadingLimits> = {}): Promise<OpenDocument> =>
    pdf.open(path, { ...readerContext(limits), engines });
  const read = async (pages: FixturePage[], options?: FixtureOptions): Promise<Page[]> => {
    const document = await open(fixtures.file('test.pdf', createPdf(pages, options)));
    try {
      const result: Page[] = [];
      for await (const page of document.read(1, document.pages)) result.push(page);
      return result;
    } finally {
      await document.close();
    }
  };
  return {
    engines,
    file: fixtures.file,
    open,
    read,
    async blocks(page, options) {
      const [first] = await read([typeof page === 'string' ? { content: page } : page], options);
      return first?.blocks ?? [];
    },
    async stop() {
      await engines.stop();
      fixtures.remove();
    },
  };
}

export const textOf = (block: Block | undefined): string =>
  block?.kind === 'paragraph' || block?.kind === 'heading' ? inlineText(block.content) : '';

export const kinds = (list: readonly Block[]): string[] => list.map((block) => block.kind);
