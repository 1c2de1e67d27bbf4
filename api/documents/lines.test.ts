import { describe, expect, it } from 'vitest';
import type { Box, Page } from '../../domain/documents/content.js';
import { linesOf } from './lines.js';

const first: Box = [0.1, 0.1, 0.5, 0.12];
const second: Box = [0.1, 0.13, 0.3, 0.15];
const cell: Box = [0.6, 0.5, 0.7, 0.52];

describe('the lines of a page', () => {
  it('are those of its blocks, in their order; a table without lines gives its cells', () => {
    const page: Page = {
      number: 1,
      method: 'text',
      blocks: [
        { kind: 'heading', level: 1, content: [{ text: 'Invoice' }], lines: [{ text: 'Invoice', box: first }] },
        { kind: 'paragraph', content: [{ text: 'not placed' }] },
        {
          kind: 'table',
          rows: 1,
          columns: 2,
          cells: [
            { row: 0, column: 0, content: [{ text: 'net ' }, { text: ' 300.00', bold: true }], box: cell },
            { row: 0, column: 1, content: [], box: second },
          ],
        },
      ],
    };
    expect(linesOf(page)).toEqual([
      { text: 'Invoice', box: first },
      { text: 'net 300.00', box: cell },
    ]);
  });
});
