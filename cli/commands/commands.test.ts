import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createServer } from '../client/server.js';
import { capture, documentOf, json, serveRoutes, type Route } from '../../test/integration/platform/stand-in-server.js';
import { layoutOf } from '../platform/layout.js';
import { oneLine } from '../platform/trouble.js';
import { createScreen, createStyle } from '../terminal/screen.js';
import { width } from '../terminal/text.js';
import { filesAt } from './add.js';
import { accessOf, type Context } from './context.js';
import { hitLines, search } from './search.js';
import { documentLines, findDocument } from './show.js';
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
    expect(refusal(() => filesAt(join(at, 'none')))).toMatch(/^there is no file \S+none — check the path$/);
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
      'duck.md                                                              p. 1  0.033',
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

  it('finds a document by its id, the beginning of its id, its name, or a part of it that only one has', async () => {
    const { url, stop } = await serveRoutes(library);
    onTestFinished(stop);
    const server = createServer({ url, apiKey: 'x' });
    const found = (which: string): Promise<string> =>
      findDocument(server, which).then((each) => each.id.slice(0, 8), oneLine);
    expect(await found('bbbb3333-0000-7000-8000-000000000003')).toBe('bbbb3333');
    expect(await found('bbbb3')).toBe('bbbb3333');
    expect(await found('invoice.pdf')).toBe('aaaa1111');
    expect(await found('letter')).toBe('bbbb3333');
    expect(await found('aaaa')).toMatch(
      /^"aaaa" fits 2 documents: aaaa1111\S+ invoice\.pdf, aaaa2222\S+ old invoice\.pdf —/,
    );
    expect(await found('nothing')).toMatch(/^no document is called or begins with "nothing"/);
    expect(await found('cccc3333-0000-7000-8000-000000000003')).toBe('No such document');
  });

  it('shows what it is, its steps and its fields within the columns', () => {
    const shown = documentLines(
      documentOf({
        steps: [{ name: 'extract', status: 'completed', progress: null, attempts: 2, duration_ms: 400 }],
        fields: [{ name: 'total', value: '300,00 €', normalized: '300.00 EUR', page: 1, confidence: 0.97 }],
        error: { code: 'internal', message: 'x'.repeat(200), step: null },
      }),
      80,
      plain,
    );
    expect(shown[0]).toBe('invoice.pdf');
    expect(shown).toContain('  file      application/pdf, 12.3 kB, 2 pages, en');
    expect(shown).toContain('  type      invoice 94 %');
    expect(shown).toContain('  steps     extract   completed  0.4 s   2 attempts');
    expect(shown).toContain('  fields    total   97 %  300,00 €  (300.00 EUR)');
    for (const line of shown) expect(width(line)).toBeLessThanOrEqual(80);
  });
});

describe('docugenie status', () => {
  it('says that it is ready, and counts what it can', async () => {
    const context = await contextFor((request, response) => {
      const url = new URL(request.url ?? '', 'http://x');
      if (url.pathname === '/readyz') return json(response, 200, { status: 'ready' });
      if (url.pathname === '/v1/system') return json(response, 404, { code: 'not_found', title: 'Nothing here' });
      const many = url.searchParams.get('status') === 'completed';
      return json(response, 200, {
        items: many ? Array.from({ length: 200 }, () => ({})) : [],
        next_cursor: many ? 'x' : null,
      });
    });
    expect(await status(context, { json: false })).toBe(0);
    expect(context.text()).toContain('health    ✓ ready');
    expect(context.text()).toContain('documents 200+ completed');
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
