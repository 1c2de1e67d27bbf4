import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { createFixtures } from '../document-fixture.js';
import { openZip } from './zip.js';

const fixtures = createFixtures();
afterAll(() => fixtures.remove());
const LIMITS = { unpackedBytes: 1024 * 1024 };
const open = (path: string, limits = LIMITS) => openZip(path, limits, 'test file');

/** Offset of the nth signature. */
const find = (bytes: Buffer, signature: number[], from = 0): number => bytes.indexOf(Buffer.from(signature), from);
const CENTRAL = [0x50, 0x4b, 1, 2];

describe('openZip', () => {
  it('reads back whatever was packed, packed or stored', () => {
    const name = fc.stringMatching(/^[a-z]{1,8}(\/[a-z]{1,8}){0,2}\.xml$/);
    fc.assert(
      fc.property(
        fc.dictionary(name, fc.uint8Array({ maxLength: 5000 }), { minKeys: 1, maxKeys: 5 }),
        fc.boolean(),
        (parts, stored) => {
          const zip = open(fixtures.file('round.zip', zipSync(parts, { level: stored ? 0 : 6 })));
          for (const [part, content] of Object.entries(parts)) {
            expect(Buffer.compare(zip.bytes(part) ?? Buffer.from('missing'), content)).toBe(0);
            expect(Buffer.concat([...zip.chunks(part)]).length).toBe(content.length);
          }
          expect([...zip.names].sort()).toEqual(Object.keys(parts).sort());
          zip.close();
        },
      ),
      { numRuns: 100 },
    );
  });

  it('finds parts whatever the case and slashes of their names', () => {
    const zip = open(fixtures.zip('case.zip', { 'Word\\Document.XML': 'x' }));
    expect(Buffer.from(zip.bytes('/word/document.xml') ?? []).toString()).toBe('x');
    expect(zip.bytes('word/other.xml')).toBeUndefined();
    zip.close();
    zip.close();
  });

  it('reads an archive that something was put in front of, and one with a comment', () => {
    const packed = zipSync({ 'a.xml': strToU8('content') });
    const zip = open(fixtures.file('front.zip', Buffer.concat([Buffer.from('#!/bin/sh\n'), packed])));
    expect(Buffer.from(zip.bytes('a.xml') ?? []).toString()).toBe('content');
    zip.close();
    const commented = fixtures.file('comment.zip', packed);
    const bytes = readFileSync(commented);
    bytes.writeUInt16LE(5, bytes.length - 2);
    writeFileSync(commented, bytes);
    appendFileSync(commented, 'hello');
    const second = open(commented);
    expect(second.names).toEqual(['a.xml']);
    second.close();
  });

  it('reads sizes that stand in the 64-bit fields', () => {
    const packed = Buffer.from(zipSync({ 'a.xml': strToU8('content') }, { level: 0 }));
    const at = find(packed, CENTRAL);
    const end = packed.length - 22;
    const extra = Buffer.alloc(20);
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(16, 2);
    extra.writeBigUInt64LE(7n, 4);
    extra.writeBigUInt64LE(7n, 12);
    const directory = Buffer.concat([packed.subarray(at, end), extra]);
    directory.writeUInt32LE(0xffffffff, 20);
    directory.writeUInt32LE(0xffffffff, 24);
    directory.writeUInt16LE(20, 30);
    const tail = Buffer.from(packed.subarray(end));
    tail.writeUInt32LE(directory.length, 12);
    const zip = open(fixtures.file('64.zip', Buffer.concat([packed.subarray(0, at), directory, tail])));
    expect(Buffer.from(zip.bytes('a.xml') ?? []).toString()).toBe('content');
    zip.close();
  });

  it('says that a file cut off anywhere is damaged', () => {
    const packed = zipSync({ 'a.xml': strToU8('content '.repeat(200)), 'b.xml': strToU8('more') });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: packed.length - 1 }), (length) => {
        expect(() => open(fixtures.file('cut.zip', packed.slice(0, length)))).toThrow(
          expect.objectContaining({ code: 'document_damaged' }),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('never crashes on a file with a changed byte', () => {
    const packed = zipSync({ 'a.xml': strToU8('content '.repeat(50)), 'b.xml': strToU8('more') });
    fc.assert(
      fc.property(fc.nat(packed.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const bytes = Uint8Array.from(packed);
        bytes[at] = (bytes[at] ?? 0) ^ by;
        try {
          const zip = open(fixtures.file('flip.zip', bytes));
          try {
            for (const name of zip.names) zip.bytes(name);
          } finally {
            zip.close();
          }
        } catch (error) {
          expect(error).toMatchObject({ name: 'Failure' });
        }
      }),
      { numRuns: 300 },
    );
  });

  it('refuses to unpack more than the limit, before it begins', () => {
    const zip = open(fixtures.zip('bomb.zip', { 'a.xml': new Uint8Array(3 * 1024 * 1024) }));
    expect(() => zip.bytes('a.xml')).toThrow(expect.objectContaining({ code: 'document_too_complex' }));
    zip.close();
  });

  it('counts all parts together, each once', () => {
    const part = new Uint8Array(600 * 1024);
    const zip = open(fixtures.zip('two.zip', { 'a.xml': part, 'b.xml': part }));
    zip.bytes('a.xml');
    zip.bytes('a.xml');
    expect(() => zip.bytes('b.xml')).toThrow(expect.objectContaining({ code: 'document_too_complex' }));
    zip.close();
  });

  it('stops at the limit when the directory lies about the size', () => {
    const bytes = Buffer.from(zipSync({ 'a.xml': new Uint8Array(8 * 1024 * 1024) }));
    bytes.writeUInt32LE(100, find(bytes, CENTRAL) + 24);
    const zip = open(fixtures.file('liar.zip', bytes));
    let most = 0;
    expect(() => {
      for (const chunk of zip.chunks('a.xml')) most += chunk.length;
    }).toThrow(expect.objectContaining({ code: 'document_too_complex' }));
    expect(most).toBeLessThanOrEqual(LIMITS.unpackedBytes);
    zip.close();
  });

  it('says that an encrypted part is protected', () => {
    const bytes = Buffer.from(zipSync({ 'a.xml': strToU8('secret') }));
    bytes.writeUInt16LE(1, find(bytes, CENTRAL) + 8);
    const zip = open(fixtures.file('locked.zip', bytes));
    expect(() => zip.bytes('a.xml')).toThrow(expect.objectContaining({ code: 'document_encrypted' }));
    zip.close();
  });

  it('notices a part that does not match its checksum', () => {
    const bytes = Buffer.from(zipSync({ 'a.xml': strToU8('content') }, { level: 0 }));
    bytes[find(bytes, [...Buffer.from('content')])] = 0x58;
    const zip = open(fixtures.file('crc.zip', bytes));
    expect(() => zip.bytes('a.xml')).toThrow(/checksum/);
    zip.close();
  });
});
