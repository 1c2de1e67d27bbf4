import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createServer } from '../client/server.js';
import type { ShownDocument } from '../client/shapes.js';
import { capture, documentOf, json, serveRoutes, type Route } from '../../test/integration/platform/stand-in-server.js';
import { layoutOf } from '../platform/layout.js';
import { oneLine } from '../platform/trouble.js';
import { createScreen, createStyle } from '../terminal/screen.js';
import { width } from '../terminal/text.js';
import { add, ADD_STATUS, filesAt } from './add.js';
import { cancel, remove, retry } from './change.js';
import { accessOf, type Context } from './context.js';
import { findDocument } from './find.js';
import { list } from './list.js';
import { hitLines, search } from './search.js';
import { documentLines } from './show.js';
import { status, statusLines } from './status.js';

const plain = createStyle(false);

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'dg-commands-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

async function contextFor(route: Route): Promise<Context & { text: () => string }> {
  const { url, stop } = await serveRoutes(route);
  onTestFinished(stop);
  const { output, text } = capture();
  return {
    root: '/',
    environment: { DOCUGENIE_URL: url, DOCUGENIE_API_KEY: 'dgk_test' },
    layout: layoutOf(folder()),
    screen: createScreen(output, {}),
    signal: new AbortController().signal,
    text,
  };
}

const refusal = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return oneLine(error);
  }
  return 'nothing went wrong';
};

describe('where the product is', () => {
  it('comes from the environment, else from the home, and the key of the home goes nowhere else', () => {
    const layout = layoutOf(folder());
    const access = (environment: Record<string, string>): ReturnType<typeof accessOf> =>
      accessOf({ environment, layout });
    expect(refusal(() => access({}))).toMatch(/^nothing was started yet in \S+ — run npm start/);
    writeFileSync(
      layout.credentials,
      JSON.stringify({ url: 'http://home', api_key: 'dgk_home', tenant: 't', user: 'u' }),
    );
    expect(access({})).toEqual({ url: 'http://home', apiKey: 'dgk_home' });
    expect(access({ DOCUGENIE_URL: 'http://home/' })).toEqual({ url: 'http://home', apiKey: 'dgk_home' });
    expect(access({ DOCUGENIE_API_KEY: 'dgk_mine' })).toEqual({ url: 'http://home', apiKey: 'dgk_mine' });
    expect(access({ DOCUGENIE_URL: 'http://far/', DOCUGENIE_API_KEY: 'k' })).toEqual({
      url: 'http://far',
      apiKey: 'k',
    });
    expect(refusal(() => access({ DOCUGENIE_URL: 'http://far' }))).toBe(
      'there is no key for http://far — set DOCUGENIE_API_KEY',
    );
  });
});

