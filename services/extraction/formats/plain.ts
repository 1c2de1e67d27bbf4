import { pageStarts, plainBlocks } from '../plain/paragraphs.js';
import type { Format } from '../reader.js';
import { readText } from './file-text.js';
import { MEDIA_TYPES } from './media-types.js';
import { pagedDocument } from './pages.js';

const NAME = 'text';

/** Plain text of any kind and encoding. One page up to a million characters. */
export const plain: Format = {
  name: NAME,
  mediaType: MEDIA_TYPES.text,
  extension: 'txt',
  async open(path, context) {
    const text = await readText(path, context, NAME);
    const starts = pageStarts(text);
    return pagedDocument({
      what: NAME,
      pages: starts.length,
      metadata: {},
      context,
      page: (number) => ({
        number,
        method: 'text',
        blocks: plainBlocks(text.slice(starts[number - 1], starts[number])),
      }),
      close: () => undefined,
    });
  },
};
