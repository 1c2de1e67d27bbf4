import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentOf, json, serveRoutes, type Route } from '../../test/integration/platform/stand-in-server.js';
import { oneLine } from '../platform/trouble.js';
import { add, ADD_STATUS, filesAt } from './add.js';
import type { Context } from './context.js';
import { folder, contextFor } from './commands-fixture.js';

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
