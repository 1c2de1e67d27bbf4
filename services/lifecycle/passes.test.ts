import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPasses } from './passes.js';

describe('passes', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  /** Passes that last until they are ended. */
  function passes(pauseMs: number) {
    const ends: (() => void)[] = [];
    const made = createPasses({ pass: () => new Promise((end) => ends.push(end)), everyMs: 1_000, pauseMs });
    return { ...made, begun: () => ends.length, end: () => ends.at(-1)?.() };
  }
  const turn = () => vi.advanceTimersByTimeAsync(0);

  it('are made one at a time, and however often it is kicked meanwhile, one more follows', async () => {
    const work = passes(0);
    work.start();
    work.kick();
    work.kick();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(work.begun()).toBe(1);
    work.end();
    await turn();
    expect(work.begun()).toBe(2);
    work.end();
    await turn();
    expect(work.begun()).toBe(2);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(work.begun()).toBe(3);
  });

  it('wait a while for more to come where they are told to, but not at first', async () => {
    const work = passes(200);
    work.kick();
    expect(work.begun()).toBe(1);
    work.kick();
    work.end();
    await vi.advanceTimersByTimeAsync(199);
    expect(work.begun()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(work.begun()).toBe(2);
  });

  it('end with the one that runs', async () => {
    const work = passes(0);
    work.start();
    work.kick();
    let over = false;
    void work.stop().then(() => (over = true));
    await turn();
    expect(over).toBe(false);
    work.end();
    await turn();
    expect(over).toBe(true);
    work.kick();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(work.begun()).toBe(1);
  });
});
