import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinRules, latticeOf, touching } from './lattice.js';

describe('lines', () => {
  it('joins pieces of one line and the two edges of a border', () => {
    const lines = joinRules([
      { at: 100, from: 0, to: 50 },
      { at: 100, from: 51, to: 90 },
      { at: 101.5, from: 10, to: 95 },
      { at: 140, from: 0, to: 50 },
    ]);
    expect(lines).toEqual([
      { at: 100, from: 0, to: 95 },
      { at: 140, from: 0, to: 50 },
    ]);
  });

  it('keeps apart what does not touch', () => {
    const groups = touching(
      [
        { at: 0, from: 0, to: 10 },
        { at: 100, from: 0, to: 10 },
      ],
      [{ at: 5, from: 0, to: 20 }],
    );
    expect(groups).toHaveLength(2);
  });
});

describe('cells', () => {
  it('covers every place of the grid exactly once, whatever lines are missing', () => {
    const edges = fc.array(fc.boolean(), { minLength: 24, maxLength: 24 });
    fc.assert(
      fc.property(edges, edges, (across, down) => {
        const [rows, columns] = [4, 4];
        const horizontal = [
          { at: 0, from: 0, to: 80 },
          { at: 80, from: 0, to: 80 },
        ];
        const vertical = [...horizontal];
        for (let r = 1; r < rows; r++)
          for (let c = 0; c < columns; c++)
            if (across[(r - 1) * columns + c] === true) horizontal.push({ at: r * 20, from: c * 20, to: c * 20 + 20 });
        for (let c = 1; c < columns; c++)
          for (let r = 0; r < rows; r++)
            if (down[(c - 1) * rows + r] === true) vertical.push({ at: c * 20, from: r * 20, to: r * 20 + 20 });
        const lattice = latticeOf({ horizontal: joinRules(horizontal), vertical: joinRules(vertical) }, () => false);
        const height = (lattice?.ys.length ?? 0) - 1;
        const width = (lattice?.xs.length ?? 0) - 1;
        const covered = new Array<number>(height * width).fill(0);
        for (const cell of lattice?.cells ?? []) {
          for (let r = cell.row; r < cell.row + cell.rowSpan; r++)
            for (let c = cell.column; c < cell.column + cell.columnSpan; c++)
              covered[r * width + c] = (covered[r * width + c] ?? 0) + 1;
        }
        expect(covered.every((n) => n === 1)).toBe(true);
      }),
    );
  });

  it('opens the sides of a table without outer borders only where there is text', () => {
    const lines = {
      horizontal: [0, 20, 40].map((at) => ({ at, from: 0, to: 90 })),
      vertical: [30, 60].map((at) => ({ at, from: 0, to: 40 })),
    };
    expect(latticeOf(lines, () => true)?.xs).toEqual([0, 30, 60, 90]);
    expect(latticeOf(lines, () => false)?.xs).toEqual([30, 60]);
  });
});
