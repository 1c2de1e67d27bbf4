import { describe, expect, it } from 'vitest';
import { documentOf, json } from '../../test/integration/platform/stand-in-server.js';
import { oneLine } from '../platform/trouble.js';
import { change, remove } from './change.js';
import type { Context } from './context.js';
import { contextFor } from './commands-fixture.js';

describe('docugenie retry, cancel and delete', () => {
  async function library(): Promise<{ context: Context & { text: () => string }; changes: string[] }> {
    const items = [
      documentOf({ id: 'aaaa1111', filename: 'invoice.pdf' }),
      documentOf({ id: 'bbbb2222', filename: 'twice.pdf' }),
      documentOf({ id: 'bbbb3333', filename: 'twice.pdf' }),
    ];
    const changes: string[] = [];
    const context = await contextFor(async (request, response, body) => {
      if (request.method === 'GET') return json(response, 200, { items, next_cursor: null });
      changes.push(`${request.method} ${request.url} ${(await body()).toString()}`.trim());
      if (request.method === 'DELETE') return response.writeHead(204).end();
      if (request.url?.endsWith('cancel') === true)
        return json(response, 409, { code: 'conflict', title: 'No', detail: 'It is over already.' });
      json(response, 202, documentOf({ filename: 'invoice.pdf', status: 'queued', run: 2 }));
    });
    return { context, changes };
  }

  it('do it to the document that is meant, and say what came of it', async () => {
    const { context, changes } = await library();
    expect(await change(context, 'invoice.pdf', 'retry', { json: false })).toBe(0);
    expect(context.text()).toMatch(/^invoice\.pdf is queued, run 2 \(/);
    expect(await remove(context, '3333')).toBe(0);
    expect(context.text()).toMatch(/deleted twice\.pdf \(bbbb3333\)/);
    expect(await change(context, 'aaaa', 'cancel', { json: false }).catch(oneLine)).toBe('It is over already.');
    expect(changes).toEqual([
      'POST /v1/documents/aaaa1111/retry',
      'DELETE /v1/documents/bbbb3333',
      'POST /v1/documents/aaaa1111/cancel',
    ]);
  });

  it('reprocess from a step that is named, and pause and resume', async () => {
    const { context, changes } = await library();
    expect(await change(context, 'invoice.pdf', 'reprocess', { from: 'fields', json: false })).toBe(0);
    expect(await change(context, 'invoice.pdf', 'pause', { json: true })).toBe(0);
    expect(await change(context, 'invoice.pdf', 'resume', { json: true })).toBe(0);
    expect(changes).toEqual([
      'POST /v1/documents/aaaa1111/reprocess {"from_step":"fields"}',
      'POST /v1/documents/aaaa1111/pause',
      'POST /v1/documents/aaaa1111/resume',
    ]);
  });

  it('touch nothing for a part of a name or a name that two have', async () => {
    const { context, changes } = await library();
    expect(await remove(context, 'invoice').catch(oneLine)).toMatch(/^no document has the id or the name "invoice"/);
    expect(await remove(context, 'twice.pdf').catch(oneLine)).toMatch(/^"twice.pdf" fits 2 documents/);
    expect(changes).toEqual([]);
  });
});
