import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Block, Cell, Line, Page } from '../../../domain/documents/content.js';
import type { Field } from '../../../domain/documents/field.js';
import { findFields, type FindFieldsOptions } from './index.js';

const paragraph = (text: string): Block => ({ kind: 'paragraph', content: [{ text }] });
const page = (text: string, number = 1): Page => ({ number, method: 'text', blocks: text.split('\n').map(paragraph) });
const table = (grid: string[][]): Block => ({
  kind: 'table',
  rows: grid.length,
  columns: grid[0]?.length ?? 0,
  cells: grid.flatMap((row, r) => row.map((text, c): Cell => ({ row: r, column: c, content: [{ text }] }))),
});
const inText = (text: string, options?: FindFieldsOptions): Promise<Field[]> => findFields([page(text)], options);
const values = (fields: Field[], name: string): (string | undefined)[] =>
  fields.filter((field) => field.name === name).map((field) => field.normalized ?? field.value);
const only = (fields: Field[], name: string): Field => {
  const found = fields.filter((field) => field.name === name);
  expect(found.map((field) => field.value)).toHaveLength(1);
  return found[0] ?? { name: 'none', value: '', page: 0, confidence: 0, source: '' };
};

const ENGLISH = `ACME Logistics Ltd.
12 Harbour Road, Bristol BS1 4ND
Tel: +44 117 496 0123   Fax: 0117 496 0124
accounts@acme-logistics.example.com  www.acme-logistics.example.com
VAT Reg No: GB 980 7806 84
INVOICE
Invoice No: INV-2025-0417        Date: 14 March 2025
Order No. PO-88213               Due date: 13/04/2025
Bill to: Globex Corporation
Attn: Mrs Jane Doe
Description Qty Unit price Amount
Freight Bristol - Hamburg 2 £450.00 £900.00
Handling 1 £75.50 £75.50
Subtotal £975.50
VAT 20% £195.10
Total due £1,170.60
IBAN: GB82 WEST 1234 5698 7654 32
Payment terms: 30 days net
Please note: this invoice was sent electronically.`;

const GERMAN = `Müller & Söhne GmbH & Co. KG · Industriestraße 5 · 70565 Stuttgart
Telefon: 0711 1234567 · Telefax 0711 1234568 · info@mueller-soehne.example
Frau Dr. Anna Schmidt
RECHNUNG
Rechnungsnummer: RE-2025-00123
Rechnungsdatum: 03.04.2025
Bestell-Nr.: 4500012345
Leistungszeitraum: März 2025
1 Wartung Heizung 3 Std. 85,00 € 255,00 €
2 Ersatzteile 1 1.045,00 € 1.045,00 €
Zwischensumme 1.300,00 €
19 % MwSt. 247,00 €
Gesamtbetrag 1.547,00 €
Zahlbar bis 17. April 2025 ohne Abzug.
IBAN DE89 3704 0044 0532 0130 00 BIC COBADEFFXXX
USt-IdNr.: DE136695976 Steuernummer: 99/123/45678`;

const FRENCH = `SARL Dupont Frères
Société Générale de Bois S.A.
Tél. : 01 42 68 53 00
Facture n° F2025-118
Date : 3 avril 2025
Numéro de commande : C-7782
Échéance : 03/05/2025
Total HT 1 200,00 €
TVA 20 % 240,00 €
Total TTC 1 440,00 €
N° TVA intracommunautaire : FR 40 303 265 045
IBAN FR14 2004 1010 0505 0001 3M02 606
M. Jean-Pierre Martin, Mme Claire Dubois`;

const SWISS = `Muster AG, Bahnhofstrasse 1, 8001 Zürich
Tel. 044 668 18 00
Rechnung Nr. 20250099
Zürich, 5. Mai 2025
Total CHF 1'234.50
inkl. MWST 8.1% CHF 92.50
IBAN CH93 0076 2011 6238 5295 7
CHE-116.281.710 MWST`;

const LETTER = `Initech Inc.
100 Main Street, Suite 5
Austin, TX 78701
(512) 555-0134 fax
April 3, 2025
Dear Mr. Peter Gibbons,
We met with John Smith of Acme Corporation in Berlin. Your order number is important to us.
The warranty expires on 12/31/2026. The price is $12,500 (excl. tax) or USD 12.5 per unit.
Reference 123-456-7890, ratio 1:12:30, 3.14159, see https://example.com/a(b)/c?x=1.
Sincerely,
Bill Lumbergh`;

