import { openZip } from '../container/zip.js';
import { openBook } from '../ebook/book.js';
import type { Format } from '../reader.js';
import { MEDIA_TYPES } from './media-types.js';
import { pagedDocument } from './pages.js';

const NAME = 'e-book';

/** EPUB books; a page is a file of the spine, usually a chapter. */
export const epub: Format = {
  name: NAME,
  mediaType: MEDIA_TYPES.epub,
  extension: 'epub',
  open: (path, context) =>
    Promise.resolve().then(() => {
      const zip = openZip(path, context.limits, NAME);
      try {
        const book = openBook(zip);
        return pagedDocument({
          what: NAME,
          pages: book.chapters,
          metadata: book.metadata,
          context,
          page: book.page,
          close: zip.close,
        });
      } catch (error) {
        zip.close();
        throw error;
      }
    }),
};
