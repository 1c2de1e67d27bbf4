import { TextDecoder } from 'node:util';

/** Turns bytes into text piece by piece; never throws on broken input. */
export interface StreamDecoder {
  write(chunk: Uint8Array): string;
  end(): string;
}

/** What windows-1252 has where Latin-1 has control characters (WHATWG Encoding Standard, index windows-1252). */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/**
 * Puts right what a decoder read as Latin-1 instead of windows-1252, as Node.js 20 does (nodejs/node#56542): the control
 * characters U+0080–U+009F have no place in any text.
 */
export const repairWindows1252 = (text: string): string =>
  text.replace(/[\u0080-\u009f]/g, (character) => WINDOWS_1252[character.charCodeAt(0) - 0x80] ?? character);

const decodeAs = (
  encoding: string,
  decoder: TextDecoder,
  bytes?: Uint8Array,
  options?: { stream: boolean },
): string => {
  const text = decoder.decode(bytes, options);
  return encoding === 'windows-1252' ? repairWindows1252(text) : text;
};

/** The encoding that a byte order mark announces. */
export function bomEncoding(head: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return undefined;
}

/** UTF-16 without a mark: Latin text has a zero in nearly every second byte, and always on the same side. */
function silentUtf16(head: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const sample = head.subarray(0, Math.min(head.length, 4096) & ~1);
  if (sample.length < 4) return undefined;
  const zeros = [0, 0];
  for (let i = 0; i < sample.length; i++) if (sample[i] === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const half = sample.length / 2;
  if (odd > half * 0.4 && even === 0) return 'utf-16le';
  if (even > half * 0.4 && odd === 0) return 'utf-16be';
  return undefined;
}

const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');

function known(label: string | undefined): string | undefined {
  if (label === undefined) return undefined;
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined; // a made-up name: the bytes decide
  }
}

/** What the document itself says: `<?xml encoding="…"?>` or `<meta charset="…">` within the first 1,024 bytes. */
export function declaredEncoding(head: Uint8Array, kind: 'xml' | 'html'): string | undefined {
  const start = latin1(head.subarray(0, 1024));
  const pattern =
    kind === 'xml'
      ? /^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/
      : /<meta[^>]*?charset\s*=\s*["']?\s*([\w.:-]+)/i;
  return known(pattern.exec(start)?.[1]);
}

/** Is this valid UTF-8? A character cut off at the end is not held against it. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/**
 * The encoding of a text: byte order mark, then zeros of UTF-16, then strict UTF-8, then what the document declares, then
 * windows-1252 (which has a meaning for nearly every byte).
 */
export function detectEncoding(bytes: Uint8Array, kind: 'text' | 'xml' | 'html' = 'text'): string {
  const sure = bomEncoding(bytes) ?? silentUtf16(bytes);
  if (sure) return sure;
  if (isUtf8(bytes)) return 'utf-8';
  const declared = kind === 'text' ? undefined : declaredEncoding(bytes, kind);
  return declared === undefined || declared === 'utf-8' ? 'windows-1252' : declared;
}

/** Decodes a whole text; line ends become "\n", the byte order mark goes. */
export function decodeText(bytes: Uint8Array, kind: 'text' | 'xml' | 'html' = 'text'): string {
  const encoding = detectEncoding(bytes, kind);
  return decodeAs(encoding, new TextDecoder(encoding), bytes).replace(/\r\n?/g, '\n');
}

/** Decodes XML that arrives in pieces: the mark or declaration in the first piece decides, else UTF-8. */
export function createTextDecoder(kind: 'xml'): StreamDecoder {
  let decoder: TextDecoder | undefined;
  return {
    write: (chunk) => {
      // A declaration of UTF-16 in a text whose declaration could be read byte by byte is a lie.
      const declared = declaredEncoding(chunk, kind);
      decoder ??= new TextDecoder(
        bomEncoding(chunk) ?? silentUtf16(chunk) ?? (declared?.startsWith('utf-16') ? undefined : declared) ?? 'utf-8',
      );
      return decodeAs(decoder.encoding, decoder, chunk, { stream: true });
    },
    end: () => decoder?.decode() ?? '',
  };
}
