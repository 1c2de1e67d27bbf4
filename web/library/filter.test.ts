import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DOCUMENT_STATUSES } from '../../domain/documents/document.js';
import { aDocument } from '../testing/server.js';
import { beginning, DATES, formatFilter, listQuery, matches, NO_FILTER, parseFilter, type Filter } from './filter.js';

const filters: fc.Arbitrary<Filter> = fc.record({
  label: fc.option(fc.string({ minLength: 1, unit: 'grapheme' })),
  status: fc.option(fc.constantFrom(...DOCUMENT_STATUSES)),
  date: fc.option(fc.constantFrom(...DATES)),
});
const now = new Date(2026, 10, 2, 12, 0, 0).getTime();

describe('the filter of the library', () => {
  it('survives the address bar', () => {
    fc.assert(
      fc.property(filters, (filter) => {
        expect(parseFilter(new URLSearchParams(formatFilter(filter)))).toEqual(filter);
      }),
    );
  });

  it('reads words that it does not know as "any"', () => {
    expect(parseFilter(new URLSearchParams('status=sleeping&date=tomorrow&label='))).toEqual(NO_FILTER);
  });

  it('leaves the address clean when nothing is filtered', () => {
    expect(formatFilter(NO_FILTER)).toBe('');
  });

  it('begins "today" at the reader’s midnight', () => {
    expect(new Date(beginning('today', now))).toEqual(new Date(2026, 10, 2));
  });

  it('asks the server for what it shows itself', () => {
    const query = new URLSearchParams(listQuery({ label: 'id document', status: 'failed', date: '7d' }, 50, 'c', now));
    expect(Object.fromEntries(query)).toEqual({
      limit: '50',
      label: 'id document',
      status: 'failed',
      from: new Date(now - 7 * 86_400_000).toISOString(),
      cursor: 'c',
    });
  });

  it('takes a document only when label, status and date all fit', () => {
    const document = aDocument({ label: 'invoice', status: 'completed', created_at: new Date(now - 1).toISOString() });
    const fits: Filter = { label: 'invoice', status: 'completed', date: 'today' };
    expect(matches(document, fits, now)).toBe(true);
    expect(matches(document, { ...fits, label: 'letter' }, now)).toBe(false);
    expect(matches(document, { ...fits, status: 'failed' }, now)).toBe(false);
    expect(matches({ ...document, created_at: '2020-01-01T00:00:00.000Z' }, fits, now)).toBe(false);
  });
});