describe('an English invoice', async () => {
  const fields = await inText(ENGLISH, { language: 'en' });

  it('gives its numbers, in one spelling', () => {
    expect(only(fields, 'invoice_number').value).toBe('INV-2025-0417');
    expect(only(fields, 'order_number').value).toBe('PO-88213');
    expect(only(fields, 'iban')).toMatchObject({
      normalized: 'GB82WEST12345698765432',
      source: 'checksum',
      confidence: 0.99,
    });
    expect(only(fields, 'vat_id')).toMatchObject({ normalized: 'GB980780684', source: 'checksum' });
    expect(values(fields, 'email')).toEqual(['accounts@acme-logistics.example.com']);
    expect(values(fields, 'url')).toEqual(['http://www.acme-logistics.example.com']);
  });

  it('gives the total with the highest confidence, as net and tax add up to it', () => {
    expect(only(fields, 'total')).toMatchObject({ value: '£1,170.60', normalized: '1170.60 GBP', confidence: 0.97 });
    expect(values(fields, 'amount')).toContain('975.50 GBP');
  });

  it('reads local telephone numbers and dates the way of the country that the other numbers name', () => {
    expect(values(fields, 'phone').toSorted()).toEqual(['+441174960123', '+441174960124']);
    expect(values(fields, 'date').toSorted()).toEqual(['2025-03-14', '2025-04-13']);
  });

  it('names people and organisations', () => {
    expect(values(fields, 'person')).toEqual(['Jane Doe']);
    expect(values(fields, 'organisation')).toEqual(['ACME Logistics Ltd.', 'Globex Corporation']);
  });

  it('gives key–value pairs, but not those that another field says better, nor sentences', () => {
    const pairs = fields.filter((field) => field.source === 'form');
    expect(pairs.map(({ name, value }) => `${name}=${value}`).toSorted()).toEqual([
      'Attn=Mrs Jane Doe',
      'Bill to=Globex Corporation',
      'Date=14 March 2025',
      'Due date=13/04/2025',
      'Payment terms=30 days net',
    ]);
    expect(pairs.find((pair) => pair.name === 'Due date')?.normalized).toBe('2025-04-13');
  });

  it('lists the best first', () => {
    const confidences = fields.map((field) => field.confidence);
    expect(confidences).toEqual(confidences.toSorted((a, b) => b - a));
  });
});

it('reads a German invoice', async () => {
  const fields = await inText(GERMAN, { language: 'de' });
  expect(only(fields, 'invoice_number').value).toBe('RE-2025-00123');
  expect(only(fields, 'order_number').value).toBe('4500012345');
  expect(only(fields, 'total')).toMatchObject({ normalized: '1547.00 EUR', confidence: 0.97 });
  expect(only(fields, 'iban').normalized).toBe('DE89370400440532013000');
  expect(only(fields, 'vat_id').normalized).toBe('DE136695976');
  expect(values(fields, 'date').toSorted()).toEqual(['2025-04-03', '2025-04-17']);
  expect(values(fields, 'phone').toSorted()).toEqual(['+497111234567', '+497111234568']);
  expect(values(fields, 'organisation')).toEqual(['Müller & Söhne GmbH & Co. KG']);
  expect(values(fields, 'person')).toEqual(['Anna Schmidt']);
  expect(values(fields, 'amount').toSorted()).toEqual(
    ['85.00 EUR', '255.00 EUR', '1045.00 EUR', '1300.00 EUR', '247.00 EUR', '1547.00 EUR'].toSorted(),
  );
  expect(values(fields, 'Steuernummer')).toEqual(['99/123/45678']);
});

