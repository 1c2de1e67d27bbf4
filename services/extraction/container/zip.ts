import { Inflate } from 'fflate';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { fail, Failure } from '../../../domain/errors.js';

/**
 * A zip file on disk, read through its central directory with bounded memory (APPNOTE.TXT 6.3.10).
 *
 * Names are matched without regard to case, as OPC asks (ECMA-376 part 2, 6.2.2.3). Errors: `document_damaged` (cut off,
 * broken), `document_encrypted`, `document_too_complex` (unpacks to more than the limit, by the directory's word or in fact).
 */
export interface ZipArchive {
  /** Names of all files in the order of the directory. */
  readonly names: readonly string[];
  has(name: string): boolean;
  /** Unpacked size by the directory's word; 0 where there is no such file. */
  size(name: string): number;
  /** The whole file; undefined where there is none. */
  bytes(name: string): Uint8Array | undefined;
  /** The file in pieces, for anything that may be large. */
  chunks(name: string): Generator<Uint8Array>;
  /** Safe to call twice. */
  close(): void;
}

export interface ZipLimits {
  /** Unpacked bytes of all files that are read. */
  unpackedBytes: number;
}

interface Entry {
  name: string;
  method: number;
  encrypted: boolean;
  crc: number;
  packed: number;
  size: number;
  offset: number;
}

const END = 0x06054b50;
const END64 = 0x06064b50;
const END64_LOCATOR = 0x07064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
/** A directory above this is no document (65,535 entries of 1,000 bytes each). */
const MAX_DIRECTORY = 64 * 1024 * 1024;
/** Deflate grows at most 1,032 times: 16 KiB of input never becomes more than 17 MiB at once. */
const INPUT_CHUNK = 16 * 1024;

