import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameOf, median, quarterTurn, shared, turned, type QuarterTurn } from './geometry.js';

const turn = fc.constantFrom<QuarterTurn>(0, 1, 2, 3);
const rect = fc
  .tuple(
    fc.integer({ min: 0, max: 90 }),
    fc.integer({ min: 0, max: 40 }),
    fc.integer({ min: 1, max: 10 }),
    fc.integer({ min: 1, max: 10 }),
  )
  .map(([x0, y0, w, h]) => ({ x0, y0, x1: x0 + w, y1: y0 + h }));

describe('turning', () => {
  it('turns pixel by pixel as a picture is turned', () => {
    fc.assert(
      fc.property(rect, turn, (r, by) => {
        const [w, h] = [100, 50];
        // One quarter turn clockwise takes the place (x, y) of a w × h picture to (h − y, x).
        let [x0, y0, x1, y1, width, height] = [r.x0, r.y0, r.x1, r.y1, w, h];
        for (let i = 0; i < by; i++)
          [x0, y0, x1, y1, width, height] = [height - y1, x0, height - y0, x1, height, width];
        expect(turned(r, by, w, h)).toEqual({ x0, y0, x1, y1 });
      }),
    );
  });

  it('comes back after the rest of a full turn', () => {
    fc.assert(
      fc.property(rect, turn, (r, by) => {
        const [w, h] = by % 2 === 0 ? [100, 50] : [50, 100];
        expect(turned(turned(r, by, 100, 50), quarterTurn(4 - by), w, h)).toEqual(r);
      }),
    );
  });

  it('shows the corner of a page where its rotation puts it', () => {
    const bounds = { left: 10, bottom: 20, right: 110, top: 220 };
    const shown = ([0, 1, 2, 3] as const).map((by) => frameOf(bounds, by).toShown(10, 220)); // the upper left corner
    expect(shown).toEqual([
      [0, 0],
      [200, 0],
      [100, 200],
      [0, 100],
    ]);
    expect(frameOf(bounds, 1)).toMatchObject({ width: 200, height: 100 });
  });
});

describe('intervals and medians', () => {
  it('shares what counting finds, and a gap is negative', () => {
    const ends = fc
      .tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 10 }))
      .map(([from, n]) => ({ from, to: from + n }));
    fc.assert(
      fc.property(ends, ends, (a, b) => {
        let count = 0;
        for (let i = 0; i < 40; i++) if (i >= a.from && i < a.to && i >= b.from && i < b.to) count++;
        expect(Math.max(0, shared(a.from, a.to, b.from, b.to))).toBe(count);
      }),
    );
    expect(shared(0, 1, 4, 5)).toBe(-3);
  });

  it('has as many values above as below', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
        const m = median(values);
        expect(values).toContain(m);
        expect(values.filter((v) => v < m).length).toBeLessThanOrEqual(values.length / 2);
        expect(values.filter((v) => v > m).length).toBeLessThanOrEqual(values.length / 2);
      }),
    );
  });
});
