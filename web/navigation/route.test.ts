import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DOCUMENT_STATUSES } from '../../domain/documents/document.js';
import { INBOX_VIEWS } from '../inbox/lines.js';
import { DATES } from '../library/filter.js';
import { formatRoute, parseRoute, TABS, type Route } from './route.js';

const words = fc.string({ unit: 'grapheme' });
const routes: fc.Arbitrary<Route> = fc.oneof(
  fc.record({
    page: fc.constant('library' as const),
    filter: fc.record({
      label: fc.option(words.filter((label) => label !== '')),
      status: fc.option(fc.constantFrom(...DOCUMENT_STATUSES)),
      date: fc.option(fc.constantFrom(...DATES)),
    }),
  }),
  fc.record({
    page: fc.constant('document' as const),
    id: words.filter((id) => id !== '' && id !== '.' && id !== '..'),
    number: fc.integer({ min: 1, max: 100_000 }),
    tab: fc.constantFrom(...TABS),
    q: words,
    runs: fc.option(fc.tuple(fc.integer({ min: 1, max: 9_999 }), fc.integer({ min: 1, max: 9_999 }))),
  }),
  fc.record({
    page: fc.constant('search' as const),
    q: words,
    label: fc.option(words.filter((label) => label !== '')),
  }),
  fc.constant({ page: 'system' as const }),
  fc.constant({ page: 'preferences' as const }),
  fc.record({ page: fc.constant('webhooks' as const), open: fc.option(words.filter((id) => id !== '')) }),
  fc.record({ page: fc.constant('inbox' as const), view: fc.constantFrom(...INBOX_VIEWS) }),
);

describe('addresses', () => {
  it('say all of a route: going there again shows the same', () => {
    fc.assert(
      fc.property(routes, (route) => {
        const url = new URL(formatRoute(route), 'http://127.0.0.1');
        expect(parseRoute(url.pathname, url.searchParams)).toEqual(route);
      }),
    );
  });

  it('are short where there is nothing special to say', () => {
    expect(formatRoute({ page: 'document', id: 'x', number: 1, tab: 'fields', q: '', runs: null })).toBe(
      '/documents/x',
    );
    expect(formatRoute({ page: 'inbox', view: 'inbox' })).toBe('/inbox');
    expect(formatRoute({ page: 'search', q: '', label: null })).toBe('/search');
  });

  it('that are broken still lead somewhere', () => {
    expect(parseRoute('/documents/%E0%A4%A', new URLSearchParams('page=-3&tab=nothing&runs=0-x'))).toEqual({
      page: 'document',
      id: '%E0%A4%A',
      number: 1,
      tab: 'fields',
      q: '',
      runs: null,
    });
    expect(parseRoute('/nowhere', new URLSearchParams())).toEqual({ page: 'missing', path: '/nowhere' });
  });
});
