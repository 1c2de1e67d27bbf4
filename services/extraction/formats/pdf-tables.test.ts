import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inlineText, type Block } from '../../../domain/documents/content.js';
import { print, printed, prose, rule } from '../pdf/fixture.js';
import { createPdfReading, kinds, type PdfReading } from '../pdf/read-fixture.js';

let reading: PdfReading;
beforeAll(() => {
  reading = createPdfReading();
});
afterAll(() => reading.stop());

describe('tables of a PDF', () => {
  const cellsOf = (block: Block | undefined): string[][] => {
    if (block?.kind !== 'table') return [];
    const rows = Array.from({ length: block.rows }, () => new Array<string>(block.columns).fill(''));
    for (const cell of block.cells) {
      for (let r = cell.row; r < cell.row + (cell.rowSpan ?? 1); r++) {
        for (let c = cell.column; c < cell.column + (cell.columnSpan ?? 1); c++) {
          const row = rows[r];
          if (row !== undefined) row[c] = inlineText(cell.content);
        }
      }
    }
    return rows;
  };

  it('reads a table with lines, with cells over columns and rows', async () => {
    const lines = [
      rule(72, 100, 372, 100),
      rule(172, 120, 372, 120),
      rule(72, 140, 372, 140),
      rule(72, 160, 372, 160),
      rule(72, 180, 372, 180),
    ].join('');
    const columns = [
      rule(72, 100, 72, 180),
      rule(172, 100, 172, 180),
      rule(272, 120, 272, 180),
      rule(372, 100, 372, 180),
    ].join('');
    const text = [
      print('Item', { x: 80, y: 125, size: 9 }),
      print('Price', { x: 180, y: 114, size: 9 }),
      print('Net', { x: 180, y: 134, size: 9 }),
      print('Gross', { x: 280, y: 134, size: 9 }),
      print('Chair', { x: 80, y: 154, size: 9 }),
      print('100', { x: 180, y: 154, size: 9 }),
      print('119', { x: 280, y: 154, size: 9 }),
      print('Desk', { x: 80, y: 174, size: 9 }),
      print('200', { x: 180, y: 174, size: 9 }),
      print('238', { x: 280, y: 174, size: 9 }),
    ].join('');
    const table = (await reading.blocks(lines + columns + text)).find((block) => block.kind === 'table');
    expect(cellsOf(table)).toEqual([
      ['Item', 'Price', 'Price'],
      ['Item', 'Net', 'Gross'],
      ['Chair', '100', '119'],
      ['Desk', '200', '238'],
    ]);
  });

  const STATEMENT = [
    ['Date', 'Description', 'Amount'],
    ['01.02.2026', 'Coffee and cake', '12.40'],
    ['03.02.2026', 'Books', '129.00'],
    ['07.02.2026', 'Train ticket to Basel', '88.50'],
  ];
  const X = [72, 160, 400];

  it('reads a table that only white space tells', async () => {
    const content = STATEMENT.map((row, r) =>
      row.map((cell, c) => print(cell, { x: X[c] ?? 0, y: 100 + 15 * r, size: 10 })).join(''),
    ).join('');
    const [table] = await reading.blocks(content);
    expect(cellsOf(table)).toEqual(STATEMENT);
  });

  it('reads one that was written column by column', async () => {
    const content = X.map((x, c) =>
      STATEMENT.map((row, r) => print(row[c] ?? '', { x, y: 100 + 15 * r, size: 10 })).join(''),
    ).join('');
    const [table] = await reading.blocks(content);
    expect(cellsOf(table)).toEqual(STATEMENT);
  });

  it('does not take two columns of prose, a chart with grid lines or a box around text for a table', async () => {
    const prose2 = printed(prose(20, 40), 60, 100) + printed(prose(20, 40), 320, 100);
    const grid =
      Array.from(
        { length: 6 },
        (_, i) => rule(100, 500 + 20 * i, 300, 500 + 20 * i) + rule(100 + 40 * i, 500, 100 + 40 * i, 600),
      ).join('') + print('0', { x: 102, y: 598, size: 6 });
    const box =
      rule(60, 700, 500, 700) +
      rule(60, 760, 500, 760) +
      rule(60, 700, 60, 760) +
      rule(500, 700, 500, 760) +
      printed(prose(3, 70), 70, 715);
    expect(kinds(await reading.blocks(prose2 + grid + box))).not.toContain('table');
  });
});
