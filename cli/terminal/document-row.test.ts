import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DOCUMENT_STATUSES, STEP_NAMES, STEP_STATUSES } from '../../domain/documents/document.js';
import { documentRow, nameColumnsFor, noteRow, type RowDocument, type RowShape } from './document-row.js';
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
  error: null,
  deduplicated: false,
  created_at: '2026-11-02T08:00:00.000Z',
  completed_at: null,
  steps: [],
  ...more,
});

describe('the row of a document', () => {
  it('looks as designed when it is done', () => {
    const done = document({
      status: 'completed',
      label: 'invoice',
      confidence: 0.94,
      completed_at: '2026-11-02T08:00:00.900Z',
      steps: STEP_NAMES.map((name) => ({ name, status: 'completed', progress: null })),
    });
    expect(documentRow(done, shape({ label: 'samples' }))).toBe(
      '  samples   invoice.pdf    extract ✓ classify ✓ invoice 94 %  index ✓      0.9 s',
    );
  });

  it('leaves out what was done first where there is no room for all', () => {
    const done = document({
      status: 'completed',
      label: 'presentation',
      confidence: 0.57,
      completed_at: '2026-11-02T08:00:00.900Z',
      steps: STEP_NAMES.map((name) => ({ name, status: 'completed', progress: null })),
    });
    const row = documentRow(done, shape({ nameColumns: 20 }));
    expect(row).toContain('  classify ✓ presentation 57 %  index ✓  ');
    expect(row).not.toContain('extract');
  });

  it('tells how far a step is, and nothing of steps that have not begun', () => {
    const reading = document({
      steps: [
        { name: 'extract', status: 'running', progress: { done: 12, total: 38 } },
        { name: 'classify', status: 'pending', progress: null },
      ],
    });
    expect(documentRow(reading, shape())).toMatch(/invoice\.pdf {4}extract 12\/38 +1\.2 s$/);
    expect(documentRow(document(), shape())).toMatch(/ starting +1\.2 s$/);
    expect(documentRow(document({ status: 'queued' }), shape())).toMatch(/ waiting +1\.2 s$/);
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
    expect(documentRow(again, shape())).toContain('already in the library: letter 100 %');
    expect(noteRow('a.pdf', 'failed: the file is empty', 'bad', shape())).toContain('failed: the file is empty');
  });

  it('fits the columns whatever a document is called or says', () => {
    const anyText = fc.string({ unit: 'binary', maxLength: 100 });
    const anyDocument = fc.record({
      filename: anyText,
      status: fc.constantFrom(...DOCUMENT_STATUSES),
      label: fc.option(anyText),
      confidence: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
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
