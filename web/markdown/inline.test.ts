import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseInline, spansText, type Span } from './inline.js';

const text = (text: string): Span => ({ kind: 'text', text });

describe('inline Markdown', () => {
  it.each<[string, Span[]]>([
    ['plain', [text('plain')]],
    ['a **b** c', [text('a '), { kind: 'strong', content: [text('b')] }, text(' c')]],
    ['*a* and _b_', [{ kind: 'em', content: [text('a')] }, text(' and '), { kind: 'em', content: [text('b')] }]],
    ['***both***', [{ kind: 'strong', content: [{ kind: 'em', content: [text('both')] }] }]],
    ['~~gone~~', [{ kind: 'del', content: [text('gone')] }]],
    ['`a ** b`', [{ kind: 'code', text: 'a ** b' }]],
    ['`` a ` b ``', [{ kind: 'code', text: 'a ` b' }]],
    [
      '[a *b*](https://x.org/%28)',
      [{ kind: 'link', href: 'https://x.org/%28', content: [text('a '), { kind: 'em', content: [text('b')] }] }],
    ],
    ['![A duck](duck.png)', [{ kind: 'image', alt: 'A duck' }]],
    ['<https://x.org>', [{ kind: 'link', href: 'https://x.org', content: [text('https://x.org')] }]],
    ['$a^{2}$, so', [{ kind: 'math', text: 'a^{2}' }, text(', so')]],
    ['H<sub>2</sub>O', [text('H'), { kind: 'sub', content: [text('2')] }, text('O')]],
    ['a  \nb', [text('a  '), { kind: 'break' }, text('b')]],
    ['a\nb', [text('a'), text(' '), text('b')]],
    ['\\*a\\* &lt;b> &amp;', [text('*a* <b> &')]],
  ])('reads %j', (source, spans) => {
    expect(parseInline(source)).toEqual(spans);
  });

  it.each([
    'snake_case_name',
    '2 * 3 * 4',
    '5 $ and 6 $',
    '$5 and $10',
    'a [b] c',
    '[a](b c)',
    '**open',
    '`open',
    '<b>bold</b>',
    'x < y',
    '1\\2',
  ])('leaves %j as it is', (source) => {
    expect(spansText(parseInline(source))).toBe(source);
  });

  it('shows any text as it was once its signs are escaped', () => {
    const escaped = (plain: string) => plain.replace(/[\\`*_~[\]!$<&]/g, '\\$&');
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }).filter((plain) => !plain.includes('\n')),
        (plain) => {
          expect(parseInline(escaped(plain))).toEqual(plain === '' ? [] : [text(plain)]);
        },
      ),
    );
  });

  it('never loses a letter, whatever signs stand around it', () => {
    const pieces = fc.array(
      fc.constantFrom('*', '**', '_', '`', '~~', '[', ']', '(', ')', '$', '<', '>', '!', '\\', ' ', 'a', 'b'),
    );
    const letters = (source: string) => source.replace(/[^ab]/g, '').split('').sort();
    const shown = (spans: readonly Span[]): string =>
      spans
        .map((span) =>
          'content' in span
            ? shown(span.content) + (span.kind === 'link' ? span.href : '')
            : 'text' in span
              ? span.text
              : 'alt' in span
                ? span.alt
                : '',
        )
        .join('');
    fc.assert(
      fc.property(pieces, (list) => {
        const source = list.join('').replace(/!/g, ''); // the address of a picture is not shown
        expect(letters(shown(parseInline(source)))).toEqual(letters(source));
      }),
    );
  });
});
