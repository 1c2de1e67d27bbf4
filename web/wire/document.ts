import { DOCUMENT_STATUSES, type Document } from '../../domain/documents/document.js';
import { members } from './shape.js';

/** Reads a Document of the API; null when it is none. */
export function parseDocument(value: unknown): Document | null {
  const from = members(value);
  const known =
    typeof from['id'] === 'string' &&
    DOCUMENT_STATUSES.some((status) => status === from['status']) &&
    Array.isArray(from['steps']) &&
    Array.isArray(from['fields']);
  // Parse boundary: the server that serves this page writes only the type that both are built from.
  return known ? (value as Document) : null;
}

/**
 * The later one of two answers about the same document. Answers may overtake each other on the way, so the order in
 * which they arrive says nothing: a higher run wins, then the later `updated_at`; on a tie the one just received.
 */
export function newer(known: Document | null, received: Document): Document {
  if (known === null || received.run > known.run) return received;
  if (received.run < known.run) return known;
  return Date.parse(received.updated_at) < Date.parse(known.updated_at) ? known : received;
}

/** How far a step is, as `progress` frames and `steps[].progress` say it. */
export interface Progress {
  step: string;
  done: number;
  total: number;
  note: string | null;
}

/** Reads the progress of a frame, or of a step where the name is given; null where the total is not known. */
export function parseProgress(value: unknown, step = ''): Progress | null {
  const { step: named, done, total, note } = members(value);
  if (typeof done !== 'number' || typeof total !== 'number' || !(total > 0)) return null;
  return {
    step: typeof named === 'string' ? named : step,
    done: Math.min(Math.max(done, 0), total),
    total,
    note: typeof note === 'string' && note !== '' ? note : null,
  };
}