it('reads a French invoice', async () => {
  const fields = await inText(FRENCH, { language: 'fr' });
  expect(only(fields, 'invoice_number').value).toBe('F2025-118');
  expect(only(fields, 'order_number').value).toBe('C-7782');
  expect(only(fields, 'total')).toMatchObject({ normalized: '1440.00 EUR', confidence: 0.97 });
  expect(only(fields, 'iban').normalized).toBe('FR1420041010050500013M02606');
  expect(only(fields, 'vat_id').normalized).toBe('FR40303265045');
  expect(values(fields, 'date').toSorted()).toEqual(['2025-04-03', '2025-05-03']);
  expect(values(fields, 'phone')).toEqual(['+33142685300']);
  expect(values(fields, 'organisation').toSorted()).toEqual(['SARL Dupont Frères', 'Société Générale de Bois S.A.']);
  expect(values(fields, 'person').toSorted()).toEqual(['Claire Dubois', 'Jean-Pierre Martin']);
});

it('reads a Swiss invoice', async () => {
  const fields = await inText(SWISS, { language: 'de' });
  expect(only(fields, 'invoice_number').value).toBe('20250099');
  expect(only(fields, 'total').normalized).toBe('1234.50 CHF');
  expect(only(fields, 'iban').normalized).toBe('CH9300762011623852957');
  expect(only(fields, 'vat_id').normalized).toBe('CHE116281710');
  expect(values(fields, 'phone')).toEqual(['+41446681800']);
  expect(values(fields, 'date')).toEqual(['2025-05-05']);
  expect(values(fields, 'organisation')).toEqual(['Muster AG']);
});

it('reads an American letter, and takes no number for something that it is not', async () => {
  const fields = await inText(LETTER, { language: 'en' });
  expect(values(fields, 'date').toSorted()).toEqual(['2025-04-03', '2026-12-31']);
  expect(values(fields, 'amount').toSorted()).toEqual(['12.50 USD', '12500.00 USD']);
  expect(values(fields, 'phone')).toEqual(['+15125550134']);
  expect(values(fields, 'url')).toEqual(['https://example.com/a(b)/c?x=1']);
  expect(values(fields, 'order_number')).toEqual([]);
  expect(values(fields, 'organisation')).toEqual(['Initech Inc.', 'Acme Corporation']);
  expect(fields.filter((field) => field.source === 'dictionary').map((field) => field.normalized)).toContain(
    'John Smith',
  );
  for (const field of fields) if (field.source === 'dictionary') expect(field.confidence).toBeLessThanOrEqual(0.7);
});

describe('layout', () => {
  it('finds numbers in the next cell and in the cell below their label', async () => {
    const below = await findFields([
      {
        number: 1,
        method: 'text',
        blocks: [
          table([
            ['Invoice number', 'Customer', 'Total'],
            ['4711-A', 'Globex', '99.50'],
          ]),
        ],
      },
    ]);
    expect(values(below, 'invoice_number')).toEqual(['4711-A']);
    expect(values(below, 'total')).toEqual(['99.50']);
    const beside = await findFields([
      {
        number: 1,
        method: 'text',
        blocks: [
          table([
            ['Rechnung Nr.', '2025/77'],
            ['Summe', '12,00 EUR'],
          ]),
        ],
      },
    ]);
    expect(values(beside, 'invoice_number')).toEqual(['2025/77']);
    expect(values(beside, 'total')).toEqual(['12.00 EUR']);
  });

  it('finds a value on the line below its label', async () => {
    const fields = await inText('Invoice number\n2025-118\nDate of birth:\n01.02.1980\n');
    expect(values(fields, 'invoice_number')).toEqual(['2025-118']);
    expect(values(fields, 'Date of birth')).toEqual(['1980-02-01']);
  });

  it('takes a table of two columns with keys in the first as a form, and no other table', async () => {
    const form = [
      ['Policy holder', 'Jane Doe'],
      ['Policy number', 'X-1'],
      ['Start of cover', '1 May 2025'],
    ];
    const goods = [
      ['Name', 'Price'],
      ['Pen 0815 with 20% off', '3'],
      ['3', '4'],
    ];
    const fields = await findFields([{ number: 1, method: 'text', blocks: [table(form), table(goods)] }]);
    expect(values(fields, 'Policy holder')).toEqual(['Jane Doe']);
    expect(values(fields, 'Start of cover')).toEqual(['2025-05-01']);
    expect(values(fields, 'Name')).toEqual([]);
  });

  it('tells the box of the line, or of the cell, a value stands in', async () => {
    const line: Line = { text: 'Total due 12.00 EUR', box: [0.1, 0.2, 0.5, 0.22] };
    const cell: Cell = { row: 0, column: 1, content: [{ text: 'a@example.com' }], box: [0.5, 0.5, 0.9, 0.52] };
    const blocks: Block[] = [
      { kind: 'paragraph', content: [{ text: line.text }], lines: [line], box: [0, 0, 1, 1] },
      { kind: 'table', rows: 1, columns: 2, cells: [{ row: 0, column: 0, content: [{ text: 'Mail' }] }, cell] },
    ];
    const fields = await findFields([{ number: 1, method: 'text', blocks }]);
    expect(only(fields, 'total').box).toEqual(line.box);
    expect(only(fields, 'email').box).toEqual(cell.box);
  });
});

