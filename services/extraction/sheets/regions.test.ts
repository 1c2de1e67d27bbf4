import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findRegions, type SheetCell } from './regions.js';
import type { Area } from './reference.js';

/** Flood fill over a drawn grid: what the fast way must agree with. */
function flood(filled: ReadonlySet<string>): string[][] {
  const left = new Set(filled);
  const groups: string[][] = [];
  for (const start of filled) {
    if (!left.has(start)) continue;
    const group: string[] = [];
    const queue = [start];
    left.delete(start);
    for (let place = queue.pop(); place !== undefined; place = queue.pop()) {
      group.push(place);
      const [row = 0, column = 0] = place.split('/').map(Number);
      for (const next of [
        `${row + 1}/${column}`,
        `${row - 1}/${column}`,
        `${row}/${column + 1}`,
        `${row}/${column - 1}`,
      ]) {
        if (left.delete(next)) queue.push(next);
      }
    }
    groups.push(group.sort());
  }
  return groups.sort((a, b) => (a.join() < b.join() ? -1 : 1));
}

const cell = (row: number, column: number): SheetCell => ({ row, column, text: `${row}/${column}` });

describe('findRegions', () => {
  it('finds the groups that a flood fill finds', () => {
    const place = fc.tuple(fc.nat(9), fc.nat(9));
    fc.assert(
      fc.property(fc.uniqueArray(place, { selector: String, maxLength: 60 }), (places) => {
        const cells = places.map(([row, column]) => cell(row, column));
        const found = findRegions(cells, []).map((region) =>
          region.table.cells.map((one) => `${one.row + region.row}/${one.column + region.column}`).sort(),
        );
        expect(found.sort((a, b) => (a.join() < b.join() ? -1 : 1))).toEqual(
          flood(new Set(cells.map((one) => one.text))),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('counts all places of merged cells as filled', () => {
    const span = fc.tuple(fc.nat(7), fc.nat(7), fc.nat(3), fc.nat(3));
    fc.assert(
      fc.property(
        fc.array(span, { maxLength: 8 }),
        fc.uniqueArray(fc.tuple(fc.nat(9), fc.nat(9)), { selector: String, maxLength: 20 }),
        (spans, places) => {
          const owner = new Map<string, string>();
          const cells: SheetCell[] = [];
          const merges: Area[] = [];
          for (const [top, left, down, across] of spans) {
            const covered: string[] = [];
            for (let r = top; r <= top + down; r++)
              for (let c = left; c <= left + across; c++) covered.push(`${r}/${c}`);
            if (covered.some((one) => owner.has(one))) continue;
            for (const one of covered) owner.set(one, `${top}/${left}`);
            cells.push(cell(top, left));
            merges.push({ top, left, bottom: top + down, right: left + across });
          }
          for (const [row, column] of places) {
            if (owner.has(`${row}/${column}`)) continue;
            owner.set(`${row}/${column}`, `${row}/${column}`);
            cells.push(cell(row, column));
          }
          const expected = flood(new Set(owner.keys())).map((group) =>
            [...new Set(group.map((one) => owner.get(one) ?? ''))].sort().join(' '),
          );
          const found = findRegions(cells, merges).map((region) =>
            region.table.cells
              .map((one) => `${one.row + region.row}/${one.column + region.column}`)
              .sort()
              .join(' '),
          );
          expect(found.sort()).toEqual(expected.sort());
        },
      ),
      { numRuns: 500 },
    );
  });

  it('orders tables by their top left corners', () => {
    const found = findRegions([cell(5, 0), cell(0, 3), cell(0, 0), cell(2, 1)], []);
    expect(found.map(({ row, column }) => `${row}/${column}`)).toEqual(['0/0', '0/3', '2/1', '5/0']);
  });

  it('does not fill the memory for a merge over a whole sheet', () => {
    const [region] = findRegions([cell(0, 0), cell(3, 3)], [{ top: 0, left: 0, bottom: 1_048_575, right: 16_383 }]);
    expect(region?.table.rows).toBe(4);
    expect(region?.table.columns).toBe(4);
  });

  it('groups a hundred thousand rows in a moment', () => {
    const cells = Array.from({ length: 400_000 }, (_, i) => cell(Math.floor(i / 4), i % 4));
    const [region, ...others] = findRegions(cells, []);
    expect(others).toEqual([]);
    expect(region?.table.rows).toBe(100_000);
  });
});