describe('docugenie add', () => {
  it('takes files, and folders with all that is in them but hidden files', () => {
    const at = folder();
    mkdirSync(join(at, 'b', 'c'), { recursive: true });
    for (const name of ['z.txt', 'a.txt', '.hidden', 'b/c/deep.txt']) writeFileSync(join(at, name), 'four');
    expect(filesAt(at)).toEqual(['a.txt', 'b/c/deep.txt', 'z.txt'].map((name) => ({ path: join(at, name), bytes: 4 })));
    expect(filesAt(join(at, '.hidden')).length).toBe(1); // asked for by name
    const none = join(at, 'none');
    expect(filesAt(none)).toEqual([{ path: none, bytes: 0, problem: `there is no file ${none} — check the path` }]);
  });

  /** Accepts everything, and has read it when it is asked. */
  const reader: Route = async (request, response, body) => {
    await body();
    const url = new URL(request.url ?? '', 'http://x');
    if (request.method === 'PUT')
      return json(response, 202, documentOf({ filename: url.searchParams.get('filename') ?? '', status: 'queued' }));
    if (url.pathname === '/v1/documents') return json(response, 200, { items: [], next_cursor: null });
    json(response, 200, documentOf());
  };

  it('adds what is there, lists what is not, and ends with 1', async () => {
    const context = await contextFor(reader);
    const there = join(folder(), 'duck.md');
    writeFileSync(there, 'duck');
    expect(await add(context, ['/nope.pdf', there], { wait: true, json: false })).toBe(ADD_STATUS.failed);
    expect(context.text()).toMatch(/nope\.pdf {2}failed: there is no file \/nope\.pdf/);
    expect(context.text()).toMatch(/duck\.md {3}✓ invoice 94 % +2 pages/);
    expect(context.text()).toContain('failed    1 of 2 read');
    expect(await add(context, [there], { wait: true, json: false })).toBe(ADD_STATUS.read);
  });

  it('fails at once, with the remedy and no rows, where nobody answers or the key is wrong', async () => {
    const there = join(folder(), 'duck.md');
    writeFileSync(there, 'duck');
    const strict = await contextFor((_, response) => json(response, 401, { code: 'unauthenticated', title: 'No key' }));
    const { url, stop } = await serveRoutes(() => undefined);
    await stop();
    const gone = { ...strict, environment: { ...strict.environment, DOCUGENIE_URL: url } };
    const begun = performance.now();
    const adding = (context: Context): Promise<unknown> => add(context, [there], { wait: true, json: false });
    expect(await adding(strict).catch(oneLine)).toMatch(/^No key — set DOCUGENIE_API_KEY/);
    expect(await adding(gone).catch(oneLine)).toMatch(/^nobody answers at \S+ .*start it with npm start/);
    expect(performance.now() - begun).toBeLessThan(5_000);
    expect(strict.text()).toBe('');
  });

  it('ends with 3 when all was accepted and the server stopped', async () => {
    const at = folder();
    for (const name of ['a.txt', 'b.txt']) writeFileSync(join(at, name), name);
    const context = await contextFor(async (request, response, body) => {
      if ((request.url ?? '').includes('limit=1')) return json(response, 200, { items: [], next_cursor: null });
      if (request.method === 'GET') return request.socket.destroy();
      await body();
      json(response, 202, documentOf({ status: 'queued', completed_at: null }));
    });
    expect(await add(context, [at], { wait: true, json: false, patienceMs: 300 })).toBe(ADD_STATUS.unfinished);
    expect(context.text()).toMatch(/ a\.txt +accepted, but nobody answers/);
    expect(context.text()).toContain('accepted  0 of 2 read');
  });
});

describe('docugenie search', () => {
  const hit = {
    document_id: 'x',
    filename: 'duck.md',
    page: 1,
    score: 0.0325,
    snippet: '… a cute <mark>duckling</mark> &amp; a &lt;b&gt;',
  };

  it('shows the hits set off: strong with colours, starred without', () => {
    expect(hitLines([hit], 80, plain)).toEqual([
      'duck.md                                                                     p. 1',
      '    … a cute *duckling* & a <b>',
    ]);
    expect(hitLines([hit], 80, createStyle(true))[1]).toBe('    … a cute \u001B[1mduckling\u001B[22m & a <b>');
  });

  it('shows the signs that the server escapes, and takes none of the document for its own', () => {
    const escaped = { ...hit, snippet: 'R&#38;D &#60;b&#62; &#34;\uE000it&#39;s\uE001&#34; <mark>a</mark>' };
    expect(hitLines([escaped], 80, plain)[1]).toBe(`    R&D <b> "·it's·" *a*`);
  });

  it('closes what is set off at the end of a line and opens it again on the next', () => {
    const long = { ...hit, snippet: `<mark>${'word '.repeat(30).trim()}</mark>` };
    const [, ...lines] = hitLines([long], 60, plain);
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(line).toMatch(/^ {4}\*word.*word\*$/);
  });

  it('fits the columns', () => {
    const anyHit = fc.record({
      document_id: fc.constant('x'),
      filename: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 120 }),
      page: fc.option(fc.nat(9_999)),
      score: fc.double({ min: 0, max: 1, noNaN: true }),
      snippet: fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { maxLength: 40 }).map((words) => words.join(' ')),
    });
    fc.assert(
      fc.property(anyHit, fc.integer({ min: 40, max: 80 }), (given, columns) => {
        for (const line of hitLines([given], columns, plain)) expect(width(line)).toBeLessThanOrEqual(columns);
      }),
    );
  });

  it('asks for words, and for a label that there is', async () => {
    const context = await contextFor((_, response) => json(response, 200, { items: [] }));
    const asked = (query: string, label?: string): Promise<unknown> =>
      search(context, query, { mode: 'hybrid', label, limit: '5', json: false }).catch(oneLine);
    expect(await asked(' ')).toMatch(/^there are no words to search for — /);
    expect(await asked('duck', 'Foo')).toMatch(/^there is no label "Foo" — known are invoice, receipt, .*, other$/);
    expect(await asked('duck', 'Invoice')).toBe(1);
  });

  it('asks for mode, label and limit, and ends with 1 when nothing was found', async () => {
    const asked: string[] = [];
    const context = await contextFor((request, response) => {
      asked.push(request.url ?? '');
      json(response, 200, { items: [] });
    });
    expect(await search(context, 'cute duck', { mode: 'text', label: 'letter', limit: '5', json: false })).toBe(1);
    expect(asked).toEqual(['/v1/search?q=cute+duck&mode=text&limit=5&label=letter']);
    expect(context.text()).toBe('Nothing was found for "cute duck".\n');
  });
});

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

