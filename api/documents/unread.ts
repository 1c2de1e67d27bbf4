import type { Document } from '../../domain/documents/document.js';
import { isTerminal } from '../../domain/documents/document.js';
import { Failure } from '../../domain/errors.js';

/**
 * Why the text of a document is not there: `not_ready` while it may still come, `no_result` where this run has ended
 * without it, so that nobody asks again and again for what only a retry can bring.
 */
export function unread({ status, error }: Pick<Document, 'status' | 'error'>): Failure {
  if (!isTerminal(status)) return new Failure('not_ready', `This document is ${status}; its text is not there yet.`);
  if (status === 'cancelled')
    return new Failure('no_result', 'This document has no text, because it was cancelled. A retry reads it.');
  return new Failure(
    'no_result',
    `This document has no text, because it failed: ${error?.message ?? 'no reason was given.'}`,
  );
}
