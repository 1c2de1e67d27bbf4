import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isoDate } from './metadata.js';

describe('dates of PDF files', () => {
  it('reads every moment with every offset', () => {
    const minutes = fc.integer({ min: -12 * 60, max: 14 * 60 });
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1980-01-01T00:00:00Z'), max: new Date('2100-01-01T00:00:00Z'), noInvalidDate: true }),
        minutes,
        (date, offset) => {
          date.setUTCMilliseconds(0);
          const local = new Date(date.getTime() + offset * 60_000).toISOString();
          const sign = offset < 0 ? '-' : '+';
          const two = (n: number): string => String(n).padStart(2, '0');
          const text = `D:${local.slice(0, 19).replace(/\D/g, '')}${sign}${two(Math.floor(Math.abs(offset) / 60))}'${two(Math.abs(offset) % 60)}'`;
          expect(isoDate(text)).toBe(date.toISOString());
        },
      ),
    );
  });

  it('fills in what is missing and refuses what is no date', () => {
    expect(isoDate('D:2026')).toBe('2026-01-01T00:00:00.000Z');
    expect(isoDate('20260203')).toBe('2026-02-03T00:00:00.000Z');
    expect(isoDate('D:20261399')).toBeUndefined();
    expect(isoDate('yesterday')).toBeUndefined();
  });
});
