import type { Metadata } from '../../domain/documents/content.js';
import { workflowIdOf, type Document, type DocumentStatus, type Step } from '../../domain/documents/document.js';
import type { Field } from '../../domain/documents/field.js';
import { fail } from '../../domain/errors.js';
import { pageOf, parseCursor, type Database, type Queryable } from '../db/index.js';
import { isoTime } from './iso-time.js';

interface DocumentRow {
  id: string;
  tenant_id: string;
  sha256: string;
  run: number;
  filename: string;
  media_type: string;
  bytes: number;
  status: DocumentStatus;
  priority: number;
  error: Document['error'];
  label: string | null;
  confidence: number | null;
  model: Document['model'];
  pages: number | null;
  text_run: number | null;
  language: string | null;
  metadata: Record<string, unknown>;
  properties: Metadata;
  created_at: Date;
  updated_at: Date;
  completed_at: Date | null;
  aliases: string[];
  steps: Step[];
  fields: Field[];
}

/** Steps, fields and aliases by their primary keys: one round trip for a document with everything that is shown of it. */
const COLUMNS = `d.id, d.tenant_id, d.sha256, d.run, d.filename, d.media_type, d.bytes, d.status, d.priority, d.error, d.label,
  d.confidence, d.model, d.pages, d.pages_run as text_run, d.language, d.metadata, d.properties, d.created_at, d.updated_at, d.completed_at,
  array(select a.filename from document_alias a where a.document_id = d.id order by a.created_at) as aliases,
  (select coalesce(json_agg(json_build_object('name', s.name, 'status', s.status, 'progress', s.progress, 'attempts', s.attempts,
      'started_at', s.started_at, 'ended_at', s.ended_at, 'duration_ms', s.duration_ms, 'error', s.error)
      order by array_position(array['extract','classify','fields','index','review','publish'], s.name)), '[]')
    from document_step s where s.document_id = d.id and s.run = d.run) as steps,
  (select coalesce(json_agg(json_strip_nulls(json_build_object('name', f.name, 'value', f.value, 'normalized', f.normalized,
      'page', f.page, 'confidence', f.confidence, 'source', f.source, 'box', f.box)) order by f.ordinal), '[]')
    from document_field f where f.document_id = d.id and f.run = d.fields_run) as fields`;

/** PK look-up. */
const ONE = `select ${COLUMNS} from document d where d.id = $1 and d.tenant_id = $2 and d.deleted_at is null`;

/** Served by document_library, document_status or document_label; keyset, so that a page costs the same everywhere. */
const LIST = `select ${COLUMNS} from document d
  where d.tenant_id = $1 and d.deleted_at is null
    and ($2::text is null or d.status = $2) and ($3::text is null or d.label = $3)
    and ($4::text is null or d.filename ilike '%' || $4 || '%')
    and ($5::timestamptz is null or (d.created_at, d.id) < ($5, $6::uuid))
    and ($8::timestamptz is null or d.created_at >= $8) and ($9::timestamptz is null or d.created_at < $9)
  order by d.created_at desc, d.id desc limit $7`;

/** Served by document_status. */
const COUNTS = `select status, count(*) as n from document where tenant_id = $1 and deleted_at is null group by status`;

export interface DocumentFilter {
  status?: string | undefined;
  label?: string | undefined;
  /** Part of the file's name. */
  q?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
}

export interface DocumentReader {
  /** Throws `document_not_found`, also for another tenant's. */
  get(tenant: string, id: string): Promise<Document>;
  /** Newest first, from behind `cursor` on. Throws `bad_request` for a cursor that is none. */
  list(
    tenant: string,
    filter: DocumentFilter,
    cursor: string | undefined,
    limit: number,
  ): Promise<{ items: Document[]; next_cursor: string | null }>;
  /** How many documents there are of each status that any is in. */
  counts(tenant: string): Promise<Record<string, number>>;
}

/** Reads documents as the API shows them. With `temporalUi` each links to its run there. */
export function createDocumentReader(
  db: Database,
  temporalUi: { url: string; namespace: string } | undefined,
): DocumentReader {
  const toDocument = (row: DocumentRow): Document => {
    const { tenant_id, created_at, updated_at, completed_at, steps, ...same } = row;
    const workflow_id = workflowIdOf({ tenant: tenant_id, sha256: row.sha256, run: row.run });
    return {
      ...same,
      steps: steps.map((step) => ({ ...step, started_at: isoTime(step.started_at), ended_at: isoTime(step.ended_at) })),
      workflow_id,
      deduplicated: false,
      created_at: created_at.toISOString(),
      updated_at: updated_at.toISOString(),
      completed_at: completed_at?.toISOString() ?? null,
      links: temporalUi
        ? {
            temporal: `${temporalUi.url}/namespaces/${temporalUi.namespace}/workflows/${encodeURIComponent(workflow_id)}`,
          }
        : {},
    };
  };
  return {
    get: async (tenant, id) => toDocument((await find(db, tenant, id)) ?? fail('document_not_found')),
    async list(tenant, filter, cursor, limit) {
      const after = cursor === undefined ? undefined : parseCursor(cursor);
      const rows = await db.query<DocumentRow>(LIST, [
        tenant,
        filter.status ?? null,
        filter.label ?? null,
        filter.q === undefined ? null : filter.q.replace(/[\\%_]/g, '\\$&'),
        after?.at ?? null,
        after?.id ?? null,
        limit + 1,
        filter.from ?? null,
        filter.to ?? null,
      ]);
      return pageOf(rows, limit, toDocument);
    },
    async counts(tenant) {
      const rows = await db.query<{ status: string; n: number }>(COUNTS, [tenant]);
      return Object.fromEntries(rows.map(({ status, n }) => [status, n]));
    },
  };
}

async function find(db: Queryable, tenant: string, id: string): Promise<DocumentRow | undefined> {
  const [row] = await db.query<DocumentRow>(ONE, [id, tenant]);
  return row;
}
