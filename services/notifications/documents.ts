import type { EventEnvelope } from '../../domain/events/event.js';
import type { Queryable } from '../db/index.js';

/** What is said of a document to people. */
export interface DocumentFacts {
  id: string;
  filename: string;
  label: string | null;
}

/** PK look-ups. What was deleted may not be seen. */
const DOCUMENTS = `select id, filename, label from document where tenant_id = $1 and id = any($2) and deleted_at is null`;

/** The id of the document that an event is about. */
export const documentId = (subject: string): string | undefined => /^document:(.*)$/.exec(subject)?.[1];

/** Those documents that events are about and that can be seen, by id. */
export async function documentsOf(
  db: Queryable,
  tenant: string,
  events: readonly EventEnvelope[],
): Promise<Map<string, DocumentFacts>> {
  const ids = [...new Set(events.flatMap(({ subject }) => documentId(subject) ?? []))];
  if (ids.length === 0) return new Map();
  const rows = await db.query<DocumentFacts>(DOCUMENTS, [tenant, ids]);
  return new Map(rows.map((row) => [row.id, row]));
}
