import { describe, expect, it } from 'vitest';
import { mayPass } from './verbs.js';

describe('trying again', () => {
  it('can help unless the file itself is the reason', () => {
    for (const code of ['document_encrypted', 'document_damaged', 'document_empty']) expect(mayPass(code)).toBe(false);
    for (const code of ['reader_crashed', 'unavailable', 'unreachable', undefined]) expect(mayPass(code)).toBe(true);
  });
});