describe('docugenie retry, cancel and delete', () => {
  async function library(): Promise<{ context: Context & { text: () => string }; changes: string[] }> {
    const items = [
      documentOf({ id: 'aaaa1111', filename: 'invoice.pdf' }),
      documentOf({ id: 'bbbb2222', filename: 'twice.pdf' }),
      documentOf({ id: 'bbbb3333', filename: 'twice.pdf' }),
    ];
    const changes: string[] = [];
    const context = await contextFor((request, response) => {
      if (request.method === 'GET') return json(response, 200, { items, next_cursor: null });
      changes.push(`${request.method} ${request.url}`);
      if (request.method === 'DELETE') return response.writeHead(204).end();
      if (request.url?.endsWith('cancel') === true)
        return json(response, 409, { code: 'conflict', title: 'No', detail: 'It is over already.' });
      json(response, 202, documentOf({ filename: 'invoice.pdf', status: 'queued', run: 2 }));
    });
    return { context, changes };
  }

  it('do it to the document that is meant, and say what came of it', async () => {
    const { context, changes } = await library();
    expect(await retry(context, 'invoice.pdf', { json: false })).toBe(0);
    expect(context.text()).toMatch(/^invoice\.pdf is queued, run 2 \(/);
    expect(await remove(context, '3333')).toBe(0);
    expect(context.text()).toMatch(/deleted twice\.pdf \(bbbb3333\)/);
    expect(await cancel(context, 'aaaa', { json: false }).catch(oneLine)).toBe('It is over already.');
    expect(changes).toEqual([
      'POST /v1/documents/aaaa1111/retry',
      'DELETE /v1/documents/bbbb3333',
      'POST /v1/documents/aaaa1111/cancel',
    ]);
  });

  it('touch nothing for a part of a name or a name that two have', async () => {
    const { context, changes } = await library();
    expect(await remove(context, 'invoice').catch(oneLine)).toMatch(/^no document has the id or the name "invoice"/);
    expect(await remove(context, 'twice.pdf').catch(oneLine)).toMatch(/^"twice.pdf" fits 2 documents/);
    expect(changes).toEqual([]);
  });
});

describe('docugenie status', () => {
  it('says that it is ready and counts, in numbers for programs', async () => {
    const ready: Route = (request, response) =>
      request.url === '/readyz'
        ? json(response, 200, { status: 'ready' })
        : json(response, 200, { documents: { completed: 200, failed: 0 } });
    const context = await contextFor(ready);
    expect(await status(context, { json: false })).toBe(0);
    expect(context.text()).toContain('health    ✓ ready');
    expect(context.text()).toMatch(/documents 200 completed$/m);
    const programs = await contextFor(ready);
    expect(await status(programs, { json: true })).toBe(0);
    expect(JSON.parse(programs.text())).toMatchObject({ documents: { completed: 200, failed: 0 } });
  });

  it('ends with 1 and the reason when it is not', async () => {
    const context = await contextFor((request, response) =>
      request.url === '/readyz'
        ? json(response, 503, { components: { temporal: 'no worker polls ml' } })
        : json(response, 200, { documents: { completed: 3, failed: 1 } }),
    );
    expect(await status(context, { json: false })).toBe(1);
    expect(context.text()).toMatch(/✗ not ready: 503 .*no worker polls ml/);
    expect(context.text()).toContain('documents 3 completed  1 failed');
  });

  it('fits the columns and tells a process that is being replaced', () => {
    const lines = statusLines(
      {
        url: 'http://127.0.0.1:3000',
        ready: true,
        documents: null,
        processes: [{ name: 'worker ml', pid: 7, alive: false, address: 'x'.repeat(100) }],
      },
      80,
      plain,
    );
    expect(lines.at(-1)).toMatch(/^ {2}processes worker ml +being replaced +x+…$/);
    for (const line of lines) expect(width(line)).toBeLessThanOrEqual(80);
  });
});
