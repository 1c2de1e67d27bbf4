import { openOpenDocument } from '../opendocument/package.js';
import { openOdfSlides } from '../opendocument/slides.js';
import type { Format } from '../reader.js';
import { MEDIA_TYPES } from './media-types.js';
import { pagedDocument } from './pages.js';

const NAME = 'OpenDocument presentation';

/** Presentations of LibreOffice and others; a slide is a page. */
export const odp: Format = {
  name: NAME,
  mediaType: MEDIA_TYPES.odp,
  extension: 'odp',
  open: (path, context) =>
    Promise.resolve().then(() => {
      const source = openOpenDocument(path, context.limits, NAME);
      try {
        const { slides, page } = openOdfSlides(source);
        const metadata = source.metadata();
        return pagedDocument({ what: 'presentation', pages: slides, metadata, context, page, close: source.zip.close });
      } catch (error) {
        source.zip.close();
        throw error;
      }
    }),
};
