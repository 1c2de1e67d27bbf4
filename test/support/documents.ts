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
  let file = '%PDF-1.4\n';
  const offsets = objects.map((body, n) => {
    const at = file.length;
    file += `${n + 1} 0 obj${body}endobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${offsets.join('')}`;
  return new TextEncoder().encode(
    `${file}${table}trailer<</Size ${size}/Root 1 0 R>>\nstartxref\n${file.length}\n%%EOF\n`,
  );
}
