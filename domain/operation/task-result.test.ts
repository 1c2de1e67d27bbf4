import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { everyWords, resultWords, type TaskRun } from './task-result.js';

const run = (result: unknown, changes: Partial<TaskRun> = {}): TaskRun => ({
  started_at: '2026-11-02T10:00:00.000Z',
  ended_at: '2026-11-02T10:00:01.000Z',
  outcome: 'completed',
  result,
  ...changes,
});

describe('what a periodic task did', () => {
  it.each([
    ['reconcile', { started: 0, restarted: 0, closed: 0, rows: 0, files: 0, received: 0 }, 'nothing to correct'],
    ['reconcile', { started: 1, rows: 0, files: 3 }, '1 document started, 3 files removed'],
    ['sweep', { credentials: 0, requests: 0 }, 'nothing to remove'],
    ['sweep', { credentials: 0, requests: 1_200 }, '1,200 remembered requests removed'],
    ['retention', { keys: 0 }, 'nothing to forget'],
    ['bounces', { mails: 0, refused: 0 }, 'nothing came back'],
    [
      'bounces',
      { mails: 3, late: 0, undelivered: 2, refused: 1 },
      '3 mails read, 2 deliveries came back, 1 address given up',
    ],
    ['compact', { moved: 2 }, '2 moved'],
    ['compact', null, 'nothing to do'],
  ])('%s %j: %s', (name, result, words) => {
    expect(resultWords(name, run(result))).toBe(words);
  });

  it('is not known while it runs, and is the reason when it failed', () => {
    expect(resultWords('sweep', run(null, { ended_at: null, outcome: null }))).toBe('running');
    expect(resultWords('sweep', run({ error: 'The database does not answer.' }, { outcome: 'failed' }))).toBe(
      'failed: The database does not answer.',
    );
    expect(resultWords('sweep', run(null, { outcome: 'failed' }))).toBe('failed');
  });
});

describe('how often', () => {
  it.each([
    [1, 'every second'],
    [60, 'every minute'],
    [90, 'every 90 s'],
    [300, 'every 5 min'],
    [3_600, 'every hour'],
    [86_400, 'every day'],
    [604_800, 'every 7 d'],
  ])('%d s is %s', (seconds, words) => {
    expect(everyWords(seconds)).toBe(words);
  });

  it('is exact: the words say the same number of seconds', () => {
    const size: Record<string, number> = { s: 1, min: 60, h: 3_600, d: 86_400 };
    const whole: Record<string, number> = { second: 1, minute: 60, hour: 3_600, day: 86_400 };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), (seconds) => {
        const [, count, unit = ''] = /^every (?:(\d+) )?(\w+)$/.exec(everyWords(seconds)) ?? [];
        expect(count === undefined ? whole[unit] : Number(count) * (size[unit] ?? 0)).toBe(seconds);
      }),
    );
  });
});
