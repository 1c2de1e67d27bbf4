import { htmlMetadata, markSurroundings } from '../html/document.js';
import { parseHtml } from '../html/tree.js';
import { htmlBlocks } from '../html/walker.js';
import type { Format } from '../reader.js';
import { readText } from './file-text.js';
import { MEDIA_TYPES } from './media-types.js';
import { singlePage } from './single-page.js';

const NAME = 'web page';

/** HTML and XHTML pages; scripts and styles are not run. */
export const html: Format = {
  name: NAME,
  mediaType: MEDIA_TYPES.html,
  extension: 'html',
  async open(path, context) {
    const root = parseHtml(await readText(path, context, NAME, 'html'));
    return singlePage({ metadata: htmlMetadata(root), read: () => markSurroundings(htmlBlocks(root)) });
  },
};
