import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DOCUMENT_STATUSES, STEP_NAMES, STEP_STATUSES } from '../../domain/documents/document.js';
import { documentRow, nameColumnsFor, noteRow, said, type RowDocument, type RowShape } from './document-row.js';
import { createStyle } from './screen.js';
import { width } from './text.js';

const shape = (more: Partial<RowShape> = {}): RowShape => ({
  label: '',
  nameColumns: 13,
  columns: 80,
  style: createStyle(false),
  elapsedMs: 1_234,
  ...more,
});

const document = (more: Partial<RowDocument> = {}): RowDocument => ({
  filename: 'invoice.pdf',
  status: 'processing',
  label: null,
  confidence: null,
  pages: null,
  error: null,
  deduplicated: false,
  created_at: '2026-11-02T08:00:00.000Z',
  completed_at: null,
  steps: [],
  ...more,
});

describe('the row of a document', () => {
  const finished = (label: string | null, confidence: number, pages: number | null): RowDocument =>
    document({
      status: 'completed',
      label,
      confidence,
      pages,
      completed_at: '2026-11-02T08:00:00.900Z',
      steps: STEP_NAMES.map((name) => ({ name, status: 'completed', progress: null })),
    });

  it('shows what it is, its pages and its time when it is done, alike for all', () => {
    expect([
      documentRow(finished('invoice', 0.94, 1), shape({ label: 'samples' })),
      documentRow(finished('scientific paper', 0.9999997, 38), shape()),
      documentRow(finished('other', 0.85, 2), shape()),
      documentRow(finished(null, 0, null), shape()),
    ]).toEqual([
      '  samples   invoice.pdf    ✓ invoice 94 %                         1 page   0.9 s',
      '            invoice.pdf    ✓ scientific paper 99 %              38 pages   0.9 s',
      '            invoice.pdf    ✓ other                               2 pages   0.9 s',
      '            invoice.pdf    ✓ read                                          0.9 s',
    ]);
  });

  it('keeps what it is where there is no room for its pages', () => {
    expect(said(finished('scientific paper', 0.57, 12), 25, createStyle(false))).toBe('✓ scientific paper 57 %');
  });

  it('tells the step it is at and how far, also while several go on and between two', () => {
    const at = (...steps: RowDocument['steps']): string => said(document({ steps }), 40, createStyle(false)).trimEnd();
    const reading = { name: 'extract', status: 'running', progress: { done: 12, total: 38 } } as const;
    const fields = { name: 'fields', status: 'running', progress: { done: 1, total: 2 } } as const;
    const read = { ...reading, status: 'completed' } as const;
    expect(at(reading, { name: 'classify', status: 'pending', progress: null })).toBe('extract ▮▮▮▯▯▯▯▯▯▯ 12/38');
    expect(at(read, { name: 'classify', status: 'running', progress: null })).toBe('classify …');
    expect(at(read, { name: 'classify', status: 'running', progress: null }, fields)).toBe('fields ▮▮▮▮▮▯▯▯▯▯ 1/2');
    expect(at(read, { name: 'publish', status: 'pending', progress: null })).toBe('publish …');
    expect(at(read)).toBe('finishing');
    expect(at()).toBe('starting');
    expect(said(document({ status: 'queued' }), 40, createStyle(false))).toBe('waiting');
    expect(documentRow(document({ steps: [reading] }), shape())).toMatch(/ 12\/38 +1\.2 s$/);
  });

  it('says why it failed, that it waits for a person, that it was there before', () => {
    const failed = document({
      status: 'failed',
      error: { code: 'document_damaged', message: 'cut off', step: 'extract' },
    });
    expect(documentRow(failed, shape())).toContain('failed: cut off');
    const unsure = document({ status: 'review', label: 'contract', confidence: 0.61 });
    expect(documentRow(unsure, shape())).toContain('waiting for you: contract 61 %');
    const again = document({ status: 'completed', deduplicated: true, label: 'letter', confidence: 1 });
    expect(documentRow(again, shape())).toMatch(/✓ letter 100 % +already here +1\.2 s$/);
    expect(noteRow('a.pdf', 'failed: the file is empty', 'bad', shape())).toContain('failed: the file is empty');
  });

  it('fits the columns whatever a document is called or says', () => {
    const anyText = fc.string({ unit: 'binary', maxLength: 100 });
    const anyDocument = fc.record({
      filename: anyText,
      status: fc.constantFrom(...DOCUMENT_STATUSES),
      label: fc.option(anyText),
      confidence: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      pages: fc.option(fc.nat(99_999)),
      error: fc.option(fc.record({ code: fc.constant('internal'), message: anyText, step: fc.constant(null) })),
      deduplicated: fc.boolean(),
      created_at: fc.constant('2026-11-02T08:00:00.000Z'),
      completed_at: fc.option(fc.constant('2026-11-03T08:00:00.000Z')),
      steps: fc.array(
        fc.record({
          name: fc.constantFrom(...STEP_NAMES),
          status: fc.constantFrom(...STEP_STATUSES),
          progress: fc.option(fc.record({ done: fc.nat(99_999), total: fc.nat(99_999) })),
        }),
      ),
    });
    fc.assert(
      fc.property(anyDocument, fc.integer({ min: 60, max: 80 }), fc.boolean(), (given, columns, colour) => {
        const nameColumns = nameColumnsFor([given.filename]);
        const row = documentRow(given, shape({ columns, nameColumns, style: createStyle(colour) }));
        expect(width(row)).toBe(columns);
        expect(row).not.toContain('\n');
      }),
    );
  });
});
