import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const samples = fileURLToPath(new URL('../../samples', import.meta.url));

export interface Sample {
  filename: string;
  bytes: Uint8Array<ArrayBuffer>;
  /** How it is to end. */
  ends: 'completed' | 'failed';
}

/**
 * So many documents of all kinds, no two the same, and none that another `mark` has: the samples, notes, a document of many
 * pages and one that is damaged, again and again.
 */
export function mixedDocuments(count: number, mark: string): Sample[] {
  const files = readdirSync(samples).filter((name) => /\.(docx|pptx|xlsx|pdf|eml)$/.test(name) && name !== 'scan.pdf');
  const kinds: ((n: number) => Sample)[] = [
    ...files.map((name) => (n: number) => {
      const bytes = marked(name, readFileSync(join(samples, name)), `${mark} ${n}`);
      return { filename: `${mark}-${n}-${name}`, bytes, ends: 'completed' as const };
    }),
    (n) => ({ filename: `${mark}-${n}-long.pdf`, bytes: pdfOf(40, `${mark} ${n}`), ends: 'completed' }),
    (n) => ({
      filename: `${mark}-${n}-note.txt`,
      bytes: utf8(`Note ${n} of ${mark}. ${'The quick brown fox jumps over the lazy dog. '.repeat(200)}`),
      ends: 'completed',
    }),
    (n) => ({ filename: `${mark}-${n}-damaged.pdf`, bytes: utf8(`%PDF-1.7\n${mark} ${n}`), ends: 'failed' }),
  ];
  const scan = (n: number): Sample => ({
    filename: `${mark}-${n}-scan.pdf`,
    bytes: marked('scan.pdf', readFileSync(join(samples, 'scan.pdf')), `${mark} ${n}`),
    ends: 'completed',
  });
  return Array.from({ length: count }, (_, n) => (n % 25 === 3 ? scan : kinds[n % kinds.length])?.(n)).filter(
    (sample) => sample !== undefined,
  );
}

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** The same document in other bytes, where its format has room for a remark. */
function marked(name: string, bytes: Buffer, mark: string): Uint8Array<ArrayBuffer> {
  if (/\.(docx|pptx|xlsx)$/.test(name)) return zipComment(bytes, mark);
  const remark = Buffer.from(name.endsWith('pdf') ? `\n%${mark}\n` : `\n${mark}\n`);
  return new Uint8Array(Buffer.concat([bytes, remark]));
}

/** A ZIP archive may end in a comment (APPNOTE.TXT 4.3.16). */
function zipComment(bytes: Buffer, comment: string): Uint8Array<ArrayBuffer> {
  const at = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  const end = Buffer.from(bytes.subarray(at, at + 22));
  end.writeUInt16LE(comment.length, 20);
  return new Uint8Array(Buffer.concat([bytes.subarray(0, at), end, Buffer.from(comment)]));
}

/** A PDF of so many pages, each with one line of text; another `mark` makes another document. */
export function pdfOf(count: number, mark: string): Uint8Array<ArrayBuffer> {
  const kids = Array.from({ length: count }, (_, n) => `${2 * n + 4} 0 R`).join(' ');
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Count ${count}/Kids[${kids}]>>`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ];
  for (let n = 1; n <= count; n++) {
    const line = `BT /F 12 Tf 72 720 Td (Page ${n} of ${mark}: what the committee agreed on, and who does it.) Tj ET`;
    objects.push(
      `<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F 3 0 R>>>>/Contents ${2 * n + 3} 0 R>>`,
      `<</Length ${line.length}>>stream\n${line}\nendstream`,
    );
  }
  return new TextEncoder().encode(fileOf(objects));
}

/** A PDF of so many scanned pages, the same picture on each: reading one takes about a second. */
export async function scannedPdf(count: number, mark: string): Promise<Uint8Array<ArrayBuffer>> {
  const lines = Array.from(
    { length: 40 },
    (_, n) => `<text x="80" y="${120 + n * 38}">Line ${n} of ${mark}: read me.</text>`,
  );
  const page = `<svg width="1240" height="1754"><rect width="100%" height="100%" fill="white"/><g font-size="28">${lines.join('')}</g></svg>`;
  const picture = await sharp(Buffer.from(page)).jpeg().toBuffer();
  const show = 'q 612 0 0 792 0 0 cm /I Do Q';
  const kids = Array.from({ length: count }, (_, n) => `${n + 5} 0 R`).join(' ');
  const sheet = '<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</XObject<</I 3 0 R>>>>/Contents 4 0 R>>';
  const image = `/Type/XObject/Subtype/Image/Width 1240/Height 1754/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode`;
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Count ${count}/Kids[${kids}]>>`,
    `<<${image}/Length ${picture.length}>>stream\n${picture.toString('latin1')}\nendstream`,
    `<</Length ${show.length}>>stream\n${show}\nendstream`,
    ...Array.from({ length: count }, () => sheet),
  ];
  return new Uint8Array(Buffer.from(fileOf(objects), 'latin1'));
}

/** A PDF file of these objects, the first of which is its catalog; a character a byte. */
function fileOf(objects: readonly string[]): string {
  let file = '%PDF-1.4\n';
  const offsets = objects.map((body, n) => {
    const at = file.length;
    file += `${n + 1} 0 obj${body}endobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${offsets.join('')}`;
  return `${file}${table}trailer<</Size ${size}/Root 1 0 R>>\nstartxref\n${file.length}\n%%EOF\n`;
}
