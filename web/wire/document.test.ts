import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Document } from '../../domain/documents/document.js';
import { aDocument } from '../testing/server.js';
import { newer, parseDocument, parseProgress } from './document.js';

describe('answers about the same document', () => {
  it('end in the latest state, in whatever order they arrive', () => {
    const answers = fc.uniqueArray(fc.record({ run: fc.integer({ min: 1, max: 4 }), at: fc.nat(50) }), {
      minLength: 1,
      selector: ({ run, at }) => `${run}/${at}`,
    });
    fc.assert(
      fc.property(answers, (list) => {
        const received = list.map(({ run, at }) => aDocument({ run, updated_at: new Date(at).toISOString() }));
        let known: Document | null = null;
        for (const document of received) known = newer(known, document);
        const latest = [...received].sort((a, b) => b.run - a.run || b.updated_at.localeCompare(a.updated_at))[0];
        expect(known).toBe(latest);
      }),
    );
  });

  it('count when they carry the same time: a step may have moved', () => {
    const known = aDocument();
    const received = aDocument();
    expect(newer(known, received)).toBe(received);
  });
});

describe('parseDocument', () => {
  it('takes a document and nothing else', () => {
    const document = aDocument();
    expect(parseDocument(document)).toBe(document);
    for (const other of [null, 'x', [], {}, { ...document, status: 'sleeping' }, { ...document, steps: null }]) {
      expect(parseDocument(other)).toBeNull();
    }
  });
});

describe('parseProgress', () => {
  it('reads how far a step is and keeps it within its bounds', () => {
    expect(parseProgress({ step: 'extract', done: 12, total: 38, note: 'ocr p.12' })).toEqual({
      step: 'extract',
      done: 12,
      total: 38,
      note: 'ocr p.12',
    });
    expect(parseProgress({ done: 40, total: 38 }, 'index')).toEqual({ step: 'index', done: 38, total: 38, note: null });
  });

  it('is nothing where the total is not known', () => {
    for (const value of [null, {}, { done: 1 }, { done: 1, total: 0 }, { done: '1', total: 2 }]) {
      expect(parseProgress(value)).toBeNull();
    }
  });
});
