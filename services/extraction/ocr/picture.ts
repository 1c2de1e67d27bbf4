import { loadSharp } from '../image/sharp.js';
import type { QuarterTurn } from '../pdf/geometry.js';
import type { GreyPicture } from './recognizer.js';

/** Pictures beyond this many pixels are not enlarged further: reading time grows with them. */
const MOST_PIXELS = 12_000_000;
/** Long side of a sheet of paper (A4, letter), in inches: what the picture of a page shows, whatever its file claims. */
const SHEET_INCHES = 11.5;

/**
 * Enlarges pictures whose letters are too small for tesseract, which wants capitals of 20 pixels and more: three times
 * below 120 dpi (nearly doubles the words that are found in a 72-dpi scan), twice below 170 (photographed pages gain 5 %).
 */
export async function enlarged(picture: GreyPicture): Promise<{ picture: GreyPicture; scale: number }> {
  const dpi = Math.max(picture.width, picture.height) / SHEET_INCHES;
  const wish = dpi < 120 ? 3 : dpi < 170 ? 2 : 1;
  const most = Math.floor(Math.sqrt(MOST_PIXELS / (picture.width * picture.height)));
  const scale = Math.max(1, Math.min(wish, most));
  if (scale === 1) return { picture, scale };
  const sharp = await loadSharp();
  const { data, info } = await sharp(picture.pixels, {
    raw: { width: picture.width, height: picture.height, channels: 1 },
  })
    .resize(picture.width * scale, picture.height * scale, { kernel: 'lanczos3', fit: 'fill' })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { picture: { width: info.width, height: info.height, pixels: data, dpi: dpi * scale }, scale };
}

/** Grey levels that a picture without any writing may have: paper as cameras and compression see it. */
const ONE_SHADE = 8;

/** Whether a picture is all of one shade. Looking for text there takes longest of all: every orientation is tried. */
export function isBlank({ pixels }: GreyPicture): boolean {
  let darkest = 255;
  let lightest = 0;
  for (const value of pixels) {
    if (value < darkest) darkest = value;
    if (value > lightest) lightest = value;
    if (lightest - darkest > ONE_SHADE) return false;
  }
  return true;
}

/** The picture as a binary PGM file: what leptonica reads fastest, and nothing has to be compressed. */
export function portableGreyMap(picture: GreyPicture): Buffer {
  const head = Buffer.from(`P5\n${picture.width} ${picture.height}\n255\n`, 'ascii');
  return Buffer.concat([head, picture.pixels]);
}

/** Turns a picture by quarter turns clockwise. */
export function turnedPicture(picture: GreyPicture, turn: QuarterTurn): GreyPicture {
  if (turn === 0) return picture;
  const { width: w, height: h, pixels } = picture;
  const result = new Uint8Array(pixels.length);
  const width = turn % 2 === 1 ? h : w;
  const height = turn % 2 === 1 ? w : h;
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const value = pixels[y * w + x] ?? 0;
      if (turn === 1) result[x * width + (h - 1 - y)] = value;
      else if (turn === 2) result[(h - 1 - y) * width + (w - 1 - x)] = value;
      else result[(w - 1 - x) * width + y] = value;
    }
  }
  return { ...picture, width, height, pixels: result };
}
