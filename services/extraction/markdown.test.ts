import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import type { Block, Cell, Inline, Page } from '../../domain/documents/content.js';
import { markdownOf } from './document-fixture.js';
import { parseHtml } from './html/tree.js';
import { descendants, elements, textOf } from './xml/element.js';

const page = (number: number, ...blocks: Block[]): Page => ({ number, method: 'text', blocks });
const paged = (number: number, ...blocks: Block[]): Page => ({ ...page(number, ...blocks), width: 595, height: 842 });
const render = (...blocks: Block[]): string => markdownOf([page(1, ...blocks)]);
const paragraph = (...content: (string | Inline)[]): Block => ({
  kind: 'paragraph',
  content: content.map((run) => (typeof run === 'string' ? { text: run } : run)),
});
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
  // eslint-disable-next-line no-control-regex -- exactly those
  .map((text) =>
    text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufffd]/g, '').replaceAll('\n', ' '),
  );

describe('Markdown of plain text', () => {
  it('shows any text as one paragraph, letter by letter', () => {
    fc.assert(
      fc.property(tricky, (text) => {
        fc.pre(squeeze(text) !== '');
        const seen = shown(render(paragraph(text)));
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
        const seen = shown(render({ kind: 'heading', level: 2, content: [{ text }] }));
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
        const seen = shown(render(paragraph(lines.join('\n'))));
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
        const root = parseHtml(gfm.render(render({ kind: 'list', items })));
        expect([...elements(root)].map((element) => element.name)).toEqual([ordered ? 'ol' : 'ul']);
        expect([...descendants(root, 'li')].map((item) => squeeze(textOf(item)))).toEqual(texts.map(squeeze));
      }),
      { numRuns: 300 },
    );
  });

  it('shows any texts as the cells of one table', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(tricky, tricky), { minLength: 2, maxLength: 4 }), (rows) => {
        const root = parseHtml(gfm.render(render(table(rows))));
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
        const root = parseHtml(gfm.render(render({ kind: 'code', text })));
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
        expect(letters(shown(render({ kind: 'paragraph', content })).text)).toBe(letters(text));
      }),
      { numRuns: 400 },
    );
  });

  it('marks whole words and parts of words', () => {
    expect(render(paragraph('a ', { text: 'bold ', bold: true }, 'word'))).toBe('a **bold** word\n');
    expect(render(paragraph({ text: 'B', bold: true }, 'old'))).toBe('**B**old\n');
    expect(render(paragraph({ text: 'both', bold: true, italic: true }))).toBe('***both***\n');
    expect(render(paragraph({ text: 'gone', strike: true }))).toBe('~~gone~~\n');
  });

  it('leaves a mark out where Markdown would show its asterisks', () => {
    expect(render(paragraph({ text: '(x)', bold: true }, 'y'))).toBe('(x)y\n');
  });

  it('keeps a word with scripts in one piece', () => {
    expect(render(paragraph('H', { text: '2', script: 'sub' }, 'O and m', { text: '2', script: 'super' }))).toBe(
      'H₂O and m²\n',
    );
    expect(render(paragraph('x', { text: 'Ж', script: 'sub' }))).toBe('xЖ\n');
  });

  it('writes links that cannot end early, and leaves unsafe ones out', () => {
    expect(render(paragraph({ text: 'here', href: 'https://example.org/a b(c)' }))).toBe(
      '[here](https://example.org/a%20b%28c%29)\n',
    );
    expect(render(paragraph({ text: 'here', href: 'javascript:alert(1)' }))).toBe('here\n');
    expect(render(paragraph({ text: 'here', href: ' java\nscript:alert(1)' }))).toBe('here\n');
    expect(shown(render(paragraph({ text: 'a [b] c', href: 'https://example.org' }))).text.trim()).toBe('a [b] c');
  });

  it('writes formulas between dollar signs', () => {
    expect(render(paragraph('so ', { text: 'a^{2}', math: true }, ' is'))).toBe('so $a^{2}$ is\n');
    expect(render({ kind: 'formula', latex: '\\frac{1}{2}' })).toBe('$$\\frac{1}{2}$$\n');
    expect(render({ kind: 'formula' })).toBe('<!-- formula -->\n');
  });
});

describe('Markdown of blocks', () => {
  it('leaves out what stands outside the body', () => {
    expect(render({ ...paragraph('Page 1'), furniture: 'header' }, paragraph('Text'))).toBe('Text\n');
  });

  it('repeats a spanned cell in every place it covers', () => {
    const cells: Cell[] = [
      { row: 0, column: 0, columnSpan: 2, content: [{ text: 'A' }] },
      { row: 1, column: 0, rowSpan: 2, content: [{ text: 'B' }] },
      { row: 1, column: 1, content: [{ text: 'C' }] },
    ];
    expect(render({ kind: 'table', rows: 3, columns: 2, cells })).toBe('| A | A |\n| - | - |\n| B | C |\n| B |  |\n');
  });

  it('does not let a hostile span fill the memory', () => {
    const cells: Cell[] = [{ row: 0, column: 0, columnSpan: 9000, content: [{ text: 'wide' }] }];
    expect(render({ kind: 'table', rows: 1, columns: 9000, cells }).match(/wide/g)).toHaveLength(1);
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
    expect(render(list)).toBe(
      '1. one\n    - 1.1. one point one\n    - a bullet\n100. hundred\n     - deep\n- [x] done\n',
    );
  });

  it('begins a list at the margin even when its first item is a deep one', () => {
    expect(render({ kind: 'list', items: [{ level: 3, content: [{ text: 'x' }] }] })).toBe('- x\n');
  });

  it('keeps two lists apart', () => {
    const list = (text: string): Block => ({ kind: 'list', items: [{ level: 0, content: [{ text }] }] });
    expect(shown(render(list('a'), list('b'))).names).toEqual(['ul', 'ul']);
  });

  it('shows a picture as a comment below its caption, with its description inside', () => {
    expect(render({ kind: 'image', caption: 'Figure 1', alt: 'A duck --> quack' })).toBe(
      'Figure 1\n\n<!-- image: A duck –– quack -->\n',
    );
    expect(render({ kind: 'image' })).toBe('<!-- image -->\n');
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
