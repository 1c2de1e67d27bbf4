import { crc32, createDeflate, deflateSync } from 'node:zlib';

/** Files that try a reader's bounds: small on disk, large when read. Made in code, so that none lies in the repository. */

/** A PDF of `count` pages that all show the same few lines; 100 bytes a page. */
export function endlessPdf(count: number): Buffer {
  const content = Array.from(
    { length: 2 },
    (_, n) => `BT /F1 11 Tf 1 0 0 1 72 ${760 - 14 * n} Tm (Line ${n + 1} of a page that comes again and again.) Tj ET`,
  ).join('\n');
  const first = 5;
  const kids = Array.from({ length: count }, (_, n) => `${first + n} 0 R`).join(' ');
  return pdfOf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${count} /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    ...Array.from({ length: count }, () => '<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>'),
  ]);
}

/** A PDF with one page, which shows a grey picture of `side` × `side` pixels. */
export async function pdfOfPicture(side: number): Promise<Buffer> {
  const pixels = await deflated({ count: side, row: Buffer.alloc(side, 0xff) });
  const content = 'q 595 0 0 842 0 0 cm /P Do Q';
  return pdfOf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /XObject << /P 5 0 R >> >> /Contents 4 0 R >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    Buffer.concat([
      Buffer.from(
        `<< /Type /XObject /Subtype /Image /Width ${side} /Height ${side} /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode /Length ${pixels.length} >>\nstream\n`,
      ),
      pixels,
      Buffer.from('\nendstream'),
    ]),
  ]);
}

function pdfOf(objects: readonly (string | Buffer)[]): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n')];
  let at = 9;
  const add = (part: Buffer): void => {
    parts.push(part);
    at += part.length;
  };
  const offsets = objects.map((body, n) => {
    const offset = at;
    add(Buffer.concat([Buffer.from(`${n + 1} 0 obj\n`), Buffer.from(body), Buffer.from('\nendobj\n')]));
    return offset;
  });
  const start = at;
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  add(Buffer.from(`xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R >>\n`));
  add(Buffer.from(`startxref\n${start}\n%%EOF\n`));
  return Buffer.concat(parts);
}

/** A white PNG with a black bar, `side` × `side` pixels of `depth` bits, all grey; compressed while it is made. */
export async function hugePng(side: number, depth: 1 | 8): Promise<Buffer> {
  const rowOf = (value: number): Buffer => {
    const row = Buffer.alloc(1 + Math.ceil((side * depth) / 8), value);
    row[0] = 0; // no filter
    return row;
  };
  const bar = Math.ceil(side / 100);
  const rows = [
    { count: bar, row: rowOf(0xff) },
    { count: bar, row: rowOf(0) },
    { count: side - 2 * bar, row: rowOf(0xff) },
  ];
  return png(side, { depth }, await deflated(...rows));
}

/**
 * A PNG of `side` × `side` pixels with four channels of 16 bits, stored in seven passes (Adam7): until the last pass is
 * read nothing of the picture is complete, so that a reader has to hold all of its 8 × side² bytes.
 */
export async function interlacedPng(side: number): Promise<Buffer> {
  const PASSES = [
    { x: 0, y: 0, right: 8, down: 8 },
    { x: 4, y: 0, right: 8, down: 8 },
    { x: 0, y: 4, right: 4, down: 8 },
    { x: 2, y: 0, right: 4, down: 4 },
    { x: 0, y: 2, right: 2, down: 4 },
    { x: 1, y: 0, right: 2, down: 2 },
    { x: 0, y: 1, right: 1, down: 2 },
  ];
  const rows = PASSES.map(({ x, y, right, down }) => ({
    count: Math.ceil((side - y) / down),
    row: Buffer.alloc(1 + 8 * Math.ceil((side - x) / right)),
  }));
  return png(side, { depth: 16, color: 6, interlaced: true }, await deflated(...rows));
}

/** Only the beginning of one: a header, and next to no pixels. */
export const hugePngHeader = (side: number): Buffer => png(side, { depth: 8 }, deflateSync(Buffer.alloc(16)));

interface PngShape {
  depth: number;
  /** 0: grey, 6: red, green, blue and opacity. */
  color?: number;
  interlaced?: boolean;
}

function png(side: number, { depth, color = 0, interlaced = false }: PngShape, data: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([depth, color, 0, 0, interlaced ? 1 : 0], 8);
  const chunk = (type: string, body: Buffer): Buffer => {
    const named = Buffer.concat([Buffer.from(type, 'ascii'), body]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(body.length, 0);
    ends.writeUInt32BE(crc32(named), 4);
    return Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)]);
  };
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

/** Each `count` times its `row`, compressed. */
async function deflated(...rows: readonly { count: number; row: Buffer }[]): Promise<Buffer> {
  const deflate = createDeflate({ level: 1 });
  const parts: Buffer[] = [];
  deflate.on('data', (part: Buffer) => parts.push(part));
  const ended = new Promise<void>((resolve, reject) => deflate.once('end', resolve).once('error', reject));
  for (const { count, row } of rows) {
    for (let n = 0; n < count; n++) {
      if (!deflate.write(row)) await new Promise((resolve) => deflate.once('drain', resolve));
    }
  }
  deflate.end();
  await ended;
  return Buffer.concat(parts);
}

/** The header of a baseline JPEG of `side` × `side` pixels, and the beginning of a scan. */
export function hugeJpegHeader(side: number): Buffer {
  const frame = Buffer.from([0xff, 0xc0, 0, 11, 8, 0, 0, 0, 0, 1, 1, 0x11, 0]);
  frame.writeUInt16BE(side, 5);
  frame.writeUInt16BE(side, 7);
  const quantization = Buffer.concat([Buffer.from([0xff, 0xdb, 0, 67, 0]), Buffer.alloc(64, 1)]);
  const scan = Buffer.from([0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0x12, 0x34]);
  return Buffer.concat([Buffer.from([0xff, 0xd8]), quantization, frame, scan]);
}

/** A little-endian TIFF whose directory claims one strip of `side` × `side` grey pixels that is not there. */
export function hugeTiffHeader(side: number): Buffer {
  const LONG = 4;
  const entries: [number, number][] = [
    [256, side], // width
    [257, side], // height
    [258, 8], // bits
    [259, 1], // not compressed
    [262, 1], // black is zero
    [273, 200], // where the strip begins
    [277, 1], // samples
    [278, side], // rows of the strip
    [279, 16], // its bytes
  ];
  const file = Buffer.alloc(256);
  file.write('II*\0', 0, 'latin1');
  file.writeUInt32LE(8, 4);
  file.writeUInt16LE(entries.length, 8);
  entries.forEach(([tag, value], n) => {
    const at = 10 + 12 * n;
    file.writeUInt16LE(tag, at);
    file.writeUInt16LE(LONG, at + 2);
    file.writeUInt32LE(1, at + 4);
    file.writeUInt32LE(value, at + 8);
  });
  return file;
}
