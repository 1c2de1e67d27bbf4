import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import type { Block, Cell, Inline, Page } from '../../domain/documents/content.js';
import { markdownOf } from './document-fixture.js';
import { parseHtml } from './html/tree.js';
import { descendants, elements, textOf } from './xml/element.js';

const page = (number: number, ...blocks: Block[]): Page => ({ number, method: 'text', blocks });
const paged = (number: number, ...blocks: Block[]): Page => ({ ...page(number, ...blocks), width: 595, height: 842 });
const markdown = (...blocks: Block[]): string => markdownOf([page(1, ...blocks)]);
const runs = (...content: Inline[]): Block => ({ kind: 'paragraph', content });
const paragraph = (text: string): Block => runs({ text });
const table = (rows: string[][], more: Partial<Extract<Block, { kind: 'table' }>> = {}): Block => ({
  kind: 'table',
  rows: rows.length,
  columns: Math.max(...rows.map((row) => row.length)),
  cells: rows.flatMap((row, r) => row.map((text, c): Cell => ({ row: r, column: c, content: [{ text }] }))),
  ...more,
});

/** What an independent Markdown reader makes of the rendered text. */
const gfm = new MarkdownIt({ html: true });
const shown = (markdown: string): { names: string[]; text: string } => {
  const root = parseHtml(gfm.render(markdown));
  return { names: [...elements(root)].map((element) => element.name), text: textOf(root) };
};
const squeeze = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Texts made of what Markdown is made of. */
const tricky = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '*',
        '**',
        '_',
        '__',
        '`',
        '```',
        '~~',
        '~',
        '#',
        '# ',
        '- ',
        '+ ',
        '1. ',
        '12) ',
        '> ',
        '---',
        '===',
        '[',
        ']',
        '](',
        '(x)',
        '[x]: y',
        '![',
        '<b>',
        '</p>',
        '<!--',
        '-->',
        '<?php',
        '&amp;',
        '&lt;',
        '&',
        '\\',
        '|',
        '| a |',
        '|-|',
        ' ',
        '\t',
        'word',
        'H2O',
        'snake_case',
        'é',
        '漢',
        '2 < 3',
        'a<b',
        '$5',
        '!',
        ':',
        '"',
        "'",
        '.',
        ',',
        '    ',
        '[ ] ',
      ),
      fc.string({ maxLength: 4 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''))
  // Control characters are no text; Markdown readers replace them.
  .map((text) => text.replace(/[\p{Cc}\u2028\u2029\ufffd]/gu, (c) => (c === '\t' || c === '\n' ? ' ' : '')));

describe('Markdown of plain text', () => {
  it('shows any text as one paragraph, letter by letter', () => {
    fc.assert(
      fc.property(tricky, (text) => {
        fc.pre(squeeze(text) !== '');
        const seen = shown(markdown(paragraph(text)));
        expect(seen.names).toEqual(['p']);
        expect(squeeze(seen.text)).toBe(squeeze(text));
      }),
      { numRuns: 600 },
    );
  });

  it('shows any text as one heading', () => {
    fc.assert(
      fc.property(tricky, (text) => {
        fc.pre(squeeze(text) !== '');
        const seen = shown(markdown({ kind: 'heading', level: 2, content: [{ text }] }));
        expect(seen.names).toEqual(['h2']);
        expect(squeeze(seen.text)).toBe(squeeze(text));
      }),
      { numRuns: 300 },
    );
  });

  it('shows any lines as one paragraph with line breaks', () => {
    fc.assert(
      fc.property(fc.array(tricky, { minLength: 2, maxLength: 4 }), (lines) => {
        fc.pre(lines.every((line) => squeeze(line) !== ''));
        const seen = shown(markdown(paragraph(lines.join('\n'))));
        expect(seen.names).toEqual(['p']);
        expect(squeeze(seen.text)).toBe(squeeze(lines.join(' ')));
      }),
      { numRuns: 300 },
    );
  });

  it('shows any texts as one list of as many items', () => {
    fc.assert(
      fc.property(fc.array(tricky, { minLength: 1, maxLength: 4 }), fc.boolean(), (texts, ordered) => {
        fc.pre(texts.every((text) => squeeze(text) !== ''));
        const items = texts.map((text, i) => ({
          level: 0,
          content: [{ text }],
          ...(ordered ? { marker: `${i + 1}.` } : {}),
        }));
        const root = parseHtml(gfm.render(markdown({ kind: 'list', items })));
        expect([...elements(root)].map((element) => element.name)).toEqual([ordered ? 'ol' : 'ul']);
        expect([...descendants(root, 'li')].map((item) => squeeze(textOf(item)))).toEqual(texts.map(squeeze));
      }),
      { numRuns: 300 },
    );
  });

  it('shows any texts as the cells of one table', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(tricky, tricky), { minLength: 2, maxLength: 4 }), (rows) => {
        const root = parseHtml(gfm.render(markdown(table(rows))));
        expect([...elements(root)].map((element) => element.name)).toEqual(['table']);
        const seen = [...descendants(root, 'tr')].map((row) => [...elements(row)].map((cell) => squeeze(textOf(cell))));
        expect(seen).toEqual(rows.map((row) => row.map(squeeze)));
      }),
      { numRuns: 300 },
    );
  });

  it('keeps any text inside a listing as it is', () => {
    fc.assert(
      fc.property(fc.array(tricky, { minLength: 1, maxLength: 4 }), (lines) => {
        const text = lines.join('\n');
        fc.pre(text.trim() !== '' && !text.endsWith('\n') && !text.includes('\t'));
        const root = parseHtml(gfm.render(markdown({ kind: 'code', text })));
        expect([...elements(root)].map((element) => element.name)).toEqual(['pre']);
        expect(textOf(root).trimEnd()).toBe(text.trimEnd());
      }),
      { numRuns: 300 },
    );
  });
});

