import type { Document } from '../../domain/documents/document.js';
import { ERRORS, isErrorCode } from '../../domain/errors.js';
import type { Http } from '../http/client.js';
import { parseDocument } from '../wire/document.js';
import { documentPath, type Documents } from './documents.js';

export const canCancel = ({ status }: Document): boolean =>
  status === 'queued' || status === 'processing' || status === 'paused' || status === 'review';

export const canRetry = ({ status }: Document): boolean => status === 'failed' || status === 'cancelled';

/** Whether the same may go well another time: not where the file itself is the reason. */
export const mayPass = (code: string | undefined): boolean =>
  code === undefined || !isErrorCode(code) || ERRORS[code].retryable;

export interface VerbDeps {
  http: Http;
  documents: Documents;
}

/** Cancels or retries; the answer is shown at once. Throws `Problem` (409: its state forbids that by now). */
export async function act({ http, documents }: VerbDeps, id: string, verb: 'cancel' | 'retry'): Promise<void> {
  const document = parseDocument(await http.json(documentPath(id, `/${verb}`), { method: 'POST' }));
  if (document) documents.put(document);
}

/** Deletes for good. Throws `Problem`. */
export async function deleteDocument({ http, documents }: VerbDeps, id: string): Promise<void> {
  await http.json(documentPath(id), { method: 'DELETE' });
  documents.remove(id);
}
