import { blobKeyOf, STEP_NAMES } from '../../domain/documents/document.js';
import type { Blobs, Received } from '../blobs/index.js';
import type { Database, Transaction } from '../db/index.js';

export interface Upload {
  tenant: string;
  received: Received;
  filename: string;
  mediaType: string;
  metadata: Record<string, unknown>;
  priority: number;
}

/** Row lock on the content until commit; PK. Orders this upload with others of the same bytes and with their removal. */
const LOCK_CONTENT = `insert into content (tenant_id, sha256, bytes) values ($1, $2, $3)
  on conflict (tenant_id, sha256) do update set bytes = excluded.bytes`;

/** Served by document_content. */
const EXISTING = `select id from document where tenant_id = $1 and sha256 = $2 and deleted_at is null`;

/** PK; keeps the name it was sent under this time. */
const ALIAS = `insert into document_alias (document_id, tenant_id, filename)
  select id, tenant_id, $2 from document where id = $1 and filename <> $2 on conflict do nothing`;

/** The content row is locked already. */
const NEXT_RUN = `update content set run = run + 1 where tenant_id = $1 and sha256 = $2 returning run`;

/** PK. */
const INSERT = `insert into document (id, tenant_id, sha256, run, filename, media_type, bytes, status, priority, metadata)
  values ($1, $2, $3, $4, $5, $6, $7, 'queued', $8, $9)`;

/** PK. */
const PENDING_STEPS = `insert into document_step (document_id, tenant_id, run, name, status)
  select $1, $2, $3, name, 'pending' from unnest($4::text[]) as step(name)`;

/** The number of the next run of this content: never given twice, also after a deletion. Locks the content's row. */
async function nextRun(tx: Transaction, tenant: string, sha256: string): Promise<number> {
  const [row] = await tx.query<{ run: number }>(NEXT_RUN, [tenant, sha256]);
  if (!row) throw new Error('a document without a content row');
  return row.run;
}

/**
 * Makes the row and the bytes durable, or finds that this tenant has these bytes already. When it answers, the document
 * exists whatever dies next.
 *
 * The bytes are put in their place while the content's row is locked: a removal of the same bytes (of a document that
 * was deleted) is either over, and they are written again, or it waits and then sees the new document.
 */
export async function storeUpload(
  { db, blobs, newId }: { db: Database; blobs: Blobs; newId: () => string },
  upload: Upload,
): Promise<{ id: string; deduplicated: boolean }> {
  const { tenant, received, filename, mediaType } = upload;
  const { sha256, bytes } = received;
  try {
    return await db.transaction(async (tx) => {
      await tx.query(LOCK_CONTENT, [tenant, sha256, bytes]);
      const [existing] = await tx.query<{ id: string }>(EXISTING, [tenant, sha256]);
      if (existing) {
        await tx.query(ALIAS, [existing.id, filename]);
        return { id: existing.id, deduplicated: true };
      }
      await blobs.promote(received, blobKeyOf({ tenant, sha256 }));
      const id = newId();
      const run = await nextRun(tx, tenant, sha256);
      await tx.query(INSERT, [id, tenant, sha256, run, filename, mediaType, bytes, upload.priority, upload.metadata]);
      await tx.query(PENDING_STEPS, [id, tenant, run, STEP_NAMES]);
      tx.emit({
        tenant,
        type: 'document.created',
        subject: `document:${id}`,
        data: { filename, media_type: mediaType, bytes, sha256, run },
      });
      return { id, deduplicated: false };
    });
  } finally {
    await blobs.discard(received); // harmless after promote
  }
}
