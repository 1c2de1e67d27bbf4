import type { Announcer } from '../ui/announcer.js';
import type { Documents } from './documents.js';
import { STATUS_NAMES } from './words.js';

/** Says when a document that was in work is done, failed, cancelled, or waits for a person. */
export function announceChanges(documents: Documents, announcer: Announcer): void {
  documents.onChange((document, before) => {
    if (before === null || before.status === document.status) return;
    if (document.status === 'processing' || document.status === 'queued') return;
    const why = document.error ? `: ${document.error.message}` : '';
    announcer.say(`${document.filename}: ${STATUS_NAMES[document.status]}${why}`);
  });
}
