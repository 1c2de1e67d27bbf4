import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markWords, parseSnippet, type SnippetPart } from './snippet.js';

/** What the server does: escape, then mark. */
const escape = (text: string): string =>
  text.replace(
    /[&<>"']/g,
    (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[sign] ?? sign,
  );
const written = (parts: readonly SnippetPart[]): string =>
  parts.map(({ text, hit }) => (hit ? `<mark>${escape(text)}</mark>` : escape(text))).join('');

/** Equal neighbours are one part. */
const joined = (parts: readonly SnippetPart[]): SnippetPart[] =>
  parts.reduce<SnippetPart[]>((all, part) => {
    const last = all.at(-1);
    if (last?.hit === part.hit) return [...all.slice(0, -1), { text: last.text + part.text, hit: last.hit }];
    return [...all, part];
  }, []);

const hostile = fc.oneof(
  fc.string({ minLength: 1, unit: 'grapheme' }),
  fc.constantFrom('<mark>', '</mark>', '<img src=x onerror=alert(1)>', '&amp;lt;', '&#60;script&#62;', '&', '<', '"'),
);

describe('parseSnippet', () => {
  it('gives back exactly what the server escaped and marked, however hostile the text', () => {
    const parts = fc.array(fc.record({ text: hostile, hit: fc.boolean() }));
    fc.assert(
      fc.property(parts, (list) => {
        expect(joined(parseSnippet(written(list)))).toEqual(joined(list));
      }),
    );
  });

  it('shows what it does not know as it is', () => {
    expect(parseSnippet('a &nosuch; b &#x110000; <b>c</b>')).toEqual([
      { text: 'a &nosuch; b &#x110000; <b>c</b>', hit: false },
    ]);
  });
});

describe('markWords', () => {
  it('never changes the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, query) => {
        expect(
          markWords(text, query)
            .map((part) => part.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });

  it('marks beginnings of words, whatever their case, and the longer word first', () => {
    expect(markWords('Invoices, an INVOICE; reinvoice', 'invoice in')).toEqual([
      { text: 'Invoice', hit: true },
      { text: 's, an ', hit: false },
      { text: 'INVOICE', hit: true },
      { text: '; reinvoice', hit: false },
    ]);
  });

  it('takes signs of a query for what is between words, not for a pattern', () => {
    expect(markWords('a.b (c', '.* (c[')).toEqual([
      { text: 'a.b (', hit: false },
      { text: 'c', hit: true },
    ]);
  });
});
