import { openPackage } from '../ooxml/package.js';
import type { Format } from '../reader.js';
import { openSheetPages } from '../sheets/page.js';
import { openWorkbook } from '../sheets/workbook.js';
import { MEDIA_TYPES } from './media-types.js';
import { pagedDocument } from './pages.js';

const NAME = 'Excel workbook';

/** Excel workbooks since 2007; a visible sheet is a page, and a very large one several. */
export const xlsx: Format = {
  name: NAME,
  mediaType: MEDIA_TYPES.xlsx,
  extension: 'xlsx',
  async open(path, context) {
    const source = openPackage(path, context.limits, NAME, ['xl/workbook.xml']);
    try {
      const sheets = await openSheetPages(openWorkbook(source), context.signal);
      return pagedDocument({
        what: 'workbook',
        pages: sheets.count,
        metadata: source.properties(),
        context,
        page: (number) => sheets.page(number, context.signal),
        close: source.close,
      });
    } catch (error) {
      source.close();
      throw error;
    }
  },
};
