/**
 * Makes small PDF files in code, so that tests know exactly what is on a page. Content streams are written as they
 * come, uncompressed; fonts are the standard ones (F1 Helvetica, F2 bold, F3 italic, F4 Courier).
 */
export interface FixturePage {
  content: string;
  /** Points; default A4. */
  width?: number;
  height?: number;
  rotate?: 0 | 90 | 180 | 270;
  /** Annotation dictionaries, without brackets' object numbers: "<< /Type /Annot … >>". */
  annotations?: string[];
}

export interface FixtureOptions {
  info?: Record<string, string>;
  outline?: { title: string; page: number }[];
  /** Makes the annotations of all pages fields of a form. */
  form?: boolean;
}

const escape = (text: string): string => text.replace(/[\\()]/g, '\\$&');

export interface Print {
  x?: number;
  /** From the top edge of an A4 page. */
  y?: number;
  size?: number;
  font?: 'F1' | 'F2' | 'F3' | 'F4';
}

/** Operators that print one line of text. */
export function print(text: string, { x = 72, y = 100, size = 11, font = 'F1' }: Print = {}, height = 842): string {
  return `BT /${font} ${size} Tf 1 0 0 1 ${x} ${height - y} Tm (${escape(text)}) Tj ET\n`;
}

/** Operators that draw a line. */
export const rule = (x0: number, y0: number, x1: number, y1: number, height = 842): string =>
  `0.5 w ${x0} ${height - y0} m ${x1} ${height - y1} l S\n`;

/** A page with lines of text under each other. */
export function textPage(
  lines: readonly string[],
  { x = 72, y = 100, size = 11, font = 'F1' }: Print = {},
): FixturePage {
  return { content: lines.map((line, i) => print(line, { x, y: y + i * size * 1.25, size, font })).join('') };
}

const LOREM =
  'A reader takes a document from its bytes to its text without losing anything on the way because every step is stored before the next one begins and whoever stops it in the middle finds the work continued';

/** Lines of running text, `width` characters each. */
export function prose(count: number, width = 80): string[] {
  const words = `${LOREM} `.repeat(Math.ceil((count * width) / LOREM.length) + 1).split(' ');
  const lines: string[] = [];
  while (lines.length < count) {
    let line = '';
    while (line.length < width) line += `${line === '' ? '' : ' '}${words.shift() ?? 'x'}`;
    lines.push(line);
  }
  return lines;
}

/** Operators that print lines under each other. */
export const printed = (lines: readonly string[], x: number, y: number, size = 10): string =>
  lines.map((line, i) => print(line, { x, y: y + i * size * 1.2, size })).join('');

export function createPdf(pages: readonly FixturePage[], options: FixtureOptions = {}): Buffer {
  const objects: string[] = [];
  const add = (body: string): number => objects.push(body);
  const catalog = add('');
  const tree = add('');
  const fonts = ['Helvetica', 'Helvetica-Bold', 'Helvetica-Oblique', 'Courier'].map((name) =>
    add(`<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`),
  );
  const resources = `<< /Font << ${fonts.map((font, i) => `/F${i + 1} ${font} 0 R`).join(' ')} >> >>`;
  const fields: number[] = [];
  const kids = pages.map((page) => {
    const stream = add(
      `<< /Length ${Buffer.byteLength(page.content, 'latin1')} >>\nstream\n${page.content}\nendstream`,
    );
    const annotations = (page.annotations ?? []).map((annotation) => add(annotation));
    fields.push(...annotations);
    const rotate = page.rotate === undefined ? '' : ` /Rotate ${page.rotate}`;
    const annots = annotations.length === 0 ? '' : ` /Annots [${annotations.map((n) => `${n} 0 R`).join(' ')}]`;
    return add(
      `<< /Type /Page /Parent ${tree} 0 R /MediaBox [0 0 ${page.width ?? 595} ${page.height ?? 842}]${rotate} /Resources ${resources} /Contents ${stream} 0 R${annots} >>`,
    );
  });
  objects[tree - 1] = `<< /Type /Pages /Kids [${kids.map((kid) => `${kid} 0 R`).join(' ')}] /Count ${kids.length} >>`;
  let extra = '';
  if (options.outline !== undefined && options.outline.length > 0) {
    const root = add('');
    const items = options.outline.map(({ title, page }) =>
      add(`<< /Title (${escape(title)}) /Parent ${root} 0 R /Dest [${kids[page - 1] ?? 0} 0 R /Fit] >>`),
    );
    items.forEach((item, i) => {
      const next = items[i + 1];
      if (next !== undefined) objects[item - 1] = (objects[item - 1] ?? '').replace('>>', `/Next ${next} 0 R >>`);
    });
    objects[root - 1] =
      `<< /Type /Outlines /First ${items[0] ?? 0} 0 R /Last ${items.at(-1) ?? 0} 0 R /Count ${items.length} >>`;
    extra += ` /Outlines ${root} 0 R`;
  }
  if (options.form === true) {
    extra += ` /AcroForm << /Fields [${fields.map((field) => `${field} 0 R`).join(' ')}] /DA (/F1 10 Tf 0 g) /DR ${resources} >>`;
  }
  objects[catalog - 1] = `<< /Type /Catalog /Pages ${tree} 0 R${extra} >>`;
  const info =
    options.info === undefined
      ? 0
      : add(
          `<< ${Object.entries(options.info)
            .map(([key, value]) => `/${key} (${escape(value)})`)
            .join(' ')} >>`,
        );

  let file = '%PDF-1.7\n';
  const offsets = objects.map((body, i) => {
    const offset = Buffer.byteLength(file, 'latin1');
    file += `${i + 1} 0 obj\n${body}\nendobj\n`;
    return offset;
  });
  const start = Buffer.byteLength(file, 'latin1');
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')}`;
  file += `trailer\n<< /Size ${objects.length + 1} /Root ${catalog} 0 R${info === 0 ? '' : ` /Info ${info} 0 R`} >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
}
