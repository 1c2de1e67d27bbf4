import type { Format } from '../reader.js';
import { openDelimited } from '../tabular/rows.js';
import { readText } from './file-text.js';
import { MEDIA_TYPES } from './media-types.js';
import { pagedDocument } from './pages.js';

const NAME = 'table of delimited text';

/** CSV with any usual delimiter. One page up to 5,000 rows; longer ones go on on further pages. */
export const csv: Format = {
  name: NAME,
  mediaType: MEDIA_TYPES.csv,
  extension: 'csv',
  async open(path, context) {
    const table = openDelimited(await readText(path, context, NAME));
    return pagedDocument({
      what: NAME,
      pages: table.pages,
      metadata: {},
      context,
      page: table.page,
      close: () => undefined,
    });
  },
};
