import { describe, expect, it } from 'vitest';
import { liveWords } from './words.js';

describe('the connection in words', () => {
  const since = new Date(2026, 10, 2, 10, 42).getTime();

  it('counts down to the next attempt while the loss is fresh', () => {
    expect(liveWords({ phase: 'lost', since, retryAt: since + 2_400 }, since)).toMatchObject({
      tone: 'waiting',
      words: 'reconnecting in 3 s',
    });
    expect(liveWords({ phase: 'lost', since, retryAt: null }, since + 400).words).toBe('reconnecting');
  });

  it('says since when it is offline once it lasts', () => {
    const words = liveWords({ phase: 'lost', since, retryAt: since + 70_000 }, since + 60_000);
    expect(words).toMatchObject({ tone: 'failed', words: 'offline since 10:42' });
    expect(words.detail).toContain('in 10 s');
  });

  it('is live when it is', () => {
    expect(liveWords({ phase: 'live' }, since)).toMatchObject({ tone: 'done', words: 'live' });
  });
});
