import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { bounded } from './bounded.js';
import type { ApiEnvironment } from './environment.js';
import { failureFrom, renderProblem } from './problem.js';

describe('the bound on requests in hand', () => {
  it('tells those beyond it to come back, and takes others when one has ended', async () => {
    let finish: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => (finish = resolve));
    const app = new Hono<ApiEnvironment>();
    app.onError((error, c) => renderProblem(c, failureFrom(error)));
    app.use('/v1/*', bounded(2));
    app.get('/v1/slow', async (c) => {
      await slow;
      return c.text('done');
    });
    app.on(['GET', 'PUT'], ['/v1/documents', '/v1/channels/tenant/events'], (c) => c.text('apart'));

    const first = [1, 2].map(async () => app.request('/v1/slow'));
    const refused = await app.request('/v1/slow');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
    expect((await app.request('/v1/documents', { method: 'PUT' })).status).toBe(200);
    expect((await app.request('/v1/channels/tenant/events')).status).toBe(200);
    finish();
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual([200, 200]);
    expect((await app.request('/v1/slow')).status).toBe(200);
  });
});
