import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inReadingOrder } from './order.js';

interface Named {
  name: string;
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}
const block = (name: string, x0: number, y0: number, x1: number, y1: number): Named => ({ name, x0, y0, x1, y1 });
const names = (blocks: readonly Named[]): string => blocks.map((b) => b.name).join(' ');

describe('reading order', () => {
  it('keeps the stream of two columns under a title', () => {
    const stream = [
      block('title', 50, 50, 550, 80),
      block('l1', 50, 100, 290, 300),
      block('l2', 50, 310, 290, 700),
      block('r1', 310, 100, 550, 400),
      block('r2', 310, 410, 550, 700),
    ];
    expect(names(inReadingOrder(stream))).toBe('title l1 l2 r1 r2');
  });

  it('moves a header that was written last to the top', () => {
    const stream = [block('body', 50, 200, 550, 700), block('head', 50, 50, 550, 90)];
    expect(names(inReadingOrder(stream))).toBe('head body');
  });

  it('reads the left column first, and the right one on right-to-left pages', () => {
    const stream = [block('right', 310, 100, 550, 700), block('left', 50, 100, 290, 700)];
    expect(names(inReadingOrder(stream))).toBe('left right');
    expect(names(inReadingOrder([...stream].reverse(), true))).toBe('right left');
  });

  it('puts a single column in order from any stream, losing nothing', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 1 }), (stream) => {
        const blocks = stream.map((i) => block(String(i), 50, 100 * i, 500, 100 * i + 80));
        expect(names(inReadingOrder(blocks))).toBe([...stream].sort((a, b) => a - b).join(' '));
      }),
    );
  });

  it('loses and doubles nothing, wherever blocks stand', () => {
    const any = fc.tuple(fc.nat(400), fc.nat(700), fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 100 }));
    fc.assert(
      fc.property(fc.array(any, { maxLength: 12 }), (places) => {
        const blocks = places.map(([x, y, w, h], i) => block(String(i), x, y, x + w, y + h));
        expect(new Set(inReadingOrder(blocks))).toEqual(new Set(blocks));
        expect(inReadingOrder(blocks)).toHaveLength(blocks.length);
      }),
    );
  });
});
