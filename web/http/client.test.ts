import { describe, expect, it } from 'vitest';
import { createFakeServer, type Answer } from '../testing/server.js';
import { createHttp } from './client.js';
import { parseProblem, retryAfter } from './problem.js';

const now = Date.parse('2026-11-02T10:00:00Z');

function setUp(answer: Answer) {
  let signedOut = 0;
  const server = createFakeServer(() => answer);
  const http = createHttp({ fetch: server.fetch, now: () => now, unauthenticated: () => (signedOut += 1) });
  return { http, signedOut: () => signedOut };
}

describe('requests', () => {
  it('throw what the problem document says', async () => {
    const { http } = setUp({ status: 409, body: { title: 'Conflict', code: 'conflict', detail: 'It is done.' } });
    await expect(http.json('/v1/x')).rejects.toMatchObject({
      status: 409,
      code: 'conflict',
      title: 'Conflict',
      message: 'It is done.',
    });
  });

  it('tell the session when the server no longer knows us', async () => {
    const { http, signedOut } = setUp({ status: 401, body: {} });
    await expect(http.json('/v1/x')).rejects.toMatchObject({ status: 401 });
    expect(signedOut()).toBe(1);
  });

  it('tell no connection from a refusal', async () => {
    const { http, signedOut } = setUp('unreachable');
    await expect(http.text('/v1/x')).rejects.toMatchObject({ status: 0, code: 'unreachable' });
    expect(signedOut()).toBe(0);
  });

  it('carry when to come again', async () => {
    const { http } = setUp({ status: 503, body: {}, headers: { 'retry-after': '7' } });
    await expect(http.json('/v1/x')).rejects.toMatchObject({ retryAfterMs: 7_000 });
  });

  it('answer nothing for 204', async () => {
    const { http } = setUp({ status: 204 });
    await expect(http.json('/v1/x', { method: 'DELETE' })).resolves.toBeUndefined();
  });
});

describe('Retry-After', () => {
  it.each([
    [null, null],
    ['', null],
    ['soon', null],
    ['0', 0],
    ['2.5', 2_500],
    ['-3', 0],
    ['Mon, 02 Nov 2026 10:00:30 GMT', 30_000],
    ['Mon, 02 Nov 2026 09:00:00 GMT', 0],
  ])('%s is %s ms', (header, ms) => {
    expect(retryAfter(header, now)).toBe(ms);
  });
});

describe('parseProblem', () => {
  it('makes a sentence of what is no problem document', () => {
    expect(parseProblem(502, '<html>Bad gateway</html>', null)).toMatchObject({
      status: 502,
      code: 'http_502',
      message: 'The server answered 502',
    });
  });
});
