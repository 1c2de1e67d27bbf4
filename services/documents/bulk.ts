import type { DocumentStatus } from '../../domain/documents/document.js';
import { allowedIn } from '../../domain/documents/verbs.js';
import type { Database } from '../db/index.js';
import type { DocumentFilter } from './read.js';
import { changeDocuments, type Change, type Changed } from './verbs.js';

/** Documents that are changed in one transaction: their rows are locked no longer than that takes. */
const BATCH = 200;

/** Served by document_library; keyset. Only those whose state allows the verb. */
const SELECTED = `select id from document
  where tenant_id = $1 and deleted_at is null and id > $2 and created_at <= $3 and ($4::text[] is null or status = any($4))
    and ($5::text is null or status = $5) and ($6::text is null or label = $6)
    and ($7::text is null or filename ilike '%' || $7 || '%')
    and ($8::timestamptz is null or created_at >= $8) and ($9::timestamptz is null or created_at < $9)
  order by id limit ${BATCH}`;

const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/**
 * Does one thing to many documents, in batches, each its own transaction: those named, or all that a filter finds now and
 * whose state allows it. What was refused is told of those named only.
 */
export async function changeMany(
  db: Database,
  tenant: string,
  which: { ids: readonly string[] } | { filter: DocumentFilter },
  change: Change,
  now: Date,
): Promise<Changed> {
  const total: Changed = { accepted: [], refused: [], ended: [] };
  const add = (batch: Changed) => {
    total.accepted.push(...batch.accepted);
    total.ended.push(...batch.ended);
    if ('ids' in which) total.refused.push(...batch.refused);
  };
  if ('ids' in which) {
    const ids = [...new Set(which.ids)];
    for (let at = 0; at < ids.length; at += BATCH)
      add(await changeDocuments(db, tenant, ids.slice(at, at + BATCH), change));
    return total;
  }
  const allowed: readonly DocumentStatus[] | undefined = allowedIn(change.verb);
  const { status, label, q, from, to } = which.filter;
  const name = q?.replace(/[\\%_]/g, '\\$&');
  for (let after = FIRST_ID; ;) {
    const values = [tenant, after, now, allowed, status, label, name, from, to].map((value) => value ?? null);
    const ids = (await db.query<{ id: string }>(SELECTED, values)).map(({ id }) => id);
    if (ids.length > 0) add(await changeDocuments(db, tenant, ids, change));
    if (ids.length < BATCH) return total;
    after = ids.at(-1) ?? after;
  }
}
