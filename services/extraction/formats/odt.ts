import { openOpenDocument } from '../opendocument/package.js';
import { readTextDocument } from '../opendocument/text-document.js';
import type { Format } from '../reader.js';
import { MEDIA_TYPES } from './media-types.js';
import { singlePage } from './single-page.js';

const NAME = 'OpenDocument text';

/** Text documents of LibreOffice and others. */
export const odt: Format = {
  name: NAME,
  mediaType: MEDIA_TYPES.odt,
  extension: 'odt',
  open: (path, context) =>
    Promise.resolve().then(() => {
      const source = openOpenDocument(path, context.limits, NAME);
      return singlePage({
        metadata: source.metadata(),
        read: () => readTextDocument(source, context.signal),
        close: source.zip.close,
      });
    }),
};
