import { describe, expect, it } from 'vitest';
import { json } from '../../test/integration/platform/stand-in-server.js';
import type { ShownTask } from '../client/shapes.js';
import { width } from '../terminal/text.js';
import { contextFor, plain } from './commands-fixture.js';
import { runTask, taskLines, tasks } from './tasks.js';

const now = Date.parse('2026-11-23T12:00:00.000Z');
const iso = (ms: number) => new Date(now + ms).toISOString();
const task = (changes: Partial<ShownTask> = {}): ShownTask => ({
  name: 'reconcile',
  description: 'Compares rows, runs and stored files, and sets right what has come apart',
  every_s: 300,
  last_run: {
    started_at: iso(-12_000),
    ended_at: iso(-11_600),
    outcome: 'completed',
    result: { started: 0, files: 3 },
  },
  next_run: iso(288_000),
  ...changes,
});

describe('docugenie tasks', () => {
  it('says when each ran and runs next, and what came of it, within the columns', () => {
    const lines = taskLines([task(), task({ name: 'retention', last_run: null, next_run: null })], 80, plain, now);
    expect(lines[0]).toBe('  reconcile every 5 min     ran 12 s ago, took 0.4 s        next in 288 s');
    expect(lines[1]).toBe('            3 files removed');
    expect(lines[3]).toMatch(/^ {2}retention every 5 min {5}not yet {25}next run not known$/);
    for (const line of lines) expect(width(line)).toBeLessThanOrEqual(80);
  });

  it('says that one runs, and why one failed', () => {
    const running = { started_at: iso(-2_000), ended_at: null, outcome: null, result: null };
    const failed = {
      started_at: iso(-20),
      ended_at: iso(-1),
      outcome: 'failed' as const,
      result: { error: 'no disk' },
    };
    const lines = taskLines([task({ last_run: running }), task({ last_run: failed })], 80, plain, now);
    expect(lines.join('\n')).toMatch(/begun 2\.0 s ago[^]*running[^]*took 19 ms[^]*failed: no disk/);
  });

  it('gives programs all there is', async () => {
    const context = await contextFor((_, response) => json(response, 200, { items: [task()], next_cursor: null }));
    expect(await tasks(context, { json: true })).toBe(0);
    expect(JSON.parse(context.text())).toEqual({ items: [task()] });
  });
});

describe('docugenie tasks run', () => {
  /** A task that begins when it is asked for, and has ended at the second look. */
  async function server(outcome: 'completed' | 'failed', ends = true) {
    let looks = -1;
    const context = await contextFor((request, response) => {
      if (request.method === 'POST') {
        looks = 0;
        return json(response, 202, { name: 'reconcile' });
      }
      if (looks === -1) return json(response, 200, { items: [task()] });
      const ended = ends && ++looks > 1;
      const last_run = {
        started_at: iso(0),
        ended_at: ended ? iso(1_000) : null,
        outcome: ended ? outcome : null,
        result: outcome === 'failed' ? { error: 'no disk' } : { started: 0 },
      };
      json(response, 200, { items: [task({ last_run })] });
    });
    return context;
  }

  it('waits for the run that it asked for, and says what came of it', async () => {
    const context = await server('completed');
    expect(await runTask(context, 'reconcile', { wait: true })).toBe(0);
    expect(context.text()).toBe('reconcile: nothing to correct (1.0 s)\n');
  });

  it('ends with 1 when it failed', async () => {
    const context = await server('failed');
    expect(await runTask(context, 'reconcile', { wait: true })).toBe(1);
    expect(context.text()).toBe('reconcile: failed: no disk (1.0 s)\n');
  });

  it('does not wait longer than its patience, or at all where it is told so', async () => {
    const context = await server('completed', false);
    expect(await runTask(context, 'reconcile', { wait: true, patienceMs: 300 })).toBe(0);
    expect(await runTask(context, 'reconcile', { wait: false })).toBe(0);
    expect(context.text().match(/goes on by itself/g)).toHaveLength(2);
  });
});
