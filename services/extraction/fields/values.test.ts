import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountsOf, findAmounts, money, parseCents } from './amounts.js';
import { findEmails, findPhones } from './contacts.js';
import { dayOrder, findDates } from './dates.js';
import { findIbans, findVatIds } from './identifiers.js';
import { isKey } from './pairs.js';

const nowhere = { language: undefined, region: undefined };
const dates = (text: string, locale = nowhere as { language: string | undefined; region: string | undefined }) =>
  findDates(text, dayOrder([text], locale));

describe('sums of money', () => {
  it.each([
    ['1.234,56 €', '1234.56 EUR'],
    ['1,234.56 EUR', '1234.56 EUR'],
    ['1 234,56 €', '1234.56 EUR'],
    ['1\u202f234,56 €', '1234.56 EUR'],
    ["CHF 1'234.50", '1234.50 CHF'],
    ['Fr. 12.50', '12.50 CHF'],
    ['CHF 45.–', '45.00 CHF'],
    ['300,-- EUR', '300.00 EUR'],
    ['$1,000,000', '1000000.00 USD'],
    ['£.50 £7.5', '7.50 GBP'],
    ['-12,00 EUR', '-12.00 EUR'],
    ['1.234 €', '1234.00 EUR'],
    ['99 zł', '99.00 PLN'],
    ['USD 0.05', '0.05 USD'],
  ])('%s is %s', (text, normalized) => {
    expect(findAmounts(text, nowhere).map((found) => found.normalized)).toEqual([normalized]);
  });

  it.each(['Mo-Fr 8-17', 'Euro 2024', 'Fr. 12.03.2025', '50 %', '1.2.3', 'EURO', '€', '12 kroner', 'A$', 'ISO 9001'])(
    '%s is none',
    (text) => {
      expect(findAmounts(text, nowhere)).toEqual([]);
    },
  );

  it('pairs each sign with the number on its own side of the line', () => {
    const cents = (text: string): number[] => amountsOf(text, nowhere).map((amount) => amount.cents);
    expect(cents('3 Std. 85,00 € 255,00 €')).toEqual([8500, 25500]);
    expect(cents('2 £450.00 £900.00')).toEqual([45000, 90000]);
    expect(cents('2 £ 450.00 £ 900.00')).toEqual([45000, 90000]);
  });

  it('reads $ and kr by the country', () => {
    expect(findAmounts('$5.00', { language: 'en', region: 'CA' })[0]?.normalized).toBe('5.00 CAD');
    expect(findAmounts('5,00 kr', { language: 'da', region: undefined })[0]?.normalized).toBe('5.00 DKK');
  });

  it('reads back what was written, in every way to write it', () => {
    const ways = fc.constantFrom('.,', ',.', ' ,', "'.", '\u00a0,', '.', ',');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999_999 }), ways, (cents, way) => {
        const point = way.slice(-1);
        const group = way.slice(0, -1);
        const whole = String(Math.floor(cents / 100)).replace(/\B(?=(\d{3})+$)/g, group);
        const text = `${whole}${point}${String(cents % 100).padStart(2, '0')}`;
        expect(parseCents(text)).toBe(cents);
        expect(findAmounts(`${text} EUR`, nowhere)[0]?.normalized).toBe(money(cents, 'EUR'));
      }),
    );
  });
});

