import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuery, tsquerySql } from './query.js';
import { markedSnippet } from './snippet.js';

describe('what a person types', () => {
  it('is words, phrases in quotes, and words to leave out', () => {
    expect(parseQuery('Rechnung "net amount" -draft').terms).toEqual([
      { words: ['Rechnung'], excluded: false },
      { words: ['net', 'amount'], excluded: false },
      { words: ['draft'], excluded: true },
    ]);
  });

  it('is never more than letters and digits by the time it reaches the database', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { values } = tsquerySql(parseQuery(text), [], 1);
        for (const value of values)
          expect(value).toMatch(/^'[\p{L}\p{N}\p{M}]+'(:\*)?( <-> '[\p{L}\p{N}\p{M}]+'(:\*)?)*$/u);
      }),
    );
  });
});

describe('a snippet', () => {
  const query = parseQuery('invoice muller');

  it('marks whole words by their beginning, whatever their case and accents', () => {
    expect(markedSnippet('Two invoices for Müller', query)).toBe('Two <mark>invoices</mark> for <mark>Müller</mark>');
  });

  it('escapes everything else, so that a document cannot put markup into a page', () => {
    expect(markedSnippet('<script>alert("invoice")</script>', query)).toBe(
      '&#60;script&#62;alert(&#34;<mark>invoice</mark>&#34;)&#60;/script&#62;',
    );
  });

  it('shows the place where the words stand together', () => {
    const text = `invoice ${'x '.repeat(400)} the invoice of Mr Müller ${'y '.repeat(400)}`;
    expect(markedSnippet(text, query)).toContain('<mark>invoice</mark> of Mr <mark>Müller</mark>');
  });

  it('is text with marks only, for any text and any query', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 800 }), fc.string({ maxLength: 40 }), (text, words) => {
        const bare = markedSnippet(text, parseQuery(words)).replaceAll(/<\/?mark>/g, '');
        expect(bare).not.toMatch(/[<>"']/);
      }),
    );
  });
});
