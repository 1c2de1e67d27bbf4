import type { Metadata as Header, Sharp } from 'sharp';
import { fail, Failure } from '../../../domain/errors.js';
import type { GreyPicture } from '../ocr/recognizer.js';
import { loadSharp } from './sharp.js';

export interface ImageFile {
  readonly pages: number;
  /** The page in grey, upright as its file says (EXIF), with its size in points. */
  grey(page: number): Promise<{ picture: GreyPicture; width: number; height: number }>;
  /** The page as PNG; never larger than it is, nor than 2,000 pixels. */
  png(page: number, longestSide: number): Promise<Uint8Array>;
}

/** The longest side that an image for people may have, in pixels. */
const LARGEST_IMAGE = 2_000;
/** Text recognition gains nothing beyond 300 dpi of a sheet of paper. */
const LARGEST_SCAN = 3_400;
const SHEET_INCHES = 11.5;

/**
 * Opens a PNG, JPEG or TIFF file. Only its header is read: the number of pixels is checked before anything is decoded.
 * Throws `document_damaged`, `image_too_large` and `document_too_many_pages`.
 */
export async function openImage(path: string, limits: { pixels: number; pages: number }): Promise<ImageFile> {
  const sharp = await loadSharp();
  const check = (header: Header): void => {
    if (header.width * header.height > limits.pixels) {
      fail('image_too_large', `The image has ${header.width} × ${header.height} pixels; ${limits.pixels} are allowed.`);
    }
  };
  const load = (page: number): Sharp =>
    sharp(path, { page: page - 1, limitInputPixels: limits.pixels, failOn: 'truncated', sequentialRead: true });
  const headerOf = (page: number): Promise<Header> =>
    decoding(() => sharp(path, { page: page - 1, limitInputPixels: false }).metadata());

  const first = await headerOf(1);
  check(first);
  const pages = first.pages ?? 1;
  if (pages > limits.pages)
    fail('document_too_many_pages', `The image has ${pages} pages; ${limits.pages} are allowed.`, {
      pages,
      limit: limits.pages,
    });

  const checked = async (page: number): Promise<Header> => {
    if (page === 1) return first;
    const header = await headerOf(page); // the pages of a TIFF may differ in size
    check(header);
    return header;
  };

  return {
    pages,
    async grey(page) {
      const header = await checked(page);
      const { data, info } = await decoding(() =>
        load(page)
          .autoOrient()
          .flatten({ background: '#ffffff' })
          .greyscale()
          .resize({ width: LARGEST_SCAN, height: LARGEST_SCAN, fit: 'inside', withoutEnlargement: true })
          .toColourspace('b-w')
          .raw()
          .toBuffer({ resolveWithObject: true }),
      );
      const longest = Math.max(header.width, header.height);
      const shrunk = Math.max(info.width, info.height) / longest;
      // Cameras and drawing programs write 72 dpi by habit: such a value says nothing about paper.
      const density =
        header.density !== undefined && header.density >= 100 && header.density <= 1_200
          ? header.density
          : longest / SHEET_INCHES;
      const dpi = density * shrunk;
      return {
        picture: { width: info.width, height: info.height, pixels: data, dpi },
        width: (info.width * 72) / dpi,
        height: (info.height * 72) / dpi,
      };
    },
    async png(page, longestSide) {
      await checked(page);
      const side = Math.max(16, Math.min(LARGEST_IMAGE, Math.round(longestSide)));
      return decoding(() =>
        load(page)
          .autoOrient()
          .flatten({ background: '#ffffff' })
          .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
          .png({ compressionLevel: 3, adaptiveFiltering: false })
          .toBuffer(),
      );
    },
  };
}

/** The library's own errors are about files that are not what they say or end too soon. */
async function decoding<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Failure) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    if (/exceeds pixel limit/i.test(reason))
      fail('image_too_large', 'The image has more pixels than the limit.', {}, { cause: error });
    fail('document_damaged', 'The image cannot be decoded: it is damaged or cut off.', {}, { cause: error });
  }
}
