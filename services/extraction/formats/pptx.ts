import { openPackage } from '../ooxml/package.js';
import type { Format } from '../reader.js';
import { openPresentation } from '../slides/presentation.js';
import { MEDIA_TYPES } from './media-types.js';
import { pagedDocument } from './pages.js';

const NAME = 'PowerPoint presentation';

/** PowerPoint presentations since 2007; a slide is a page. */
export const pptx: Format = {
  name: NAME,
  mediaType: MEDIA_TYPES.pptx,
  extension: 'pptx',
  open: (path, context) =>
    Promise.resolve().then(() => {
      const source = openPackage(path, context.limits, NAME, ['ppt/presentation.xml']);
      try {
        const presentation = openPresentation(source);
        return pagedDocument({
          what: 'presentation',
          pages: presentation.slides,
          metadata: source.properties(),
          context,
          page: presentation.page,
          close: source.close,
        });
      } catch (error) {
        source.close();
        throw error;
      }
    }),
};
