import { members, number, text, textOrNull } from './shape.js';

/** One page of one document where the words were found. */
export interface Hit {
  documentId: string;
  filename: string;
  mediaType: string;
  label: string | null;
  /** Counted from 1. */
  page: number;
  /** Text in which `<mark>` surrounds what was found and everything else is escaped; see `search/snippet.ts`. */
  snippet: string;
  score: number;
  match: 'words' | 'meaning';
}

/** Reads a hit of the search; null when it is none. */
export function parseHit(value: unknown): Hit | null {
  const from = members(value);
  const documentId = text(from['document_id']);
  if (documentId === '') return null;
  return {
    documentId,
    filename: text(from['filename']),
    mediaType: text(from['media_type']),
    label: textOrNull(from['label']),
    page: number(from['page']) || 1,
    snippet: text(from['snippet']),
    score: number(from['score']),
    match: from['match'] === 'meaning' ? 'meaning' : 'words',
  };
}
