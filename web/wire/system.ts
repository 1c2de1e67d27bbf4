import { DOCUMENT_STATUSES, type DocumentStatus } from '../../domain/documents/document.js';
import { list, members, number, text } from './shape.js';

/** How the product is, and how many documents there are. */
export interface SystemState {
  healthy: boolean;
  /** In words: "PostgreSQL 16.14", "temporal: no answer". */
  components: readonly string[];
  counts: Readonly<Record<DocumentStatus, number>>;
  total: number;
}

/** Reads the answer of `GET /v1/system`. */
export function parseSystem(value: unknown): SystemState {
  const from = members(value);
  const documents = members(from['documents']);
  const counts = Object.fromEntries(DOCUMENT_STATUSES.map((status) => [status, number(documents[status])]));
  return {
    healthy: from['healthy'] === true,
    components: list(from['components']).map(componentWords),
    counts: counts as Record<DocumentStatus, number>, // made of all statuses just above
    total: Object.values(counts).reduce((sum, count) => sum + count, 0),
  };
}

function componentWords(value: unknown): string {
  const { name, healthy, detail, version } = members(value);
  return healthy === true ? `${text(name)} ${text(version) || 'ok'}` : `${text(name)}: ${text(detail) || 'not there'}`;
}
