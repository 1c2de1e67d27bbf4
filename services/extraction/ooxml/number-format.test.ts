import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtInFormat, formatNumber, parseFormat } from './number-format.js';

const written = (value: number, code: string, date1904 = false): string =>
  formatNumber(value, parseFormat(code), date1904);

describe('numbers of a spreadsheet', () => {
  it.each([
    // as stored
    [1234.5, 'General', '1234.5'],
    [4.2999999999999998, 'General', '4.3'],
    [1234567.891, '#,##0.00', '1234567.891'],
    [-3, '#,##0_);[Red](#,##0)', '-3'],
    [0.5, '# ?/?', '0.5'],
    [12345, '0.00E+00', '12345'],
    [7, '', '7'],
    // what the number alone does not say
    [0.1234, '0%', '12.34%'],
    [0.07, '0.00%', '7%'],
    [1234.5, '"$"#,##0.00', '$1,234.50'],
    [1234.5, '[$€-407]#,##0.00', '€1,234.50'],
    [1234.5, '#,##0.00\\ [$€-1]', '1,234.50 €'],
    [-1234.5, '"$"#,##0.00_);("$"#,##0.00)', '($1,234.50)'],
    [-5, '0" kg"', '-5 kg'],
    [0, '#,##0.00 "€"', '0.00 €'],
    [0.5, '#.00 "€"', '.50 €'],
    [42, '00000', '00042'],
    [5551234567, '(000) 000-0000', '(555) 123-4567'],
    [5551234567, '###-###-####', '555-123-4567'],
    [1500000, '0.0,,"M"', '1.5M'],
    [1, '"Yes";;"No"', 'Yes'],
    [0, '"Yes";;"No"', 'No'],
    [1, '[=1]"one";[=2]"two";General', 'one'],
    [2, '[=1]"one";[=2]"two";General', 'two'],
    [3, '[=1]"one";[=2]"two";General', '3'],
    [150, '[>100]0" high";0" low"', '150 high'],
    [50, '[>100]0" high";0" low"', '50 low'],
    [3, ';;;', '3'],
    // dates and times
    [45292, 'yyyy-mm-dd', '2024-01-01'],
    [45292, 'd. mmmm yyyy', '2024-01-01'],
    [45292, '[$-409]mmm d, yyyy;@', '2024-01-01'],
    [45292.75, 'dd/mm/yyyy hh:mm', '2024-01-01 18:00'],
    [45292.75, 'dd/mm/yyyy', '2024-01-01 18:00'],
    [0.5, 'h:mm AM/PM', '12:00'],
    [0.5208449074, 'hh:mm:ss', '12:30:01'],
    [1.5, '[h]:mm:ss', '36:00:00'],
    [45292, 'mmm-yy', '2024-01-01'],
    [1, 'yyyy-mm-dd', '1900-01-01'],
    [59, 'yyyy-mm-dd', '1900-02-28'],
    [61, 'yyyy-mm-dd', '1900-03-01'],
    [-1, 'yyyy-mm-dd', '-1'],
    [99999999, 'yyyy-mm-dd', '99999999'],
  ])('%s in %s is %s', (value, code, expected) => {
    expect(written(value, code)).toBe(expected);
  });

  it('counts days from 1904 where the workbook says so', () => {
    expect(written(43830, 'yyyy-mm-dd', true)).toBe('2024-01-01');
  });

  it('knows the built-in formats', () => {
    expect(formatNumber(45292, builtInFormat(14))).toBe('2024-01-01');
    expect(formatNumber(45292.5, builtInFormat(22))).toBe('2024-01-01 12:00');
    expect(formatNumber(0.25, builtInFormat(9))).toBe('25%');
    expect(formatNumber(1234.5, builtInFormat(4))).toBe('1234.5');
    expect(formatNumber(1.5, builtInFormat(46))).toBe('36:00:00');
  });

  it('agrees with the calendar on every day since March 1900', () => {
    fc.assert(
      fc.property(fc.integer({ min: 61, max: 2_900_000 }), (serial) => {
        const day = new Date(Date.UTC(1899, 11, 30) + serial * 86_400_000).toISOString().slice(0, 10);
        expect(written(serial, 'yyyy-mm-dd')).toBe(day);
      }),
    );
  });

  it('writes money like the platform does', () => {
    const money = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000_00 }), (cents) => {
        expect(written(cents / 100, '"$"#,##0.00')).toBe(`$${money.format(cents / 100)}`);
      }),
    );
  });

  it('never throws, whatever the code', () => {
    const code = fc.array(
      fc.constantFrom(
        '0',
        '#',
        ',',
        '.',
        '%',
        '"',
        '[',
        ']',
        ';',
        '\\',
        '_',
        '*',
        '@',
        'd',
        'h',
        'E+',
        '$',
        '-',
        '?',
        '/',
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(fc.double({ noNaN: true }), code, (value, parts) => {
        expect(typeof written(value, parts.join(''))).toBe('string');
      }),
      { numRuns: 2000 },
    );
  });
});
