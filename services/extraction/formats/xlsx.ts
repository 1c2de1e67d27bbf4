import { openPackage } from '../ooxml/package.js';
import type { Format } from '../reader.js';
import { sheetPage, visibleSheets } from '../sheets/page.js';
import { openWorkbook } from '../sheets/workbook.js';
import { MEDIA_TYPES } from './media-types.js';
import { pagedDocument } from './pages.js';

const NAME = 'Excel workbook';

/** Excel workbooks since 2007; a visible sheet is a page. */
export const xlsx: Format = {
  name: NAME,
  mediaType: MEDIA_TYPES.xlsx,
  extension: 'xlsx',
  open: (path, context) =>
    Promise.resolve().then(() => {
      const source = openPackage(path, context.limits, NAME, ['xl/workbook.xml']);
      try {
        const workbook = openWorkbook(source);
        return pagedDocument({
          what: 'workbook',
          pages: visibleSheets(workbook).length,
          metadata: source.properties(),
          context,
          page: (number) => sheetPage(workbook, number, context.signal),
          close: source.close,
        });
      } catch (error) {
        source.close();
        throw error;
      }
    }),
};