describe('dates', () => {
  it.each([
    ['2025-03-14', '2025-03-14'],
    ['2025-03-14T10:00:00Z', '2025-03-14'],
    ['14.03.2025', '2025-03-14'],
    ['14.3.25', '2025-03-14'],
    ['14. 03. 2025', '2025-03-14'],
    ['14/03/2025', '2025-03-14'],
    ['03/14/2025', '2025-03-14'],
    ['14 March 2025', '2025-03-14'],
    ['14th of March, 2025', '2025-03-14'],
    ['March 14th, 2025', '2025-03-14'],
    ['Mar. 14 2025', '2025-03-14'],
    ['14-Mar-25', '2025-03-14'],
    ['14. März 2025', '2025-03-14'],
    ['1er août 2025', '2025-08-01'],
    ['14 de marzo de 2025', '2025-03-14'],
    ['14 maart 2025', '2025-03-14'],
    ['2025年3月14日', '2025-03-14'],
  ])('%s is %s', (text, normalized) => {
    expect(dates(text).map((found) => found.normalized)).toEqual([normalized]);
  });

  it.each([
    '31.02.2025',
    '2025-13-01',
    '1.2.3.4',
    '12:30:45',
    '3/4',
    'March 2025',
    '00/00/2000',
    '2025-03-145',
    '14.03.1425',
  ])('%s is none', (text) => {
    expect(dates(text)).toEqual([]);
  });

  it('reads 03/04/2025 by region, then by language, then by other dates of the page, and is less sure of it', () => {
    const read = (text: string, language?: string, region?: string) => dates(text, { language, region })[0];
    expect(read('03/04/2025', 'en', 'US')?.normalized).toBe('2025-03-04');
    expect(read('03/04/2025', 'en', 'GB')?.normalized).toBe('2025-04-03');
    expect(read('03/04/2025', 'fr')?.normalized).toBe('2025-04-03');
    expect(read('03/04/2025 25/04/2025', 'en')?.normalized).toBe('2025-04-03');
    expect(read('03/04/2025', 'en')?.confidence).toBeLessThan(0.6);
    expect(read('14/04/2025', 'en')?.confidence).toBeGreaterThan(0.9);
  });

  it('finds every day of the calendar and no other', () => {
    const two = (n: number): string => String(n).padStart(2, '0');
    const day = fc.record({
      y: fc.integer({ min: 1900, max: 2100 }),
      m: fc.integer({ min: 1, max: 13 }),
      d: fc.integer({ min: 1, max: 32 }),
    });
    fc.assert(
      fc.property(day, ({ y, m, d }) => {
        const real = new Date(Date.UTC(y, m - 1, d));
        const exists = real.getUTCMonth() === m - 1 && real.getUTCDate() === d;
        const iso = `${y}-${two(m)}-${two(d)}`;
        expect(dates(`on ${iso}.`).map((found) => found.normalized)).toEqual(exists ? [iso] : []);
        expect(dates(`am ${two(d)}.${two(m)}.${y},`).map((found) => found.normalized)).toEqual(exists ? [iso] : []);
      }),
    );
  });
});

describe('identifiers', () => {
  it('takes no IBAN whose check digits are wrong, however one digit is changed', () => {
    const iban = 'DE89370400440532013000';
    expect(findIbans(`IBAN ${iban}.`)).toHaveLength(1);
    fc.assert(
      fc.property(fc.integer({ min: 2, max: iban.length - 1 }), fc.integer({ min: 1, max: 9 }), (at, by) => {
        const digit = String((Number(iban[at]) + by) % 10);
        expect(findIbans(`IBAN ${iban.slice(0, at)}${digit}${iban.slice(at + 1)}`)).toEqual([]);
      }),
    );
  });

  it('takes an IBAN out of a line that goes on', () => {
    expect(findIbans('DE89 3704 0044 0532 0130 00 BIC COBADEFFXXX')[0]?.value).toBe('DE89 3704 0044 0532 0130 00');
    expect(findIbans('DE89 3704 0044 0532 0130 001')).toEqual([]);
  });

  it('takes VAT numbers by their check digits, surer beside their name', () => {
    expect(findVatIds('USt-IdNr. DE136695976')[0]?.confidence).toBeGreaterThan(0.95);
    expect(findVatIds('code DE136695976')[0]?.confidence).toBeLessThan(0.8);
    expect(findVatIds('USt-IdNr. DE136695977')).toEqual([]);
    expect(findVatIds('VAT ATU13585627 BANK')[0]?.normalized).toBe('ATU13585627');
  });
});

describe('contacts', () => {
  it('finds e-mail addresses and leaves the punctuation around them', () => {
    const text = 'Write to <Jane.Doe+x@Example.co.uk>, (a_b@c-d.example). Not: @home, a@b, x@.com, user@host';
    expect(findEmails(text).map((found) => found.normalized)).toEqual(['jane.doe+x@example.co.uk', 'a_b@c-d.example']);
  });

  it.each([
    ['Tel. 089/1234567', 'de', '+49891234567'],
    ['Tel.: +49 (0)89 1234567', 'en', '+49891234567'],
    ['Phone (212) 555-2368', 'en', '+12125552368'],
    ['Mobile 07400 123456', 'xx', undefined],
    ['Rechnung 2025-04-0312', 'de', undefined],
    ['14.03.2025 1.234,56', 'de', undefined],
    ['Kundennummer 0711 1234567', 'de', undefined],
  ])('%s (%s) is %s', (text, language, expected) => {
    expect(findPhones(text, { language, region: undefined })[0]?.normalized).toBe(expected);
  });
});

it('takes short names for keys, and no sentences, numbers or links', () => {
  for (const key of ['Name', 'Date of birth', 'Rechnungsdatum', 'Versicherte Person', 'Nom du client'])
    expect(isKey(key)).toBe(true);
  for (const text of ['http', 'please', 'Note', 'We would like to inform you', '12', 'Total 1234', 'He said', 'A']) {
    expect([text, isKey(text)]).toEqual([text, text === 'He said']);
  }
});
