import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { headingLevels, parseBlocks, tableCsv, tablesOf, type Item, type MarkdownBlock } from './blocks.js';
import { spansText, type Span } from './inline.js';

const text = (value: string): Span[] => [{ kind: 'text', text: value }];
const item = (value: string, changes: Partial<Item> = {}): Item => ({
  content: text(value),
  marker: null,
  checked: null,
  children: [],
  ...changes,
});

describe('blocks of Markdown', () => {
  it.each<[string, MarkdownBlock[]]>([
    [
      '# One\n\ntext',
      [
        { kind: 'heading', level: 1, content: text('One') },
        { kind: 'paragraph', content: text('text') },
      ],
    ],
    ['### Three ###', [{ kind: 'heading', level: 3, content: text('Three') }]],
    ['---', [{ kind: 'rule' }]],
    [
      '```js\n# no heading\n```\nafter',
      [
        { kind: 'code', text: '# no heading' },
        { kind: 'paragraph', content: text('after') },
      ],
    ],
    ['$$E=mc^{2}$$', [{ kind: 'formula', text: 'E=mc^{2}' }]],
    [
      '$$\na\nb\n$$\nc',
      [
        { kind: 'formula', text: 'a\nb' },
        { kind: 'paragraph', content: text('c') },
      ],
    ],
    [
      '> quoted\n> on',
      [{ kind: 'quote', blocks: [{ kind: 'paragraph', content: [...text('quoted'), ...text(' '), ...text('on')] }] }],
    ],
    ['<!-- image: A duck -->', [{ kind: 'paragraph', content: [{ kind: 'image', alt: 'A duck' }] }]],
    ['<!-- -->', []],
    ['', []],
  ])('reads %j', (source, blocks) => {
    expect(parseBlocks(source)).toEqual(blocks);
  });

  it('reads lists in lists, with markers and ticks', () => {
    expect(parseBlocks('- a\n    - b\n    - [x] c\n        1. d\n- e')).toEqual([
      {
        kind: 'list',
        items: [
          item('a', { children: [item('b'), item('c', { checked: true, children: [item('d', { marker: '1.' })] })] }),
          item('e'),
        ],
      },
    ]);
  });

  it('takes no number in running text for a list', () => {
    expect(parseBlocks('It was in\n2026. That year')).toHaveLength(1);
    expect(parseBlocks('2026. A year')[0]?.kind).toBe('paragraph');
  });

  it('reads tables, with pipes in cells and rows of other lengths', () => {
    const [table] = parseBlocks('| a | b |\n| - | - |\n| 1 \\| 2 | `x|y` |\n| only |\nafter');
    expect(table).toEqual({
      kind: 'table',
      head: [text('a'), text('b')],
      rows: [[text('1 | 2'), [{ kind: 'code', text: 'x|y' }]], [text('only')]],
    });
  });

  it('gives back every cell of a table that is written with escapes', () => {
    const cell = fc.stringMatching(/^[a-z0-9|\\*_ .]{0,8}$/).map((value) => value.trim());
    const grid = fc.array(fc.tuple(cell, cell, cell), { minLength: 2, maxLength: 6 });
    const row = (cells: readonly string[]) =>
      `| ${cells.map((value) => value.replace(/[\\|*_]/g, '\\$&')).join(' | ')} |`;
    fc.assert(
      fc.property(grid, ([head, ...rows]) => {
        const source = [row(head ?? []), '| - | - | - |', ...rows.map(row)].join('\n');
        const [found] = tablesOf(parseBlocks(source));
        const cells = [found?.table.head ?? [], ...(found?.table.rows ?? [])].map((line) => line.map(spansText));
        expect(cells).toEqual([head, ...rows]);
      }),
    );
  });

  it('names tables by the heading above them', () => {
    const source = '| a |\n| - |\n\n## Prices\n\n| b |\n| - |\n';
    expect(tablesOf(parseBlocks(source)).map(({ under }) => under)).toEqual([null, 'Prices']);
  });

  it('never steps down two levels of headings at once', () => {
    const levels = fc.array(fc.integer({ min: 1, max: 6 }));
    fc.assert(
      fc.property(levels, (list) => {
        const found = headingLevels(list.map((level) => ({ kind: 'heading', level, content: [] })));
        let above = 2;
        for (const level of found) {
          expect(level).toBeGreaterThanOrEqual(3);
          expect(level).toBeLessThanOrEqual(Math.min(6, above + 1));
          above = level;
        }
      }),
    );
  });
});

describe('a table as CSV', () => {
  it('quotes what needs it, and keeps a cell from being a formula', () => {
    const [found] = tablesOf(parseBlocks('| a, b | "c" |\n| - | - |\n| =1+1 | -12.50 |\n| @x | +49 |'));
    expect(found && tableCsv(found.table)).toBe(`"a, b","""c"""\r\n'=1+1,-12.50\r\n'@x,+49`);
  });
});
