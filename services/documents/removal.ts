import { blobKeyOf, type DocumentRef } from '../../domain/documents/document.js';
import type { Blobs } from '../blobs/index.js';
import type { Database } from '../db/index.js';
import type { DocumentWorkflows } from '../temporal/index.js';

/** Served by document_deleted. */
const DELETED = `select id, tenant_id as tenant, sha256, run, media_type as "mediaType", bytes from document
  where deleted_at is not null and delivered_at is not null order by deleted_at limit 20`;

/** Row lock on the content until commit; PK. */
const LOCK_CONTENT = `select 1 from content where tenant_id = $1 and sha256 = $2 for update`;

/** Served by document_content. */
const ALIVE = `select 1 from document where tenant_id = $1 and sha256 = $2 and deleted_at is null`;

/** PK prefix; every run of a document has its steps. */
const RUNS = `select distinct run from document_step where document_id = $1`;

/** Steps, fields, aliases and chunks go with it. PK. */
const REMOVE = `delete from document where id = $1 and deleted_at is not null`;

/**
 * Removes the rows of deleted documents whose run has closed, and their bytes, unless the same bytes were uploaded again
 * meanwhile. The content's row is locked while it looks and removes, as it is by an upload (`storeUpload`).
 */
export async function removeDeleted(deps: {
  db: Database;
  blobs: Blobs;
  workflows: Pick<DocumentWorkflows, 'stateOf'>;
}): Promise<void> {
  const { db, blobs, workflows } = deps;
  for (const document of await db.query<DocumentRef>(DELETED)) {
    if ((await workflows.stateOf(document)) === 'running') continue;
    const key = blobKeyOf(document);
    await db.transaction(async (tx) => {
      await tx.query(LOCK_CONTENT, [document.tenant, document.sha256]);
      const [alive] = await tx.query(ALIVE, [document.tenant, document.sha256]);
      const runs = await tx.query<{ run: number }>(RUNS, [document.id]);
      for (const { run } of runs) await blobs.removeAll(`${key}/${run}/`);
      if (!alive) await blobs.remove(key);
      await tx.query(REMOVE, [document.id]);
    });
  }
}