describe('a document', () => {
  it('gives equal values once, where they stand first', async () => {
    const text = 'Paid 300.00 EUR on 2025-01-02.\nAgain EUR 300,00 on 2 January 2025.';
    const fields = await findFields([page(text), page(text, 2)]);
    expect(fields.map(({ name, normalized, page: number }) => [name, normalized, number]).toSorted()).toEqual([
      ['amount', '300.00 EUR', 1],
      ['date', '2025-01-02', 1],
    ]);
  });

  it('takes account and transaction numbers of a bank statement for what they are', async () => {
    const text = [
      'ACCOUNT NUMBER',
      '003525801543',
      'CHECKING 003525801543',
      'Total checks',
      '$65,360.07',
      'previous balance $41,9',
      '5/31/2020 Online Retail - AnyCompanyRetail.com - 2257980180',
      'Call (858) 555-0101 or 00 49 711 123456-7',
    ].join('\n');
    const fields = await findFields([page(text)], { language: 'en' });
    expect(values(fields, 'account_number')).toEqual(['003525801543']);
    expect(values(fields, 'phone').toSorted()).toEqual(['+18585550101', '+497111234567']);
    expect(values(fields, 'amount')).toEqual(['65360.07 USD']);
    expect(values(fields, 'total')).toEqual([]);
  });

  it('keeps at most 200 fields, and room for rare ones among thousands of others', async () => {
    const many = Array.from({ length: 3_000 }, (_, n) => `Fee ${n}: ${n}.50 EUR on 2025-01-${String((n % 28) + 1)}`);
    const fields = await findFields([page(many.join('\n')), page(GERMAN, 2)], { language: 'de' });
    expect(fields.length).toBeLessThanOrEqual(200);
    expect(values(fields, 'invoice_number')).toEqual(['RE-2025-00123']);
    expect(values(fields, 'amount')).toHaveLength(60);
  });

  it('reads pages as they come', async () => {
    async function* pages(): AsyncGenerator<Page> {
      for (const number of [1, 2]) yield await Promise.resolve(page(`Page ${number} of ${number}00.00 EUR`, number));
    }
    expect(values(await findFields(pages()), 'amount')).toEqual(['100.00 EUR', '200.00 EUR']);
    expect(await findFields([])).toEqual([]);
  });

  it('never fails and always says where, how sure and how', async () => {
    const odd = fc.string({
      unit: fc.constantFrom(...'0 9 . , - / \n \t € $ : @ + ( ) A a Z # é & \u00a0'.split(' '), ' '),
      maxLength: 300,
    });
    await fc.assert(
      fc.asyncProperty(odd, async (text) => {
        for (const field of await inText(text)) {
          expect(field.value.trim()).not.toBe('');
          expect(field.confidence).toBeGreaterThan(0);
          expect(field.confidence).toBeLessThan(1);
          expect(['pattern', 'checksum', 'dictionary', 'form']).toContain(field.source);
        }
      }),
    );
  });

  it.each([
    '1',
    '1 ',
    '1.',
    "1'",
    '1-',
    'a@',
    '@a.',
    '(',
    'Aa: ',
    '€1',
    '1€ ',
    '+1 ',
    'http://',
    'Mr. A',
    'GB82 ',
    'A GmbH ',
    'Aa & ',
    '1 march ',
    'N° ',
    'x\t',
    'Total ',
    '_',
    ' ',
    'Invoice no ',
  ])('reads 400,000 characters of %j without a pattern running away', async (unit) => {
    const begin = performance.now();
    await inText(unit.repeat(400_000 / unit.length), { language: 'en' });
    expect(performance.now() - begin).toBeLessThan(12_000); // quadratic: minutes
  });
});