const tidy = (name: string): string => name.replaceAll('\\', '/').replace(/^\//, '').toLowerCase();

/** Opens a zip file. `what` names it in messages: "Word document". */
export function openZip(path: string, limits: ZipLimits, what: string): ZipArchive {
  const file = openSync(path, 'r');
  try {
    return readArchive(file, limits, what);
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function readArchive(file: number, limits: ZipLimits, what: string): ZipArchive {
  const total = fstatSync(file).size;
  const readAt = (offset: number, length: number): Buffer => {
    const buffer = Buffer.alloc(Math.max(0, Math.min(length, total - offset)));
    let done = 0;
    while (done < buffer.length) {
      const n = readSync(file, buffer, done, buffer.length - done, offset + done);
      if (n === 0) break;
      done += n;
    }
    return buffer.subarray(0, done);
  };

  const entries = new Map<string, Entry>();
  for (const entry of readDirectory(readAt, total, what)) {
    // The first of two entries with one name wins, so that a hidden second one cannot replace what was checked.
    if (!entries.has(tidy(entry.name))) entries.set(tidy(entry.name), entry);
  }
  let open = true;
  const charged = new Set<Entry>();
  let unpacked = 0;
  const tooMuch = (): never =>
    fail(
      'document_too_complex',
      `The ${what} unpacks to more than ${Math.floor(limits.unpackedBytes / 1024 / 1024)} MiB.`,
    );

  const data = (entry: Entry): { start: number; end: number } => {
    const local = readAt(entry.offset, 30);
    if (local.length < 30 || local.readUInt32LE(0) !== LOCAL) {
      fail('document_damaged', `The ${what} is damaged: its part ${entry.name} is not where the directory says.`);
    }
    const start = entry.offset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
    if (start + entry.packed > total) {
      fail('document_damaged', `The ${what} is cut off within its part ${entry.name}.`);
    }
    return { start, end: start + entry.packed };
  };

  function* unpack(entry: Entry): Generator<Uint8Array> {
    if (entry.encrypted) fail('document_encrypted', `The ${what} is protected by a password.`);
    const first = !charged.has(entry);
    if (first && unpacked + entry.size > limits.unpackedBytes) tooMuch();
    if (entry.method !== 0 && entry.method !== 8) {
      fail(
        'document_damaged',
        `The ${what} packs its part ${entry.name} by method ${entry.method}, which cannot be read.`,
      );
    }
    charged.add(entry);
    const { start, end } = data(entry);
    let crc = 0;
    let produced = 0;
    let ready: Uint8Array[] = [];
    const count = (chunk: Uint8Array): void => {
      produced += chunk.length;
      if (first) unpacked += chunk.length;
      // The directory may lie about the size: what counts is what comes out.
      if (unpacked > limits.unpackedBytes || produced > limits.unpackedBytes) tooMuch();
      crc = crc32(chunk, crc);
      if (chunk.length > 0) ready.push(chunk);
    };
    const inflate = entry.method === 8 ? new Inflate((chunk) => count(chunk)) : undefined;
    for (let offset = start; offset < end; offset += INPUT_CHUNK) {
      const input = readAt(offset, Math.min(INPUT_CHUNK, end - offset));
      try {
        if (inflate) inflate.push(input, offset + INPUT_CHUNK >= end);
        else count(input);
      } catch (error) {
        if (error instanceof Failure) throw error;
        fail('document_damaged', `The ${what} is damaged: its part ${entry.name} cannot be unpacked.`, undefined, {
          cause: error,
        });
      }
      yield* ready;
      ready = [];
    }
    if (entry.crc !== 0 && crc !== entry.crc) {
      fail('document_damaged', `The ${what} is damaged: its part ${entry.name} does not match its checksum.`);
    }
  }

  const find = (name: string): Entry | undefined => entries.get(tidy(name));
  return {
    names: [...entries.values()].map((entry) => entry.name),
    has: (name) => find(name) !== undefined,
    size: (name) => find(name)?.size ?? 0,
    bytes: (name) => {
      const entry = find(name);
      return entry ? Buffer.concat([...unpack(entry)]) : undefined;
    },
    *chunks(name) {
      const entry = find(name);
      if (entry) yield* unpack(entry);
    },
    close: () => {
      if (open) closeSync(file);
      open = false;
    },
  };
}

type ReadAt = (offset: number, length: number) => Buffer;

function readDirectory(readAt: ReadAt, total: number, what: string): Entry[] {
  const cutOff = (): never => fail('document_damaged', `The ${what} is cut off: its table of contents is missing.`);
  // The end record is the last 22 bytes, before a comment of at most 65,535.
  const tailStart = Math.max(0, total - 22 - 0xffff);
  const tail = readAt(tailStart, 22 + 0xffff);
  let at = tail.length - 22;
  while (at >= 0 && tail.readUInt32LE(at) !== END) at--;
  if (at < 0) return cutOff();
  let count = tail.readUInt16LE(at + 10);
  let size = tail.readUInt32LE(at + 12);
  let offset = tail.readUInt32LE(at + 16);
  let endOfDirectory = tailStart + at;
  if (count === 0xffff || size === 0xffffffff || offset === 0xffffffff) {
    const locator = readAt(tailStart + at - 20, 20);
    if (locator.length === 20 && locator.readUInt32LE(0) === END64_LOCATOR) {
      const where = Number(locator.readBigUInt64LE(8));
      const end = readAt(where, 56);
      if (end.length < 56 || end.readUInt32LE(0) !== END64) return cutOff();
      count = Number(end.readBigUInt64LE(32));
      size = Number(end.readBigUInt64LE(40));
      offset = Number(end.readBigUInt64LE(48));
      endOfDirectory = where;
    }
  }
  if (size > MAX_DIRECTORY) {
    fail('document_too_complex', `The ${what} has a table of contents of ${Math.floor(size / 1024 / 1024)} MiB.`);
  }
  // Bytes put in front of the archive shift every offset by as much as the directory itself has moved.
  const shift = Math.max(0, endOfDirectory - (offset + size));
  const directory = readAt(offset + shift, size);
  const entries: Entry[] = [];
  let position = 0;
  while (entries.length < count && position + 46 <= directory.length) {
    if (directory.readUInt32LE(position) !== CENTRAL) break;
    const nameLength = directory.readUInt16LE(position + 28);
    const extraLength = directory.readUInt16LE(position + 30);
    const nameEnd = position + 46 + nameLength;
    const entry: Entry = {
      name: directory.toString('utf8', position + 46, nameEnd),
      method: directory.readUInt16LE(position + 10),
      encrypted: (directory.readUInt16LE(position + 8) & 1) === 1,
      crc: directory.readUInt32LE(position + 16),
      packed: directory.readUInt32LE(position + 20),
      size: directory.readUInt32LE(position + 24),
      offset: directory.readUInt32LE(position + 42),
    };
    readZip64(directory.subarray(nameEnd, nameEnd + extraLength), entry);
    entry.offset += shift;
    if (!/[\\/]$/.test(entry.name)) entries.push(entry);
    else count--;
    position = nameEnd + extraLength + directory.readUInt16LE(position + 32);
  }
  if (entries.length === 0) fail('document_damaged', `The ${what} is damaged: its table of contents is empty.`);
  return entries;
}

/** Sizes and offset that do not fit into 32 bits stand in the extra field 1, only those, in this order. */
function readZip64(extra: Buffer, entry: Entry): void {
  let position = 0;
  while (position + 4 <= extra.length) {
    const id = extra.readUInt16LE(position);
    const end = Math.min(extra.length, position + 4 + extra.readUInt16LE(position + 2));
    if (id === 1) {
      let at = position + 4;
      const next = (): number | undefined => {
        if (at + 8 > end) return undefined;
        at += 8;
        return Number(extra.readBigUInt64LE(at - 8));
      };
      if (entry.size === 0xffffffff) entry.size = next() ?? entry.size;
      if (entry.packed === 0xffffffff) entry.packed = next() ?? entry.packed;
      if (entry.offset === 0xffffffff) entry.offset = next() ?? entry.offset;
    }
    position = end;
  }
}
