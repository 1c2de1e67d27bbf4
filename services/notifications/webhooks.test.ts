import { describe, expect, it } from 'vitest';
import { wantedBy } from './webhooks.js';

describe('what an endpoint asked for', () => {
  it.each([
    [['*'], 'queue.drained', true],
    [['document.*'], 'document.failed', true],
    [['document.*'], 'documents.failed', false],
    [['document.*'], 'queue.drained', false],
    [['document.failed', 'queue.drained'], 'queue.drained', true],
    [['document.failed'], 'document.failed_again', false],
    [[], 'document.failed', false],
  ])('%j has %s: %s', (wanted, type, expected) => {
    expect(wantedBy(wanted, type)).toBe(expected);
  });
});
