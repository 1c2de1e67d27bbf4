import Papa from 'papaparse';
import type { Cell, Page, Table } from '../../../domain/documents/content.js';
import { tableShape } from './delimiter.js';

/** Fields of one page: a table of a million rows is read, stored and shown in pieces. */
const PAGE_FIELDS = 100_000;
const PAGE_ROWS = 5000;

/** A delimited text cut into pages. Every page but the first repeats the first row, so that it can stand alone. */
export interface DelimitedText {
  readonly pages: number;
  page(number: number): Page;
}

export function openDelimited(text: string): DelimitedText {
  // Excel's own hint, which is no row: "sep=;".
  const hint = /^sep=(.)\n/i.exec(text);
  const body = hint ? text.slice(hint[0].length) : text;
  const config = { delimiter: hint?.[1] ?? tableShape(body).delimiter, newline: '\n' } as const;

  let header: string[] | undefined;
  let rows = 0;
  let widest = 1;
  let fields = 0;
  let pageFields = 0;
  let pageRows = 0;
  let cursor = 0;
  const starts = [0];
  Papa.parse<string[]>(body, {
    ...config,
    step: ({ data, meta }) => {
      const end = meta.cursor;
      if (!isBlank(data)) {
        if (pageRows >= PAGE_ROWS || (pageRows > 0 && pageFields + data.length > PAGE_FIELDS)) {
          starts.push(cursor);
          pageFields = 0;
          pageRows = 0;
        }
        header ??= data;
        rows++;
        pageRows++;
        fields += data.length;
        pageFields += data.length;
        widest = Math.max(widest, data.length);
      }
      cursor = end;
    },
  });
  // Short rows are filled up to the widest, unless one freak row would make a desert of the rest.
  const columns = widest * rows <= 20 * fields + 10_000 ? widest : undefined;

  return {
    pages: starts.length,
    page(number) {
      const slice = body.slice(starts[number - 1], starts[number]);
      const data = Papa.parse<string[]>(slice, config).data.filter((row) => !isBlank(row));
      const all = number === 1 || !header ? data : [header, ...data];
      return { number, method: 'text', blocks: all.length === 0 ? [] : [toTable(all, columns)] };
    },
  };
}

const isBlank = (row: readonly string[]): boolean => row.every((field) => field.trim() === '');

function toTable(rows: readonly string[][], columns: number | undefined): Table {
  const cells: Cell[] = [];
  rows.forEach((row, index) => {
    row.forEach((field, column) => {
      const text = field.trim();
      if (text !== '') cells.push({ row: index, column, content: [{ text }] });
    });
  });
  const widest = rows.reduce((most, row) => Math.max(most, row.length), 1);
  return { kind: 'table', rows: rows.length, columns: columns ?? widest, cells };
}
