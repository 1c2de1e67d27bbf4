import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { queueWork, waits, waitSentence, type Outage, type Queue } from './waits.js';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 2, 10, minute)).toISOString();
const queue = (name: string, drained_at: string | null = null, reason: string | null = null): Queue => ({
  name,
  drained_at,
  reason,
});
const outage = (worker: string, dependency: string, reason: string, minute = 0): Outage => ({
  process: `worker-${worker}@host`,
  dependency,
  since: at(minute),
  reason,
});
const said = (queues: Queue[], waiting: Outage[]) => waits({ queues, waiting }).map(waitSentence);

describe('what documents wait for', () => {
  it('is nothing while nothing is away and no queue is drained', () => {
    expect(said([queue('extraction'), queue('ml')], [])).toEqual([]);
  });

  it.each([
    ['extraction', 'There is no space left to store this', 'Reading waits: storage is full. It goes on by itself.'],
    [
      'ml',
      'The database does not answer.',
      'Types, fields and search wait: the database does not answer. They go on by themselves.',
    ],
    ['workflow', 'S3 answers 503', 'Finishing waits: S3 answers 503. It goes on by itself.'],
    ['mail', '', 'Documents wait: something is away. They go on by themselves.'],
  ])('says what waits, why, and that nothing needs to be done: %s, %s', (worker, reason, sentence) => {
    expect(said([], [outage(worker, 'blobs', reason)])).toEqual([sentence]);
  });

  it('is told once, however many processes wait for the same, and since the first of them', () => {
    const reason = 'There is no space left to store this';
    const waiting = ['extraction', 'ml', 'workflow'].map((worker, n) => outage(worker, 'blobs', reason, 9 - n));
    expect(waits({ queues: [], waiting })).toEqual([
      {
        key: 'away:blobs',
        what: 'Documents wait',
        why: 'storage is full',
        ends: 'They go on by themselves.',
        since: at(7),
      },
    ]);
  });

  it('names the reason that a person gave for draining a queue, and what ends it', () => {
    expect(said([queue('extraction', at(1), 'new disk'), queue('docugenie', at(2))], [])).toEqual([
      'Reading waits: the queue is drained (new disk). It goes on when it is undrained.',
      'New documents wait: the queue is drained. They go on when it is undrained.',
    ]);
  });

  it('comes in the order of time, one for each queue that is drained and each dependency that is away', () => {
    const minute = fc.integer({ min: 0, max: 59 });
    const queues = fc.uniqueArray(fc.record({ name: fc.string(), drained: fc.option(minute) }), {
      selector: ({ name }) => name,
    });
    const outages = fc.array(
      fc.record({ process: fc.string(), dependency: fc.constantFrom('blobs', 'postgres', 'x'), since: minute }),
    );
    fc.assert(
      fc.property(queues, outages, (drained, away) => {
        const found = waits({
          queues: drained.map((each) => queue(each.name, each.drained === null ? null : at(each.drained))),
          waiting: away.map(({ since, ...each }) => ({ ...each, since: at(since), reason: 'away' })),
        });
        const keys = [
          ...drained.filter((each) => each.drained !== null).map(({ name }) => `drained:${name}`),
          ...new Set(away.map(({ dependency }) => `away:${dependency}`)),
        ];
        expect(found.map(({ key }) => key).sort()).toEqual(keys.sort());
        const times = found.map(({ since }) => since);
        expect(times).toEqual(times.toSorted());
      }),
    );
  });

  it('has words for every queue there is, and the name of one that is new', () => {
    expect(['docugenie', 'extraction', 'ml', 'reports'].map(queueWork)).toEqual([
      'New documents',
      'Reading',
      'Types, fields and search',
      'Reports',
    ]);
  });
});
