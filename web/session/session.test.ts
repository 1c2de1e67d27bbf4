import { describe, expect, it } from 'vitest';
import { createHttp, type Http } from '../http/client.js';
import { createFakeServer, type Answer } from '../testing/server.js';
import { createSession, signinToken } from './session.js';

function setUp(answers: Readonly<Record<string, Answer>>) {
  const server = createFakeServer((path, method) => answers[`${method} ${path}`] ?? { status: 401, body: {} });
  const http: Http = createHttp({ fetch: server.fetch, now: () => 0, unauthenticated: () => session.lost() });
  const session = createSession(() => http);
  return { server, session };
}

const signedIn = { 'GET /v1/documents?limit=1': { body: { items: [], next_cursor: null } } };

describe('the session', () => {
  it('stands when the server still knows the cookie', async () => {
    const { session } = setUp(signedIn);
    await session.begin(null);
    expect(session.state.get()).toEqual({ kind: 'signed_in' });
  });

  it('begins with a link', async () => {
    const { session, server } = setUp({ 'POST /v1/sessions': { status: 201, body: {} } });
    await session.begin('token');
    expect(session.state.get()).toEqual({ kind: 'signed_in' });
    expect(server.asked).toEqual(['POST /v1/sessions']);
  });

  it('stands although its link was used before', async () => {
    const { session } = setUp(signedIn);
    await session.begin('used');
    expect(session.state.get()).toEqual({ kind: 'signed_in' });
  });

  it('tells a spent link from none, and both from a server that is away', async () => {
    const none = setUp({});
    await none.session.begin(null);
    expect(none.session.state.get()).toEqual({ kind: 'signed_out', why: 'none' });
    const spent = setUp({});
    await spent.session.begin('old');
    expect(spent.session.state.get()).toEqual({ kind: 'signed_out', why: 'spent' });
    const away = setUp({ 'POST /v1/sessions': 'unreachable' });
    await away.session.begin('token');
    expect(away.session.state.get()).toEqual({ kind: 'unreachable' });
  });

  it('ends with the first answer that does not know us, but not with a failure', async () => {
    const { session } = setUp(signedIn);
    await session.begin(null);
    expect(await session.check()).toBe('stands');
    session.lost();
    expect(session.state.get()).toEqual({ kind: 'signed_out', why: 'ended' });
    const broken = setUp({ 'GET /v1/documents?limit=1': { status: 503, body: {} } });
    expect(await broken.session.check()).toBe('unreachable');
  });

  it('ends when asked to', async () => {
    const { session } = setUp({ ...signedIn, 'DELETE /v1/sessions/current': { status: 204 } });
    await session.begin(null);
    await session.leave();
    expect(session.state.get()).toEqual({ kind: 'signed_out', why: 'left' });
  });
});

describe('the token of a link', () => {
  it('is what stands behind #signin=', () => {
    expect(signinToken('#signin=dgs_abc-1')).toBe('dgs_abc-1');
    for (const hash of ['', '#', '#signin=', '#main']) expect(signinToken(hash)).toBeNull();
  });
});
