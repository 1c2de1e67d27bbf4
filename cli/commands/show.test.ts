import { describe, expect, it, onTestFinished } from 'vitest';
import { createServer } from '../client/server.js';
import type { ShownDocument } from '../client/shapes.js';
import { documentOf, json, serveRoutes, type Route } from '../../test/integration/platform/stand-in-server.js';
import { oneLine } from '../platform/trouble.js';
import { width } from '../terminal/text.js';
import { findDocument } from './find.js';
import { documentLines } from './show.js';
import { plain } from './commands-fixture.js';

describe('docugenie show', () => {
  const items = [
    documentOf({ id: 'aaaa1111-0000-7000-8000-000000000001', filename: 'invoice.pdf' }),
    documentOf({ id: 'aaaa2222-0000-7000-8000-000000000002', filename: 'old invoice.pdf' }),
    documentOf({ id: 'bbbb3333-0000-7000-8000-000000000003', filename: 'letter.pdf' }),
  ];
  const library: Route = (request, response) => {
    const url = new URL(request.url ?? '', 'http://x');
    const id = url.pathname.split('/').at(-1);
    if (id !== 'documents') {
      const found = items.find((each) => each.id === id);
      return found === undefined
        ? json(response, 404, { code: 'document_not_found', title: 'No such document' })
        : json(response, 200, found);
    }
    const q = url.searchParams.get('q');
    if (q !== null)
      return json(response, 200, { items: items.filter((each) => each.filename.includes(q)), next_cursor: null });
    const from = Number(url.searchParams.get('cursor') ?? 0); // pages of one, to be followed
    return json(response, 200, {
      items: items.slice(from, from + 1),
      next_cursor: from + 1 < items.length ? String(from + 1) : null,
    });
  };

  it('finds a document by its id, the beginning or the end of it, its name, or a part of it that only one has', async () => {
    const { url, stop } = await serveRoutes(library);
    onTestFinished(stop);
    const server = createServer({ url, apiKey: 'x' });
    const found = (which: string): Promise<string> =>
      findDocument(server, which).then((each) => each.id.slice(0, 8), oneLine);
    expect(await found('bbbb3333-0000-7000-8000-000000000003')).toBe('bbbb3333');
    expect(await found('bbbb3')).toBe('bbbb3333');
    expect(await found('00000003')).toBe('bbbb3333');
    expect(await found('invoice.pdf')).toBe('aaaa1111');
    expect(await found('letter')).toBe('bbbb3333');
    expect(await found('aaaa')).toMatch(
      /^"aaaa" fits 2 documents: aaaa1111\S+ invoice\.pdf, aaaa2222\S+ old invoice\.pdf —/,
    );
    expect(await found('nothing')).toMatch(/^no document has the id or the name "nothing"/);
    expect(await found('cccc3333-0000-7000-8000-000000000003')).toBe('No such document');
  });

  it('names three of many that fit', async () => {
    const { url, stop } = await serveRoutes((_, response) => {
      const many = Array.from({ length: 7 }, (_, at) => documentOf({ id: `cccc000${at}`, filename: `${at}.pdf` }));
      json(response, 200, { items: many, next_cursor: null });
    });
    onTestFinished(stop);
    expect(await findDocument(createServer({ url, apiKey: 'x' }), 'cccc').catch(oneLine)).toBe(
      '"cccc" fits 7 documents: cccc0000 0.pdf, cccc0001 1.pdf, cccc0002 2.pdf and 4 more — give a whole id',
    );
  });

  it('shows what it is, its steps and its fields within the columns', () => {
    const shown = documentLines(
      documentOf({
        steps: [{ name: 'extract', status: 'completed', progress: null, attempts: 2, duration_ms: 400 }],
        fields: [{ name: 'total', value: '300,00 €', normalized: '300.00 EUR', page: 1, confidence: 0.97 }],
        status: 'failed',
        error: { code: 'internal', message: 'a sentence '.repeat(20), step: null },
      }),
      80,
      plain,
    );
    expect(shown[0]).toBe('invoice.pdf');
    expect(shown).toContain('  file      PDF, 12 kB, 2 pages, English');
    expect(shown).toContain('  type      invoice 94 %');
    expect(shown).toContain('  steps     extract   completed  0.4 s   2 attempts');
    expect(shown).toContain('  fields    total   97 %  300,00 €  (300.00 EUR)');
    expect(shown.join(' ').split('sentence').length).toBe(21);
    for (const line of shown) expect(width(line)).toBeLessThanOrEqual(80);
  });

  it('names types and languages as people do, and not how sure it is that a document is none of the known', () => {
    const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
    const shown = (more: Partial<ShownDocument>): string => documentLines(documentOf(more), 80, plain).join('\n');
    expect(shown({ media_type: docx, bytes: 104_400, pages: 1 })).toContain('file      DOCX, 104 kB, 1 page, English');
    expect(shown({ media_type: 'text/plain', language: 'de' })).toContain(
      'file      plain text, 12 kB, 2 pages, German',
    );
    expect(shown({ media_type: 'x/y', language: '?' })).toContain('file      x/y, 12 kB, 2 pages, ?');
    expect(shown({ label: 'other', confidence: 0.85 })).toMatch(/type {6}other$/m);
    expect(shown({ label: 'letter', confidence: 0.9999997 })).toContain('type      letter 99 %');
  });
});
