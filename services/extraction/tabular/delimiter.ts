import Papa from 'papaparse';

export const DELIMITERS = [',', ';', '\t', '|', ':'] as const;
const ROWS = 20;

export interface Shape {
  delimiter: string;
  /** Columns of most rows. */
  columns: number;
  /** Share of the first rows that have just that many. */
  constancy: number;
  rows: number;
}

/**
 * The delimiter that gives the first 20 rows the most constant width (RFC 4180 names only the comma; the others are what
 * programs write where the comma is the decimal sign). Without any, the text is one column.
 */
export function tableShape(text: string): Shape {
  const head = text.slice(0, 64 * 1024);
  let best: Shape = { delimiter: ',', columns: 1, constancy: 0, rows: 0 };
  for (const delimiter of DELIMITERS) {
    const { data, errors } = Papa.parse<string[]>(head, { delimiter, preview: ROWS, skipEmptyLines: true });
    // Quotes that do not fit say that another sign stands between the fields.
    const misfits = errors.filter((error) => error.type === 'Quotes' && error.code === 'InvalidQuotes').length;
    const counts = new Map<number, number>();
    for (const row of data) counts.set(row.length, (counts.get(row.length) ?? 0) + 1);
    const [columns = 1, rows = 0] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [];
    const shape = {
      delimiter,
      columns,
      constancy: misfits > 0 || data.length === 0 ? 0 : rows / data.length,
      rows: data.length,
    };
    const better = shape.constancy - best.constancy;
    if (columns > 1 && (best.columns === 1 || better > 0.1 || (better > -0.1 && columns > best.columns))) best = shape;
  }
  return best;
}
