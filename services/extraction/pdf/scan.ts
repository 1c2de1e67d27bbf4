import { area, type Frame } from './geometry.js';
import type { PageGlyphs } from './glyphs.js';
import type { Graphics } from './graphics.js';

/**
 * Whether the text of a page is only to be had by looking at it: it has none but something is drawn; nearly none and a
 * picture fills the page (a scan with a stamp on it); or its fonts do not say which letters they draw.
 */
export function looksScanned(page: PageGlyphs, graphics: Graphics, frame: Frame): boolean {
  const whole = frame.width * frame.height;
  const pictures = graphics.images.reduce((sum, image) => sum + area(image), 0) / whole;
  const count = page.glyphs.length;
  // Letters drawn as paths: some programs export text that way. A few rules and boxes alone are an empty form.
  const outlines = graphics.drawings.length > 40;
  if (count === 0) return pictures > 0.01 || outlines;
  if (count < 50 && pictures > 0.5) return true;
  return count >= 20 && page.unmapped > 0.4;
}
