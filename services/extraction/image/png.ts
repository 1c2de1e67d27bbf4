import { loadSharp } from './sharp.js';
import type { ColorPicture } from '../pdf/render.js';

/** Little compression: a page is looked at once, and the strongest level takes ten times as long for a fifth less. */
const LEVEL = 3;

/** Encodes a picture as PNG. */
export async function encodePng(picture: ColorPicture): Promise<Uint8Array> {
  const sharp = await loadSharp();
  return sharp(picture.pixels, { raw: { width: picture.width, height: picture.height, channels: 4 } })
    .removeAlpha()
    .png({ compressionLevel: LEVEL, adaptiveFiltering: false })
    .toBuffer();
}
