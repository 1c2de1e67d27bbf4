import { openOpenDocument } from '../opendocument/package.js';
import { openOdfSheets } from '../opendocument/sheets.js';
import type { Format } from '../reader.js';
import { MEDIA_TYPES } from './media-types.js';
import { pagedDocument } from './pages.js';

const NAME = 'OpenDocument spreadsheet';

/** Spreadsheets of LibreOffice and others; a visible sheet is a page. */
export const ods: Format = {
  name: NAME,
  mediaType: MEDIA_TYPES.ods,
  extension: 'ods',
  async open(path, context) {
    const source = openOpenDocument(path, context.limits, NAME);
    try {
      const { sheets, page } = await openOdfSheets(source, context.signal);
      const metadata = source.metadata();
      return pagedDocument({ what: 'spreadsheet', pages: sheets, metadata, context, page, close: source.zip.close });
    } catch (error) {
      source.zip.close();
      throw error;
    }
  },
};
