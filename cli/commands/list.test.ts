import { describe, expect, it } from 'vitest';
import { documentOf, json } from '../../test/integration/platform/stand-in-server.js';
import { width } from '../terminal/text.js';
import { list } from './list.js';
import { contextFor } from './commands-fixture.js';

describe('docugenie list', () => {
  it('shows the newest with the end of their ids, and asks for status and label', async () => {
    const asked: string[] = [];
    const context = await contextFor((request, response) => {
      asked.push(request.url ?? '');
      const failed = documentOf({
        id: '01a20701-cc51-7207-bff9-0000fdcefa21',
        filename: `${'long '.repeat(20)}.docx`,
        status: 'failed',
        error: { code: 'document_damaged', message: 'The archive is truncated, and more words', step: 'extract' },
      });
      json(response, 200, { items: [documentOf({ deduplicated: true }), failed], next_cursor: 'x' });
    });
    expect(await list(context, { status: 'failed', label: 'CV', limit: '2', json: false })).toBe(0);
    expect(asked).toEqual(['/v1/documents?limit=2&status=failed&label=cv']);
    const [first = '', second = '', more] = context.text().split('\n');
    expect(first).toMatch(/^e3b89698 {2}invoice\.pdf +✓ invoice 94 % +2 pages {2}2026-11-0[1-3] \d\d:\d\d$/);
    expect(second).toMatch(/^fdcefa21 {2}long .*…\s?\.docx {2}failed: The archive.*… {2}2026-/);
    expect([width(first), width(second)]).toEqual([80, 80]);
    expect(more).toContain('older');
  });

  it('knows the labels, and says when there is nothing', async () => {
    const context = await contextFor((_, response) => json(response, 200, { items: [], next_cursor: null }));
    await expect(list(context, { label: 'Foo', limit: '20', json: false })).rejects.toThrow(/no label "Foo"/);
    expect(await list(context, { limit: '20', json: false })).toBe(0);
    expect(context.text()).toMatch(/no document yet/);
  });
});
