import { isTerminal, type DocumentStatus } from '../../domain/documents/document.js';
import { fail } from '../../domain/errors.js';
import type { Database, Transaction } from '../db/index.js';
import { insertPendingSteps, nextRun } from './upload.js';

/*
 * What a person can ask of a document. Each verb changes the row and records its event in one transaction; the
 * dispatcher then tells the workflow, as often as it takes. From the moment the transaction commits, effects of the old
 * state find no row to change (`superseded`).
 *
 *   queued ─▶ processing ─▶ completed │ failed
 *      └──cancel──┴─▶ cancelled
 *   failed, cancelled ─retry─▶ queued (run + 1)
 *   any ─delete─▶ gone
 */

/** Row lock on the document until commit; PK. */
const LOCK = `select status, run, sha256 from document where id = $1 and tenant_id = $2 and deleted_at is null for update`;

/** PK; the row is locked, as for the statements below. */
const CANCEL = `update document set status = 'cancelled', delivered_at = null, updated_at = now(), completed_at = now() where id = $1`;

const CANCEL_STEPS = `update document_step set status = 'cancelled', ended_at = now(), progress = null
  where document_id = $1 and run = $2 and status in ('pending', 'running')`;

const RESTART = `update document set run = $2, status = 'queued', error = null, admitted_at = null, delivered_at = null,
  completed_at = null, updated_at = now() where id = $1`;

const DELETE = `update document set deleted_at = now(), updated_at = now(), delivered_at = null where id = $1`;

interface LockedDocument {
  status: DocumentStatus;
  run: number;
  sha256: string;
}

async function lock(tx: Transaction, tenant: string, id: string): Promise<LockedDocument> {
  const [row] = await tx.query<LockedDocument>(LOCK, [id, tenant]);
  return row ?? fail('document_not_found');
}

/** Ends the run. Throws `document_not_found`, and `conflict` when it has ended already. */
export async function cancelDocument(db: Database, tenant: string, id: string): Promise<void> {
  await db.transaction(async (tx) => {
    const { status, run } = await lock(tx, tenant, id);
    if (isTerminal(status)) fail('conflict', `A document that is ${status} cannot be cancelled.`);
    await tx.query(CANCEL, [id]);
    await tx.query(CANCEL_STEPS, [id, run]);
    tx.emit({ tenant, type: 'document.cancelled', subject: `document:${id}`, data: { run } });
  });
}

/** Runs a failed or cancelled document again, as a new run. Throws `document_not_found`, `conflict`. */
export async function retryDocument(db: Database, tenant: string, id: string): Promise<void> {
  await db.transaction(async (tx) => {
    const { status, sha256 } = await lock(tx, tenant, id);
    if (status !== 'failed' && status !== 'cancelled') {
      fail('conflict', `Only a failed or cancelled document can be retried; this one is ${status}.`);
    }
    const run = await nextRun(tx, tenant, sha256);
    await tx.query(RESTART, [id, run]);
    await insertPendingSteps(tx, id, tenant, run);
    tx.emit({ tenant, type: 'document.restarted', subject: `document:${id}`, data: { run } });
  });
}

/** Takes the document away from everybody at once; rows and bytes follow (removal.ts). Throws `document_not_found`. */
export async function deleteDocument(db: Database, tenant: string, id: string): Promise<void> {
  await db.transaction(async (tx) => {
    const { run } = await lock(tx, tenant, id);
    await tx.query(DELETE, [id]);
    tx.emit({ tenant, type: 'document.deleted', subject: `document:${id}`, data: { run } });
  });
}
