import type Sharp from 'sharp';

/**
 * Loads the image library when it is first needed (20 MB). One thread and no cache of its own: readers run side by side
 * as processes, and a file is never read twice.
 */
export async function loadSharp(): Promise<typeof Sharp> {
  const { default: sharp } = await import('sharp');
  sharp.concurrency(1);
  sharp.cache(false);
  return sharp;
}
