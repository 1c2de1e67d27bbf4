import { describe, expect, it } from 'vitest';
import { parseSystem } from '../wire/system.js';
import { healthWords } from './components.js';

const component = (healthy: boolean) => ({ name: 'postgres', healthy, detail: null, version: '16' });
const drained = { name: 'ml', drained_at: '2026-11-02T10:00:00.000Z', reason: null };
const outage = {
  process: 'worker-ml@host',
  dependency: 'blobs',
  since: '2026-11-02T10:00:00.000Z',
  reason: 'It is away.',
};

describe('how the product is, in a word', () => {
  it.each([
    ['all healthy', { healthy: true, components: [component(true)] }],
    ['drained', { healthy: true, components: [component(true)], queues: [drained] }],
    ['work waits', { healthy: false, components: [component(true)], waiting: [outage], queues: [drained] }],
    ['part missing', { healthy: false, components: [component(false)], waiting: [outage], queues: [drained] }],
    ['part missing', { healthy: false }],
  ])('is "%s": what is missing counts more than what waits, and that more than what was drained', (word, answer) => {
    expect(healthWords(parseSystem(answer)).word).toBe(word);
  });
});
