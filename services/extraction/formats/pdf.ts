import type { Page } from '../../../domain/documents/content.js';
import { createEngines } from '../engines.js';
import { encodePng } from '../image/png.js';
import { readSheet } from '../ocr/page.js';
import { openPdf, type PdfFile, type ScannedPage } from '../pdf/document.js';
import type { Format, OpenDocument, ReaderContext } from '../reader.js';
import { checkRange } from './single-page.js';

/** The longest side that a rendered page may have, in pixels. */
const LARGEST_IMAGE = 2_000;

/** Portable Document Format: text where the file has it, text recognition where it only has pictures of text. */
export const pdf: Format = {
  name: 'PDF',
  mediaType: 'application/pdf',
  extension: 'pdf',
  async open(path, context) {
    const engines = context.engines ?? createEngines();
    const stop = async (): Promise<void> => {
      if (context.engines === undefined) await engines.stop();
    };
    try {
      const file = openPdf(await engines.pdfium(), path, context.limits);
      return opened(file, context, engines, stop);
    } catch (error) {
      await stop();
      throw error;
    }
  },
};

function opened(
  file: PdfFile,
  context: ReaderContext,
  engines: NonNullable<ReaderContext['engines']>,
  stop: () => Promise<void>,
): OpenDocument {
  let open = true;
  const recognized = (scanned: ScannedPage): Promise<Page> => {
    const options = {
      signal: context.signal,
      ...(context.onProgress === undefined ? {} : { onProgress: context.onProgress }),
    };
    return readSheet(engines.recognizer(), scanned.picture, scanned, options);
  };
  return {
    pages: file.pages,
    metadata: file.metadata,
    async *read(from, to) {
      checkRange(from, to, file.pages);
      for (let number = from; number <= to; number++) {
        context.signal.throwIfAborted();
        const page = file.read(number);
        yield 'picture' in page ? await recognized(page) : page;
      }
    },
    image(page, longestSide) {
      checkRange(page, page, file.pages);
      return encodePng(file.render(page, Math.max(16, Math.min(LARGEST_IMAGE, Math.round(longestSide)))));
    },
    async close() {
      if (!open) return;
      open = false;
      file.close();
      await stop();
    },
  };
}
