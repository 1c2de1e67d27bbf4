const MAX_BYTES = 255;

/**
 * A name that is safe to show, log and offer for download: the last part of a path, without control and bidirectional
 * override characters, at most 255 bytes of UTF-8 with its ending kept. Never empty, never `.` or `..`.
 */
export function cleanFilename(name: string): string {
  const last =
    name
      .toWellFormed()
      .normalize('NFC')
      .split(/[/\\]/)
      .findLast((part) => part.trim() !== '') ?? '';
  // eslint-disable-next-line no-control-regex -- control characters are what is removed
  const printable = last.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '').trim();
  if (/^\.*$/.test(printable)) return 'unnamed';
  const [, stem = printable, ending = ''] = /^(.+?)(\.[\p{L}\p{N}]{1,10})?$/u.exec(printable) ?? [];
  return clip(stem, MAX_BYTES - bytesOf(ending)) + ending;
}

const encoder = new TextEncoder();
const bytesOf = (text: string) => encoder.encode(text).length;

/** Cuts between characters, so that no emoji is halved. */
function clip(text: string, bytes: number): string {
  if (bytesOf(text) <= bytes) return text;
  let out = '';
  let left = bytes;
  for (const character of text) {
    left -= bytesOf(character);
    if (left < 0) break;
    out += character;
  }
  return out;
}
