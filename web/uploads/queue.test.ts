import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Problem, unreachable } from '../http/problem.js';
import { aDocument } from '../testing/server.js';
import { createTimeline } from '../../client/testing/timeline.js';
import { createUploads, PARALLEL } from './queue.js';
import type { Sent } from './send.js';

const file = (name: string, bytes = 10) => new File([new Uint8Array(bytes)], name);
const sent = (file: File): Sent => ({ document: aDocument({ id: file.name }), deduplicated: false });

/** What the server does with each attempt at a file; the last one goes on for ever. */
type Script = Readonly<Record<string, readonly (Problem | 'takes it')[]>>;

function setUp(script: Script = {}) {
  const time = createTimeline();
  const attempts: { name: string; at: number }[] = [];
  const added: string[] = [];
  let running = 0;
  let most = 0;
  const uploads = createUploads({
    ...time,
    random: () => 0.5,
    added: ({ document }) => added.push(document.id),
    async send(file, progress, signal) {
      const tries = attempts.filter(({ name }) => name === file.name).length;
      attempts.push({ name: file.name, at: time.now() });
      running += 1;
      most = Math.max(most, running);
      progress(file.size / 2);
      await new Promise<void>((resolve) => time.after(100, resolve));
      running -= 1;
      if (signal.aborted) throw new Problem(0, 'aborted', '', '');
      const answers = script[file.name] ?? [];
      const answer = answers[Math.min(tries, answers.length - 1)] ?? 'takes it';
      if (answer !== 'takes it') throw answer;
      return sent(file);
    },
  });
  const states = () => uploads.items.get().map(({ name, state }) => `${name}: ${state.get().kind}`);
  return { time, uploads, attempts, added, states, most: () => most };
}

const busy = (retryAfterMs: number | null) => new Problem(429, 'too_many', 'Busy', 'Busy.', retryAfterMs);
const refused = new Problem(415, 'unsupported_media_type', 'No', 'This type cannot be read.');

describe('uploads', () => {
  it('send everything in order, three at a time', async () => {
    const { time, uploads, attempts, added, most } = setUp();
    const names = Array.from({ length: 10 }, (_, index) => `f${index}`);
    uploads.add(names.map((name) => file(name)));
    await time.pass(1_000);
    expect(attempts.map(({ name }) => name)).toEqual(names);
    expect(added).toEqual(names);
    expect(most()).toBe(PARALLEL);
    expect(uploads.totals.get()).toEqual({ all: 10, waiting: 0, sending: 0, added: 10, known: 0, failed: 0 });
  });

  it('wait as long as a busy server asks, then go on with the same file', async () => {
    const { time, uploads, attempts, states } = setUp({ a: [busy(2_000), 'takes it'] });
    const began = time.now();
    uploads.add(['a', 'b', 'c', 'd', 'e'].map((name) => file(name)));
    await time.pass(110);
    expect(uploads.heldUntil.get()).toBe(began + 2_100);
    await time.pass(1_900);
    expect(states()).toEqual(['a: waiting', 'b: added', 'c: added', 'd: waiting', 'e: waiting']);
    await time.pass(1_000);
    expect(uploads.heldUntil.get()).toBeNull();
    expect(uploads.totals.get()).toMatchObject({ added: 5 });
    expect(attempts.filter(({ name }) => name === 'a')).toHaveLength(2);
  });

  it('do not press a busy server that says nothing about when', async () => {
    const { time, uploads, attempts } = setUp({ a: [busy(null)] });
    uploads.add([file('a')]);
    await time.pass(60_000);
    expect(attempts.length).toBeLessThan(15);
    expect(uploads.totals.get()).toMatchObject({ failed: 0 });
  });

  it('say what was refused, and go on with the others', async () => {
    const { time, uploads, states } = setUp({ a: [refused] });
    uploads.add([file('a'), file('b')]);
    await time.pass(500);
    expect(states()).toEqual(['a: failed', 'b: added']);
    expect(uploads.items.get()[0]?.state.get()).toMatchObject({ problem: { message: 'This type cannot be read.' } });
  });

  it('send again what failed without a connection, but not what was refused', async () => {
    const { time, uploads, attempts, states } = setUp({ a: [unreachable(), 'takes it'], b: [refused] });
    uploads.add([file('a'), file('b')]);
    await time.pass(500);
    uploads.retryUnreachable();
    await time.pass(500);
    expect(states()).toEqual(['a: added', 'b: failed']);
    expect(attempts).toHaveLength(3);
  });

  it('end an upload that is taken off the list', async () => {
    const { time, uploads, added } = setUp();
    uploads.add([file('a'), file('b')]);
    const [first] = uploads.items.get();
    if (first) uploads.drop(first);
    await time.pass(500);
    expect(added).toEqual(['b']);
    expect(uploads.totals.get()).toMatchObject({ all: 1, added: 1 });
  });

  it('can be cleared of what is over', async () => {
    const { time, uploads, states } = setUp({ a: [refused], c: [busy(60_000)] });
    uploads.add([file('a'), file('b'), file('c')]);
    await time.pass(500);
    uploads.clear();
    expect(states()).toEqual(['c: waiting']);
  });

  it('send every file exactly once to its end, however often the server is busy or away', async () => {
    const answer = fc.constantFrom(busy(300), busy(null), unreachable(), 'takes it' as const);
    const scripts = fc.array(fc.array(answer, { maxLength: 4 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(scripts, async (list) => {
        const script = Object.fromEntries(
          list.map((answers, index) => [`f${index}`, [...answers, 'takes it' as const]]),
        );
        const { time, uploads, added, most } = setUp(script);
        uploads.add(Object.keys(script).map((name) => file(name)));
        for (let round = 0; round < 6; round += 1) {
          await time.pass(120_000);
          uploads.retryUnreachable();
        }
        await time.pass(120_000);
        expect([...added].sort()).toEqual(Object.keys(script).sort());
        expect(most()).toBeLessThanOrEqual(PARALLEL);
        expect(uploads.totals.get()).toMatchObject({ waiting: 0, sending: 0, failed: 0, added: list.length });
      }),
      { numRuns: 50 },
    );
  });
});
