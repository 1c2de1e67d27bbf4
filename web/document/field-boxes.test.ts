import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Box } from '../../domain/documents/content.js';
import type { Field } from '../../domain/documents/field.js';
import { boxesOf } from './field-boxes.js';

const even = (text: string) => text.length;

const part = fc.integer({ min: 0, max: 4 }).map((n) => n / 4);
const box = fc
  .tuple(part, part, part, part)
  .map(([a, b, c, d]): Box => [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)]);
const field: fc.Arbitrary<Field> = fc.record(
  {
    name: fc.constant('amount'),
    value: fc.string(),
    page: fc.integer({ min: 1, max: 2 }),
    confidence: fc.constant(1),
    source: fc.constant('pattern'),
    box,
  },
  { requiredKeys: ['name', 'value', 'page', 'confidence', 'source'] },
);

describe('the boxes of a page', () => {
  it('hold every placed field of the page once, and no box twice', () => {
    fc.assert(
      fc.property(fc.array(field, { maxLength: 30 }), (fields) => {
        const boxes = boxesOf(fields, 1, [], even);
        const held = boxes.flatMap((placed) => placed.fields.map(({ index }) => index)).sort((a, b) => a - b);
        expect(held).toEqual(fields.flatMap((one, index) => (one.page === 1 && one.box ? [index] : [])));
        for (const placed of boxes)
          for (const { index } of placed.fields) expect(fields[index]?.box).toEqual(placed.box);
        expect(new Set(boxes.map((placed) => placed.box.join())).size).toBe(boxes.length);
      }),
    );
  });

  it('never put a larger box above a smaller one', () => {
    fc.assert(
      fc.property(fc.array(field, { maxLength: 30 }), (fields) => {
        const sizes = boxesOf(fields, 1, [], even).map(({ box: [l, t, r, b] }) => (r - l) * (b - t));
        expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
      }),
    );
  });
});
