import { DOCUMENT_STATUSES, type DocumentStatus } from '../../domain/documents/document.js';
import { list, members, number, text } from './shape.js';

/** One part of the product that documents need. */
export interface ComponentState {
  name: string;
  healthy: boolean;
  /** Its version, or "ok"; why it is not healthy. */
  words: string;
}

/** How the product is, and how many documents there are. */
export interface SystemState {
  healthy: boolean;
  components: readonly ComponentState[];
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
    components: list(from['components']).map(parseComponent),
    counts: counts as Record<DocumentStatus, number>, // made of all statuses just above
    total: Object.values(counts).reduce((sum, count) => sum + count, 0),
  };
}

function parseComponent(value: unknown): ComponentState {
  const { name, healthy, detail, version } = members(value);
  const isHealthy = healthy === true;
  return {
    name: text(name),
    healthy: isHealthy,
    words: isHealthy ? text(version) || 'ok' : text(detail) || 'not there',
  };
}
