import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnOf, columnsUnder, gapsBetween } from './columns.js';

const cell = (x0: number, x1: number): { x0: number; x1: number; y0: number; y1: number } => ({ x0, x1, y0: 0, y1: 1 });

describe('gaps between columns', () => {
  it('finds the gaps that looking at every place finds', () => {
    const row = fc
      .array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 15 })), { minLength: 2, maxLength: 5 })
      .map((cells) => cells.map(([x0, w]) => cell(x0, x0 + w)));
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 8 }),
        fc.constantFrom(0, 0.12, 0.3),
        fc.integer({ min: 1, max: 6 }),
        (rows, tolerance, narrowest) => {
          const most = Math.floor(tolerance * rows.length);
          // Unit steps: a place is free when at most `most` cells cover it.
          const coverage = Array.from(
            { length: 80 },
            (_, x) => rows.flat().filter((c) => c.x0 <= x && x < c.x1).length,
          );
          const expected: number[] = [];
          let start: number | undefined;
          for (let x = 0; x < 80; x++) {
            const free = (coverage[x] ?? 0) <= most;
            const before = (coverage[x - 1] ?? 0) <= most;
            if (free && !before) start = x;
            if (!free && before) {
              if (start !== undefined && x - start >= narrowest) expected.push((start + x) / 2);
              start = undefined;
            }
          }
          expect(gapsBetween(rows, tolerance, narrowest)).toEqual(expected);
        },
      ),
    );
  });

  it('puts a cell where most of it stands, and says what it reaches over', () => {
    expect(columnOf(cell(0, 9), [10, 20])).toBe(0);
    expect(columnOf(cell(8, 16), [10, 20])).toBe(1);
    expect(columnsUnder(cell(1, 28), [10, 20], 2)).toEqual({ from: 0, to: 2 });
    expect(columnsUnder(cell(11, 21), [10, 20], 2)).toEqual({ from: 1, to: 1 });
  });
});
