import { createEngines } from '../engines.js';
import { openImage } from '../image/file.js';
import { readSheet } from '../ocr/page.js';
import type { Format } from '../reader.js';
import { MEDIA_TYPES } from './media-types.js';
import { checkRange } from './single-page.js';

/** A picture of a page; the pages of a TIFF are pages. All text comes from text recognition. */
function imageFormat(name: string, mediaType: string, extension: string): Format {
  return {
    name,
    mediaType,
    extension,
    async open(path, context) {
      const file = await openImage(path, context.limits);
      const engines = context.engines ?? createEngines();
      const options = {
        signal: context.signal,
        ...(context.onProgress === undefined ? {} : { onProgress: context.onProgress }),
      };
      return {
        pages: file.pages,
        metadata: {},
        async *read(from, to) {
          checkRange(from, to, file.pages);
          for (let number = from; number <= to; number++) {
            context.signal.throwIfAborted();
            const { picture, width, height } = await file.grey(number);
            yield await readSheet(engines.recognizer(), picture, { number, width, height }, options);
          }
        },
        image(page, longestSide) {
          checkRange(page, page, file.pages);
          return file.png(page, longestSide);
        },
        close: async () => {
          if (context.engines === undefined) await engines.stop();
        },
      };
    },
  };
}

export const png = imageFormat('PNG image', MEDIA_TYPES.png, 'png');
export const jpeg = imageFormat('JPEG image', MEDIA_TYPES.jpeg, 'jpg');
export const tiff = imageFormat('TIFF image', MEDIA_TYPES.tiff, 'tif');
