import { open } from 'node:fs/promises';
import { fail } from '../../domain/errors.js';
import { isCompoundHead, readCompoundNames } from './container/compound.js';
import { openZip, type ZipArchive } from './container/zip.js';
import { bomEncoding } from './encoding.js';
import { MEDIA_TYPES, type MediaType } from './formats/media-types.js';
import { sniffText } from './text-kind.js';
import { elements, parseXml } from './xml/element.js';

/** What the first bytes of a file say. A container must be looked into with `sniffFile`. */
export type Sniffed = { mediaType: MediaType } | { container: 'zip' | 'compound' };

/** Bytes of the beginning that decide; fewer are enough when the file is shorter. */
export const HEAD_BYTES = 64 * 1024;

/** How a file is called that is recognised, though not read: the message is the more helpful for it. */
const REFUSED: readonly (readonly [string, (head: Buffer) => boolean])[] = [
  ['a rich text (RTF) file', (head) => startsWith(head, '{\\rtf')],
  ['a PostScript file', (head) => startsWith(head, '%!PS')],
  ['a GIF picture', (head) => startsWith(head, 'GIF8')],
  ['a BMP picture', (head) => startsWith(head, 'BM') && head.includes(0)],
  ['a WebP picture', (head) => startsWith(head, 'RIFF') && startsWith(head.subarray(8), 'WEBP')],
  ['a HEIC or AVIF picture', (head) => /^ftyp(?:heic|heix|mif1|avif)/.test(head.toString('latin1', 4, 12))],
  ['a video', (head) => startsWith(head.subarray(4), 'ftyp') || head.readUInt32BE(0) === 0x1a45dfa3],
  [
    'a sound file',
    (head) =>
      startsWith(head, 'ID3') || startsWith(head, 'OggS') || startsWith(head, 'fLaC') || startsWith(head, 'RIFF'),
  ],
  ['a Windows program', (head) => startsWith(head, 'MZ') && head.includes(0)],
  ['a program', (head) => startsWith(head, '\x7fELF')],
  ['a gzip archive', (head) => head[0] === 0x1f && head[1] === 0x8b],
  ['a 7-Zip archive', (head) => startsWith(head, '7z\xbc\xaf\x27\x1c')],
  ['a RAR archive', (head) => startsWith(head, 'Rar!')],
];

const startsWith = (head: Buffer, text: string): boolean => head.toString('latin1', 0, text.length) === text;

const unsupported = (what: string): never =>
  fail('unsupported_media_type', `This is ${what}, which cannot be read.`, { accepted: Object.values(MEDIA_TYPES) });

/**
 * Decides the media type by the first bytes (up to 64 KiB of them). `filename` only breaks ties between kinds of plain
 * text, where the bytes allow several. Throws `unsupported_media_type`, `empty_file`.
 */
export function sniffHead(bytes: Uint8Array, filename?: string): Sniffed {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (head.length === 0) fail('empty_file', 'The file is empty.');
  // The header may stand anywhere in the first 1,024 bytes (PDF 32000-1, implementation note 13).
  const start = head.toString('latin1', 0, 1024 + 5);
  if (/^[^]{0,1024}?%PDF-\d/.test(start) && !/^\s*(?:<|From |[\w-]+: )/.test(start))
    return { mediaType: MEDIA_TYPES.pdf };
  if (startsWith(head, '\x89PNG\r\n\x1a\n')) return { mediaType: MEDIA_TYPES.png };
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return { mediaType: MEDIA_TYPES.jpeg };
  if (
    startsWith(head, 'II*\0') ||
    startsWith(head, 'MM\0*') ||
    startsWith(head, 'II+\0') ||
    startsWith(head, 'MM\0+')
  ) {
    return { mediaType: MEDIA_TYPES.tiff };
  }
  if (startsWith(head, 'PK\x03\x04') || startsWith(head, 'PK\x05\x06')) return { container: 'zip' };
  if (isCompoundHead(head)) return { container: 'compound' };
  if (head.length >= 12 && bomEncoding(head) === undefined) {
    for (const [what, is] of REFUSED) if (is(head)) unsupported(what);
  }
  const kind = sniffText(head, filename);
  return kind === undefined ? unsupported('a file of an unknown type') : { mediaType: MEDIA_TYPES[kind] };
}

/**
 * Decides the media type of a file on disk; reads its first 64 KiB, and the directory of a container. A damaged or
 * password-protected Office file is still told by its type where that can be seen, so that reading it can say what is
 * wrong. Throws `unsupported_media_type`, `empty_file`, `document_damaged` (a container of which nothing can be told).
 */