describe('Markdown of formatted text', () => {
  it('never loses or adds a letter, whatever is bold, italic, struck out or code', () => {
    const run = fc.record(
      {
        text: tricky,
        bold: fc.constant(true as const),
        italic: fc.constant(true as const),
        strike: fc.constant(true as const),
      },
      { requiredKeys: ['text'] },
    );
    fc.assert(
      fc.property(fc.array(run, { minLength: 1, maxLength: 5 }), (content) => {
        const text = content.map((one) => one.text).join('');
        fc.pre(squeeze(text) !== '');
        const letters = (from: string): string => from.replace(/[^\p{L}\p{N}]/gu, '');
        expect(letters(shown(markdown({ kind: 'paragraph', content })).text)).toBe(letters(text));
      }),
      { numRuns: 400 },
    );
  });

  it('marks whole words and parts of words', () => {
    expect(markdown(runs({ text: 'a ' }, { text: 'bold ', bold: true }, { text: 'word' }))).toBe('a **bold** word\n');
    expect(markdown(runs({ text: 'B', bold: true }, { text: 'old' }))).toBe('**B**old\n');
    expect(markdown(runs({ text: 'both', bold: true, italic: true }))).toBe('***both***\n');
    expect(markdown(runs({ text: 'gone', strike: true }))).toBe('~~gone~~\n');
  });

  it('leaves a mark out where Markdown would show its asterisks', () => {
    expect(markdown(runs({ text: '(x)', bold: true }, { text: 'y' }))).toBe('(x)y\n');
  });

  it('keeps a word with scripts in one piece', () => {
    expect(
      markdown(runs({ text: 'H' }, { text: '2', script: 'sub' }, { text: 'O and m' }, { text: '2', script: 'super' })),
    ).toBe('H₂O and m²\n');
    expect(markdown(runs({ text: 'x' }, { text: 'Ж', script: 'sub' }))).toBe('xЖ\n');
  });

  it('writes links that cannot end early, and leaves unsafe ones out', () => {
    expect(markdown(runs({ text: 'here', href: 'https://example.org/a b(c)' }))).toBe(
      '[here](https://example.org/a%20b%28c%29)\n',
    );
    expect(markdown(runs({ text: 'here', href: 'javascript:alert(1)' }))).toBe('here\n');
    expect(markdown(runs({ text: 'here', href: ' java\nscript:alert(1)' }))).toBe('here\n');
    expect(shown(markdown(runs({ text: 'a [b] c', href: 'https://example.org' }))).text.trim()).toBe('a [b] c');
  });

  it('writes formulas between dollar signs', () => {
    expect(markdown(runs({ text: 'so ' }, { text: 'a^{2}', math: true }, { text: ' is' }))).toBe('so $a^{2}$ is\n');
    expect(markdown({ kind: 'formula', latex: '\\frac{1}{2}' })).toBe('$$\\frac{1}{2}$$\n');
    expect(markdown({ kind: 'formula' })).toBe('<!-- formula -->\n');
  });
});

