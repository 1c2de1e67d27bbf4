import { describe, expect, it } from 'vitest';
import { DOCUMENT_STATUSES, isTerminal } from '../../domain/documents/document.js';
import { unread } from './unread.js';

const error = { code: 'document_encrypted', message: 'The PDF cannot be opened without a password.', step: null };

describe('a text that is not there', () => {
  it('is worth waiting for only while the run goes on', () => {
    for (const status of DOCUMENT_STATUSES)
      expect([status, unread({ status, error: null }).code]).toEqual([
        status,
        isTerminal(status) ? 'no_result' : 'not_ready',
      ]);
  });

  it('says why it will not come', () => {
    expect(unread({ status: 'failed', error }).message).toBe(
      'This document has no text, because it failed: The PDF cannot be opened without a password.',
    );
    expect(unread({ status: 'cancelled', error: null }).message).toContain('because it was cancelled');
  });
});