export async function sniffFile(path: string, filename?: string): Promise<MediaType> {
  const file = await open(path, 'r');
  let head: Buffer;
  try {
    const buffer = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await file.read(buffer, 0, HEAD_BYTES, 0);
    head = buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
  const sniffed = sniffHead(head, filename);
  if ('mediaType' in sniffed) return sniffed.mediaType;
  return sniffed.container === 'zip' ? sniffZip(path, head, filename) : sniffCompound(path, filename);
}

type OfficeKind = 'docx' | 'pptx' | 'xlsx';

const byFolder = (name: string): OfficeKind | undefined =>
  /^word\//i.test(name) ? 'docx' : /^ppt\//i.test(name) ? 'pptx' : /^xl\//i.test(name) ? 'xlsx' : undefined;

/** docx, docm, dotx … are one kind: only the first letters of the ending differ. */
const byEnding = (filename: string | undefined): OfficeKind | undefined => {
  const ending = /\.([a-z]{2})[a-z]{1,2}$/i.exec(filename ?? '')?.[1]?.toLowerCase();
  return ending === 'do' ? 'docx' : ending === 'pp' ? 'pptx' : ending === 'xl' ? 'xlsx' : undefined;
};

/** Content types of main parts, transitional or strict, with or without macros, templates and shows too. */
const MAIN_TYPES: readonly (readonly [RegExp, OfficeKind])[] = [
  [/(?:wordprocessingml|ms-word)\.(?:document|template)(?:\.macroEnabled(?:Template)?)?\.main\+xml/i, 'docx'],
  [/ms-word\.(?:document|template)\.macroEnabled\w*\.main\+xml/i, 'docx'],
  [/(?:presentationml|ms-powerpoint)\.(?:presentation|template|slideshow)(?:\.macroEnabled)?\.main\+xml/i, 'pptx'],
  [/(?:spreadsheetml|ms-excel)\.(?:sheet|template|addin)(?:\.macroEnabled)?\.main\+xml/i, 'xlsx'],
];

/** Unpacked size of [Content_Types].xml that is looked at. */
const DIRECTORY_LIMIT = { unpackedBytes: 16 * 1024 * 1024 };

function sniffZip(path: string, head: Buffer, filename: string | undefined): MediaType {
  let zip: ZipArchive;
  try {
    zip = openZip(path, DIRECTORY_LIMIT, 'file');
  } catch (error) {
    // Cut off: the names of the first parts still tell what it was.
    const kind = kindOfCutOff(head, filename);
    if (kind) return MEDIA_TYPES[kind];
    throw error;
  }
  try {
    const kind = kindOfZip(zip);
    if (kind) return MEDIA_TYPES[kind];
    const declared = declaredType(zip);
    if (declared) return declared;
    return unsupported(describeZip(zip));
  } finally {
    zip.close();
  }
}

function kindOfZip(zip: ZipArchive): OfficeKind | undefined {
  if (!zip.has('[Content_Types].xml')) return undefined;
  const types = [...elements(parseXml(zip.chunks('[Content_Types].xml')))].map(
    (one) => one.attributes['ContentType'] ?? '',
  );
  for (const [pattern, kind] of MAIN_TYPES) if (types.some((type) => pattern.test(type))) return kind;
  // Some writers forget the main part's type: the part itself tells.
  const parts = [
    ['word/document.xml', 'docx'],
    ['ppt/presentation.xml', 'pptx'],
    ['xl/workbook.xml', 'xlsx'],
  ] as const;
  return parts.find(([name]) => zip.has(name))?.[1];
}

/** EPUB and OpenDocument begin with a file called `mimetype` that holds just that; templates are read like documents. */
function declaredType(zip: ZipArchive): MediaType | undefined {
  const declared = mimetypeOf(zip);
  const own = /^application\/vnd\.oasis\.opendocument\.(?:text|presentation|spreadsheet)(?=-template$|$)/.exec(
    declared,
  )?.[0];
  return DECLARED.find((type) => type === (own ?? declared));
}

const DECLARED: readonly MediaType[] = [MEDIA_TYPES.epub, MEDIA_TYPES.odt, MEDIA_TYPES.odp, MEDIA_TYPES.ods];

const mimetypeOf = (zip: ZipArchive): string =>
  zip.size('mimetype') > 0 && zip.size('mimetype') < 200
    ? Buffer.from(zip.bytes('mimetype') ?? [])
        .toString('latin1')
        .trim()
    : '';

function describeZip(zip: ZipArchive): string {
  if (mimetypeOf(zip).startsWith('application/vnd.oasis.opendocument')) return 'an OpenDocument drawing or formula';
  if (zip.has('xl/workbook.bin')) return 'a binary Excel workbook (XLSB)';
  return 'a zip archive';
}

function kindOfCutOff(head: Buffer, filename: string | undefined): OfficeKind | undefined {
  const names: string[] = [];
  for (let at = head.indexOf('PK\x03\x04', 0, 'latin1'); at >= 0; at = head.indexOf('PK\x03\x04', at + 4, 'latin1')) {
    if (at + 30 > head.length) break;
    names.push(head.toString('utf8', at + 30, at + 30 + head.readUInt16LE(at + 26)));
  }
  const found = names.map(byFolder).find((kind) => kind !== undefined);
  return (
    found ??
    (names.some((name) => /^(?:\[Content_Types\]\.xml|_rels\/|docProps\/)/i.test(name))
      ? byEnding(filename)
      : undefined)
  );
}

/** Stream names of what is kept in compound files, besides the new Office files that a password seals. */
const COMPOUND: readonly (readonly [RegExp, string])[] = [
  [/^WordDocument$/, 'a Word document of before 2007 (DOC)'],
  [/^(?:Workbook|Book)$/, 'an Excel workbook of before 2007 (XLS)'],
  [/^PowerPoint Document$/, 'a PowerPoint presentation of before 2007 (PPT)'],
];

function sniffCompound(path: string, filename: string | undefined): MediaType {
  const names = readCompoundNames(path);
  // Which program sealed it cannot be seen from outside: here the name may tell, since any answer leads to the same end.
  if (names.has('EncryptedPackage')) return MEDIA_TYPES[byEnding(filename) ?? 'docx'];
  if (names.has('__properties_version1.0')) return MEDIA_TYPES.msg;
  for (const [pattern, what] of COMPOUND) if ([...names].some((name) => pattern.test(name))) unsupported(what);
  return unsupported('a compound file of an unknown program');
}