describe('Markdown of blocks', () => {
  it('leaves out what stands outside the body', () => {
    expect(markdown({ ...paragraph('Page 1'), furniture: 'header' }, paragraph('Text'))).toBe('Text\n');
  });

  it('repeats a spanned cell in every place it covers', () => {
    const cells: Cell[] = [
      { row: 0, column: 0, columnSpan: 2, content: [{ text: 'A' }] },
      { row: 1, column: 0, rowSpan: 2, content: [{ text: 'B' }] },
      { row: 1, column: 1, content: [{ text: 'C' }] },
    ];
    expect(markdown({ kind: 'table', rows: 3, columns: 2, cells })).toBe('| A | A |\n| - | - |\n| B | C |\n| B |  |\n');
  });

  it('does not let a hostile span fill the memory', () => {
    const cells: Cell[] = [{ row: 0, column: 0, columnSpan: 9000, content: [{ text: 'wide' }] }];
    expect(markdown({ kind: 'table', rows: 1, columns: 9000, cells }).match(/wide/g)).toHaveLength(1);
  });

  it('nests lists by their markers, with markers that Markdown lacks as text', () => {
    const list: Block = {
      kind: 'list',
      items: [
        { level: 0, marker: '1.', content: [{ text: 'one' }] },
        { level: 1, marker: '1.1.', content: [{ text: 'one point one' }] },
        { level: 1, content: [{ text: 'a bullet' }] },
        { level: 0, marker: '100.', content: [{ text: 'hundred' }] },
        { level: 2, content: [{ text: 'deep' }] },
        { level: 0, checked: true, content: [{ text: 'done' }] },
      ],
    };
    expect(markdown(list)).toBe(
      '1. one\n    - 1.1. one point one\n    - a bullet\n100. hundred\n     - deep\n- [x] done\n',
    );
  });

  it('begins a list at the margin even when its first item is a deep one', () => {
    expect(markdown({ kind: 'list', items: [{ level: 3, content: [{ text: 'x' }] }] })).toBe('- x\n');
  });

  it('keeps two lists apart', () => {
    const list = (text: string): Block => ({ kind: 'list', items: [{ level: 0, content: [{ text }] }] });
    expect(shown(markdown(list('a'), list('b'))).names).toEqual(['ul', 'ul']);
  });

  it('shows a picture as a comment below its caption, with its description inside', () => {
    expect(markdown({ kind: 'image', caption: 'Figure 1', alt: 'A duck --> quack' })).toBe(
      'Figure 1\n\n<!-- image: A duck –– quack -->\n',
    );
    expect(markdown({ kind: 'image' })).toBe('<!-- image -->\n');
  });
});

describe('Markdown across pages', () => {
  it('joins a paragraph that a page break cuts in two', () => {
    expect(markdownOf([paged(1, paragraph('It goes')), paged(2, paragraph('on here.'))])).toBe('It goes on here.\n');
    expect(markdownOf([paged(1, paragraph('It ends.')), paged(2, paragraph('new one'))])).toBe('It ends.\n\nnew one\n');
    expect(markdownOf([paged(1, paragraph('hyphen-')), paged(2, paragraph('ated'))])).toBe('hyphenated\n');
  });

  it('looks past page footers and headers for the other half', () => {
    const footer: Block = { ...paragraph('1'), furniture: 'footer' };
    expect(markdownOf([paged(1, paragraph('It goes'), footer), paged(2, paragraph('on.'))])).toBe('It goes on.\n');
  });

  it('keeps paragraphs of slides apart', () => {
    expect(markdownOf([page(1, paragraph('One')), page(2, paragraph('two'))])).toBe('One\n\ntwo\n');
  });

  it('joins a table whose first row is repeated on the next pages', () => {
    const head = ['a', 'b'];
    const text = markdownOf([
      page(1, table([head, ['1', '2']])),
      page(2, table([head, ['3', '4']])),
      page(3, table([head, ['5', '6']]), paragraph('end')),
    ]);
    expect(text).toBe('| a | b |\n| - | - |\n| 1 | 2 |\n| 3 | 4 |\n| 5 | 6 |\n\nend\n');
  });

  it('keeps tables with other first rows apart', () => {
    const text = markdownOf([page(1, table([['a'], ['1']])), page(2, table([['b'], ['2']]))]);
    expect(text).toBe('| a |\n| - |\n| 1 |\n\n| b |\n| - |\n| 2 |\n');
  });
});
