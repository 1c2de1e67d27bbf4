import type { WidthOf } from './marks.js';

/**
 * Measures text in the reader's sans-serif font: whatever font a page is printed in, its letters have much the same
 * proportions. One measure for the life of the page.
 */
export function createTextWidth(page: globalThis.Document): WidthOf {
  const context = page.createElement('canvas').getContext('2d');
  if (!context) return (text) => text.length;
  context.font = '100px sans-serif';
  return (text) => context.measureText(text).width;
}
