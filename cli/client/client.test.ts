import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { oneLine } from '../platform/trouble.js';
import { createScreen } from '../terminal/screen.js';
import { addFiles } from './adding.js';
import { createServer, type Server } from './server.js';
import { capture, documentOf, json, serveRoutes, type Route } from '../../test/integration/platform/stand-in-server.js';

const folder = mkdtempSync(join(tmpdir(), 'dg-client-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function against(route: Route): Promise<Server> {
  const { url, stop } = await serveRoutes(route);
  onTestFinished(stop);
  return createServer({ url, apiKey: 'dgk_test' });
}

function file(name: string, content: string | Buffer): { path: string; bytes: number } {
  const path = join(folder, name);
  writeFileSync(path, content);
  return { path, bytes: Buffer.byteLength(content) };
}

/** What went wrong, in the words that a person reads. */
const refusal = (work: Promise<unknown>): Promise<string> => work.then(() => 'nothing went wrong', oneLine);

const Any = z.looseObject({});

describe('talking to the server', () => {
  it('sends the key and parses the answer', async () => {
    const server = await against((request, response) =>
      json(response, 200, { path: request.url, key: request.headers.authorization }),
    );
    expect(await server.get('/v1/x?y=1', Any)).toEqual({ path: '/v1/x?y=1', key: 'Bearer dgk_test' });
  });

  it('streams a file with its length and tells how far it is', async () => {
    const content = Buffer.alloc(300_000, 'x');
    const { path } = file('large.bin', content);
    const server = await against(async (request, response, body) =>
      json(response, 202, { length: request.headers['content-length'], same: (await body()).equals(content) }),
    );
    const sent: number[] = [];
    expect(await server.put('/v1/documents', path, Any, (bytes) => sent.push(bytes))).toEqual({
      length: '300000',
      same: true,
    });
    expect(sent.at(-1)).toBe(300_000);
    expect(sent.toSorted((a, b) => a - b)).toEqual(sent);
  });

  it('says what the problem document says, also when it comes before everything was sent', async () => {
    const { path } = file('refused.bin', Buffer.alloc(20_000_000));
    const server = await against((_, response) => {
      response.shouldKeepAlive = false;
      json(response, 413, { code: 'too_large', title: 'Too large', detail: 'The limit is 1 MB.' });
    });
    expect(await refusal(server.put('/v1/documents', path, Any, () => undefined))).toBe('The limit is 1 MB.');
  });

  it('has a remedy for a missing key, a server that is not there and one that is something else', async () => {
    const strict = await against((_, response) => json(response, 401, { code: 'unauthenticated', title: 'No key' }));
    expect(await refusal(strict.get('/v1/x', Any))).toMatch(/^No key — set DOCUGENIE_API_KEY/);
    const other = await against((_, response) => response.end('<html>'));
    expect(await refusal(other.get('/v1/x', Any))).toMatch(/not JSON — is DOCUGENIE_URL/);
    const { url, stop } = await serveRoutes(() => undefined);
    await stop();
    const gone = createServer({ url, apiKey: 'x' });
    expect(await refusal(gone.get('/v1/x', Any))).toMatch(
      /^nobody answers at http\S+ \(ECONNREFUSED\) — is it running/,
    );
    const { path } = file('never.bin', 'x');
    expect(await refusal(gone.put('/v1/x', path, Any, () => undefined))).toMatch(/ECONNREFUSED/);
  });

  it('tells a file that cannot be read from a server that is not there', async () => {
    const server = await against((_, response) => json(response, 200, {}));
    expect(await refusal(server.put('/v1/x', folder, Any, () => undefined))).toMatch(
      /^the file cannot be read: EISDIR/,
    );
  });
});

describe('adding files', () => {
  /** Reads every file in two polls; `refuse.txt` is refused, and the third request finds the server away. */
  function library(): { route: Route; uploads: string[] } {
    const polls = new Map<string, number>();
    const uploads: string[] = [];
    let requests = 0;
    return {
      uploads,
      route: async (request, response, body) => {
        await body();
        if (++requests === 3) return json(response, 503, { code: 'unavailable', title: 'Restarting' });
        const url = new URL(request.url ?? '', 'http://x');
        if (request.method === 'PUT') {
          const filename = url.searchParams.get('filename') ?? '';
          if (filename === 'refuse.txt') return json(response, 415, { code: 'unsupported_media_type', title: 'No' });
          uploads.push(filename);
          return json(response, 202, documentOf({ id: filename, filename, status: 'queued', completed_at: null }));
        }
        const id = url.pathname.split('/').at(-1) ?? '';
        const poll = (polls.get(id) ?? 0) + 1;
        polls.set(id, poll);
        const done =
          poll > 1 ? documentOf({ id, filename: id }) : documentOf({ id, filename: id, status: 'processing' });
        return json(response, 200, done);
      },
    };
  }

  it('waits for each to be read, goes on when one is refused, and bears a server that is away for a moment', async () => {
    const { route, uploads } = library();
    const server = await against(route);
    const { output, text } = capture();
    const files = ['one.txt', 'refuse.txt', 'two.txt', 'three.txt', 'four.txt', 'five.txt'].map((name) =>
      file(name, name),
    );
    const outcomes = await addFiles(server, files, {
      screen: createScreen(output, {}),
      label: 'adding',
      wait: true,
      signal: new AbortController().signal,
    });
    expect(outcomes.map(({ document, problem }) => problem ?? document?.status)).toEqual([
      'completed',
      'No',
      'completed',
      'completed',
      'completed',
      'completed',
    ]);
    expect(uploads.toSorted()).toEqual(['five.txt', 'four.txt', 'one.txt', 'three.txt', 'two.txt']);
    const lines = text().trimEnd().split('\n');
    expect(lines.length).toBe(6);
    expect(lines[0]).toMatch(/^ {2}adding {4}/);
    expect(lines.filter((line) => line.startsWith(' '.repeat(12))).length).toBe(5);
    for (const line of lines) expect(line.length).toBe(80);
  });

  it('does not wait when it is not asked to', async () => {
    const { route } = library();
    const server = await against(route);
    const [outcome] = await addFiles(server, [file('one.txt', 'one')], {
      screen: createScreen(capture().output, {}),
      label: 'adding',
      wait: false,
      signal: new AbortController().signal,
    });
    expect(outcome?.document?.status).toBe('queued');
  });

  it('says below the rows, whole, why a file was not read', async () => {
    const message = `This is a file of an unknown type, which cannot be read. ${'It begins with strange bytes. '.repeat(4)}`;
    const server = await against(async (request, response, body) => {
      await body();
      const detail = request.url?.includes('short') === true ? 'No.' : message;
      json(response, 415, { code: 'unsupported_media_type', title: 'No', detail });
    });
    const { output, text } = capture();
    await addFiles(server, [file('short.bin', 'x'), file('long.bin', 'x')], {
      screen: createScreen(output, {}),
      label: 'adding',
      wait: true,
      signal: new AbortController().signal,
    });
    const lines = text().trimEnd().split('\n');
    expect(lines[0]).toMatch(/ short\.bin +failed: No\. /);
    expect(lines[1]).toMatch(/ long\.bin +failed: This is a file .*… /);
    expect(lines[2]).toMatch(/^ {2}failed {4}long\.bin: This is/);
    const whole = lines
      .slice(2)
      .map((line) => line.slice(12))
      .join(' ');
    expect(whole).toBe(`long.bin: ${message.trim()}`);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('says that nobody answers while it tries again', async () => {
    let answers = 0;
    const server = await against((request, response) => {
      if (++answers === 2) return request.socket.destroy();
      json(response, 200, documentOf(answers === 1 ? { status: 'processing', completed_at: null } : {}));
    });
    const drawn: string[] = [];
    const output = { write: (part: string) => drawn.push(part), isTTY: true };
    const [outcome] = await addFiles(server, [file('one.txt', 'one')], {
      screen: createScreen(output, {}),
      label: 'adding',
      wait: true,
      signal: new AbortController().signal,
    });
    expect(drawn.join('')).toContain('nobody answers, trying again');
    expect(drawn.at(-1)).not.toContain('nobody answers');
    expect(outcome?.document?.status).toBe('completed');
  });

  it('calls accepted what was accepted when the server stops, and waits for its return once, not once a file', async () => {
    const accepted = new Set<string>();
    const { url, stop } = await serveRoutes(async (request, response, body) => {
      const id = (await body()).toString() || (request.url ?? '').split('/').at(-1) || '';
      accepted.add(id);
      json(response, 202, documentOf({ id, status: 'processing', completed_at: null }));
      if (accepted.size === 4) void stop();
    });
    const { output, text } = capture();
    const files = Array.from({ length: 12 }, (_, at) => file(`${at}.txt`, `id-${at}`));
    const begun = performance.now();
    const outcomes = await addFiles(createServer({ url, apiKey: 'x' }), files, {
      screen: createScreen(output, {}),
      label: 'adding',
      wait: true,
      signal: new AbortController().signal,
      patienceMs: 700,
    });
    expect(performance.now() - begun).toBeLessThan(3_000);
    const safe = outcomes.filter(({ unfinished }) => unfinished !== undefined);
    expect(safe.length).toBeGreaterThanOrEqual(3); // the answer to the fourth may have been cut off
    for (const { document, problem } of safe) {
      expect(problem).toBeUndefined();
      expect(accepted).toContain(document?.id);
      expect(text().replaceAll(/\n +/g, ' ')).toContain(`safe as ${document?.id}; it goes on at the next start`);
    }
    for (const { document, problem, unfinished } of outcomes)
      if (unfinished === undefined)
        expect([document, problem]).toEqual([undefined, expect.stringContaining('nobody answers')]);
  });

  it('stops when it is interrupted', async () => {
    const interrupted = new AbortController();
    const server = await against((_, response) => {
      json(response, 202, documentOf({ status: 'processing', completed_at: null }));
      interrupted.abort();
    });
    const adding = addFiles(server, [file('one.txt', 'one')], {
      screen: createScreen(capture().output, {}),
      label: 'adding',
      wait: true,
      signal: interrupted.signal,
    });
    await expect(adding).rejects.toThrow(/abort/i);
  });
});
