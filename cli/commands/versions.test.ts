import { describe, expect, it } from 'vitest';
import { documentOf, json } from '../../test/integration/platform/stand-in-server.js';
import type { ShownVersion } from '../client/shapes.js';
import { width } from '../terminal/text.js';
import { contextFor, plain } from './commands-fixture.js';
import { versionLines, versions } from './versions.js';

const version = (run: number, changes: Partial<ShownVersion> = {}): ShownVersion => ({
  run,
  current: false,
  from_step: 'extract',
  status: 'completed',
  error: null,
  label: 'invoice',
  confidence: 0.94,
  pages: 2,
  completed_at: new Date(2026, 10, 23, 12, 49).toISOString(),
  ...changes,
});
const reading = version(3, { current: true, status: 'processing', from_step: 'classify', completed_at: null });
const failed = version(2, {
  status: 'failed',
  error: { code: 'x', message: 'It is cut off. '.repeat(9) },
  pages: null,
});

describe('docugenie versions', () => {
  it('lists the runs, the newest first, each with what it found and when it ended', async () => {
    const asked: (string | undefined)[] = [];
    const context = await contextFor((request, response) => {
      asked.push(request.url);
      return request.url?.endsWith('/versions') === true
        ? json(response, 200, { items: [reading, version(1)], next_cursor: null })
        : json(response, 200, { items: [documentOf({ id: 'aaaa', filename: 'invoice.pdf' })], next_cursor: null });
    });
    expect(await versions(context, 'invoice.pdf', { json: false })).toBe(0);
    expect(asked.at(-1)).toBe('/v1/documents/aaaa/versions');
    const [name, head, newest, oldest] = context.text().split('\n');
    expect(name).toBe('invoice.pdf');
    expect(head).toMatch(/^ +run +status +from +found +pages +ended$/);
    expect(newest).toMatch(/^ +3 +processing +classify +invoice 94 % +2 +not yet$/);
    expect(oldest).toMatch(/^ +1 +completed +extract +invoice 94 % +2 +2026-11-23 12:49$/);
  });

  it('says why a run failed, within the columns', () => {
    const lines = versionLines([reading, failed, version(1, { label: null })], 80, plain);
    expect(lines[2]).toMatch(/ failed +extract +It is cut off\..*… +2026-11-23 12:49$/);
    expect(lines[3]).toMatch(/ nothing /);
    for (const line of lines) expect(width(line)).toBeLessThanOrEqual(80);
  });
});
