import { openPackage } from '../ooxml/package.js';
import type { Format } from '../reader.js';
import { readWordDocument } from '../word/document.js';
import { MEDIA_TYPES } from './media-types.js';
import { singlePage } from './single-page.js';

const NAME = 'Word document';

/** Word documents since 2007, strict or transitional, with or without macros. */
export const docx: Format = {
  name: NAME,
  mediaType: MEDIA_TYPES.docx,
  extension: 'docx',
  open: (path, context) =>
    Promise.resolve().then(() => {
      const source = openPackage(path, context.limits, NAME, ['word/document.xml']);
      return singlePage({
        metadata: source.properties(),
        read: () => readWordDocument(source, context.signal),
        close: source.close,
      });
    }),
};
