import { describe, expect, it } from 'vitest';
import { json } from '../../test/integration/platform/stand-in-server.js';
import { oneLine } from '../platform/trouble.js';
import { width } from '../terminal/text.js';
import { contextFor, plain } from './commands-fixture.js';
import { drain, queueLines, queues, undrain } from './queues.js';

const drained_at = new Date(2026, 10, 23, 12, 49).toISOString();

async function server() {
  const asked: unknown[] = [];
  const context = await contextFor(async (request, response, body) => {
    const sent = (await body()).toString();
    if (request.url === '/v1/system')
      return json(response, 200, {
        documents: {},
        queues: [
          { name: 'extraction', drained_at, reason: 'new disk' },
          { name: 'ml', drained_at: null, reason: null },
        ],
      });
    asked.push([request.url, sent]);
    if (request.url?.includes('nope') === true)
      return json(response, 404, { code: 'not_found', title: 'Not found', detail: 'There is no queue nope.' });
    const open = request.url?.endsWith('undrain') === true;
    json(response, 200, { name: 'extraction', drained_at: open ? null : drained_at, reason: null });
  });
  return { context, asked };
}

describe('docugenie queues, drain and undrain', () => {
  it('list the queues with what is done from them, and since when and why one is drained', async () => {
    const { context } = await server();
    expect(await queues(context, { json: false })).toBe(0);
    expect(context.text()).toBe(
      [
        'extraction  Reading                   drained 2026-11-23 12:49: new disk',
        'ml          Types, fields and search  open',
        '',
      ].join('\n'),
    );
  });

  it('send the reason where there is one, and say what that means and how to end it', async () => {
    const { context, asked } = await server();
    expect(await drain(context, 'extraction', { reason: 'new disk', json: false })).toBe(0);
    expect(context.text()).toMatch(/^extraction is drained: .*\ndocugenie undrain extraction opens it again\.$/m);
    expect(await drain(context, 'extraction', { json: false })).toBe(0);
    expect(await undrain(context, 'extraction', { json: false })).toBe(0);
    expect(context.text()).toMatch(/extraction is open: work is taken from it again\.\n$/);
    expect(asked).toEqual([
      ['/v1/queues/extraction/drain', '{"reason":"new disk"}'],
      ['/v1/queues/extraction/drain', '{}'],
      ['/v1/queues/extraction/undrain', ''],
    ]);
  });

  it('pass on why there is no such queue', async () => {
    const { context } = await server();
    expect(await drain(context, 'nope', { json: false }).catch(oneLine)).toBe('There is no queue nope.');
  });

  it('fit the columns however long the reason is', () => {
    const [line = ''] = queueLines([{ name: 'extraction', drained_at, reason: 'x'.repeat(500) }], 80, plain);
    expect(width(line)).toBe(80);
    expect(line).toMatch(/…$/);
  });
});
