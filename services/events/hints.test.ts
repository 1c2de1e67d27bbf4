import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { payloads } from './hints.js';

describe('payloads of NOTIFY', () => {
  it('carry every item once, in order, each payload below the limit', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ maxLength: 300 }), fc.nat()), { maxLength: 200 }), (items) => {
        const parts = payloads(items);
        for (const part of parts) expect(Buffer.byteLength(part)).toBeLessThan(8_000);
        expect(parts.flatMap((part) => JSON.parse(part) as unknown[])).toEqual(items);
      }),
    );
  });
});
