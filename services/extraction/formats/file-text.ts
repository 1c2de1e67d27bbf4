import { readFile, stat } from 'node:fs/promises';
import { fail } from '../../../domain/errors.js';
import { decodeText } from '../encoding.js';
import type { ReaderContext } from '../reader.js';

/** The bytes of a file that is read whole; `document_too_complex` above the limit, `document_empty` when there are none. */
export async function readWhole(path: string, context: ReaderContext, what: string): Promise<Uint8Array> {
  const { size } = await stat(path);
  if (size === 0) fail('document_empty', `The ${what} is empty.`);
  if (size > context.limits.unpackedBytes) {
    fail('document_too_complex', `The ${what} has ${size} bytes; the limit is ${context.limits.unpackedBytes}.`);
  }
  return readFile(path, { signal: context.signal });
}

/** The same decoded; a text of nothing but white space is `document_empty`. */
export async function readText(
  path: string,
  context: ReaderContext,
  what: string,
  kind: 'text' | 'html' = 'text',
): Promise<string> {
  const text = decodeText(await readWhole(path, context, what), kind);
  if (text.trim() === '') fail('document_empty', `The ${what} holds nothing but white space.`);
  return text;
}
