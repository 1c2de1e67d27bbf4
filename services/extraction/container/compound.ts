import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/**
 * What an OLE compound file ([MS-CFB]) holds: the names of its streams and storages. Old Office files, Outlook messages
 * and password-protected new ones all come in this container; the names tell them apart.
 */

const MAGIC = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const END_OF_CHAIN = 0xfffffffe;
/** Directory sectors that are looked at; a document has a few dozen. */
const MAX_DIRECTORY_SECTORS = 4096;

export const isCompoundHead = (head: Uint8Array): boolean =>
  head.length >= 8 && MAGIC.equals(Buffer.from(head.buffer, head.byteOffset, 8));

export function isCompoundFile(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(8);
    return readSync(file, head, 0, 8, 0) === 8 && isCompoundHead(head);
  } finally {
    closeSync(file);
  }
}

/** Names of all directory entries; as many as can be reached in a damaged file. */
export function readCompoundNames(path: string): ReadonlySet<string> {
  const names = new Set<string>();
  const file = openSync(path, 'r');
  try {
    const total = fstatSync(file).size;
    const header = Buffer.alloc(512);
    if (readSync(file, header, 0, 512, 0) < 512 || !isCompoundHead(header)) return names;
    const sectorSize = 1 << header.readUInt16LE(30);
    if (sectorSize !== 512 && sectorSize !== 4096) return names;
    const sector = (index: number): Buffer | undefined => {
      const offset = (index + 1) * sectorSize;
      if (offset + sectorSize > total) return undefined;
      const buffer = Buffer.alloc(sectorSize);
      return readSync(file, buffer, 0, sectorSize, offset) === sectorSize ? buffer : undefined;
    };
    const perSector = sectorSize / 4;
    // The first 109 sectors of the allocation table stand in the header; that covers the directory of any file below
    // 6.8 MB, and larger ones usually have it in front too. Further ones follow the DIFAT chain.
    const tables: number[] = [];
    for (let i = 0; i < 109; i++) tables.push(header.readUInt32LE(76 + i * 4));
    let difat = header.readUInt32LE(68);
    for (let n = 0; n < 4096 && difat < END_OF_CHAIN - 1; n++) {
      const more = sector(difat);
      if (!more) break;
      for (let i = 0; i < perSector - 1; i++) tables.push(more.readUInt32LE(i * 4));
      difat = more.readUInt32LE(sectorSize - 4);
    }
    const next = (index: number): number => {
      const table = tables[Math.floor(index / perSector)];
      const entries = table === undefined || table >= END_OF_CHAIN - 1 ? undefined : sector(table);
      return entries?.readUInt32LE((index % perSector) * 4) ?? END_OF_CHAIN;
    };
    let at = header.readUInt32LE(48);
    for (let n = 0; n < MAX_DIRECTORY_SECTORS && at < END_OF_CHAIN - 1; n++) {
      const directory = sector(at);
      if (!directory) break;
      for (let entry = 0; entry + 128 <= sectorSize; entry += 128) {
        const length = directory.readUInt16LE(entry + 64);
        if (length < 2 || length > 64) continue;
        names.add(directory.toString('utf16le', entry, entry + length - 2));
      }
      at = next(at);
    }
    return names;
  } finally {
    closeSync(file);
  }
}
