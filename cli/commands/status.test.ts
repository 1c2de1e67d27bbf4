import { describe, expect, it } from 'vitest';
import { json, type Route } from '../../test/integration/platform/stand-in-server.js';
import { width } from '../terminal/text.js';
import { status, statusLines } from './status.js';
import { contextFor, plain } from './commands-fixture.js';

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

  it('says what documents wait for, whole, and is ready all the same', async () => {
    const reason = `a larger disk, ${'which takes a while, '.repeat(5)}sorry`;
    const context = await contextFor((request, response) =>
      request.url === '/readyz'
        ? json(response, 200, { status: 'ready' })
        : json(response, 200, {
            documents: { queued: 2 },
            queues: [{ name: 'extraction', drained_at: '2026-11-23T12:00:00.000Z', reason }],
            waiting: [
              {
                process: 'worker-ml@host',
                dependency: 'blobs',
                since: '2026-11-23T11:00:00.000Z',
                reason: 'There is no space left to store this',
              },
            ],
          }),
    );
    expect(await status(context, { json: false })).toBe(0);
    const lines = context.text().trimEnd().split('\n');
    for (const line of lines) expect(width(line)).toBeLessThanOrEqual(80);
    const said = lines.map((line) => line.slice(12)).join(' ');
    expect(said).toContain('Types, fields and search wait: storage is full. They go on by themselves.');
    expect(said).toContain(`Reading waits: the queue is drained (${reason}). It goes on when it is undrained.`);
    expect(lines.filter((line) => line.startsWith('  waits'))).toHaveLength(1);
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
