import type { Document, DocumentStatus, Step, StepName } from '../../domain/documents/document.js';
import type { Field } from '../../domain/documents/field.js';
import { fail } from '../../domain/errors.js';
import type { Database } from '../db/index.js';
import { isoTime } from './iso-time.js';

/** What a document showed when a run of it ended; of the run that it is in, what it shows now. */
export interface Version {
  run: number;
  /** Whether it is the run that the document is in. */
  current: boolean;
  from_step: StepName;
  status: DocumentStatus;
  error: Document['error'];
  label: string | null;
  confidence: number | null;
  model: Document['model'];
  pages: number | null;
  language: string | null;
  /** The run that read its text; null: it has none. */
  text_run: number | null;
  completed_at: string | null;
}

export interface VersionDetail extends Version {
  steps: Step[];
  fields: Field[];
}

const COLUMNS = `run, from_step, status, error, label, confidence, model, pages, language, pages_run as text_run, fields_run, completed_at`;

/** PK, and PK prefix of document_run. `$3`: only this run; null: all. */
const VERSIONS = `select * from (
    select true as current, ${COLUMNS} from document where id = $1 and tenant_id = $2 and deleted_at is null
    union all
    select false, ${COLUMNS} from document_run where document_id = $1 and tenant_id = $2
      and exists (select 1 from document where id = $1 and deleted_at is null)) v
  where $3::int is null or run = $3 order by run desc`;

/** PK prefixes. `$3`: the run whose fields are shown. */
const PARTS = `select
  (select coalesce(json_agg(json_build_object('name', s.name, 'status', s.status, 'progress', s.progress, 'attempts', s.attempts,
      'started_at', s.started_at, 'ended_at', s.ended_at, 'duration_ms', s.duration_ms, 'error', s.error)
      order by array_position(array['extract','classify','fields','index','review','publish'], s.name)), '[]')
    from document_step s where s.document_id = $1 and s.run = $2) as steps,
  (select coalesce(json_agg(json_strip_nulls(json_build_object('name', f.name, 'value', f.value, 'normalized', f.normalized,
      'page', f.page, 'confidence', f.confidence, 'source', f.source, 'box', f.box)) order by f.ordinal), '[]')
    from document_field f where f.document_id = $1 and f.run = $3) as fields`;

interface VersionRow extends Omit<Version, 'completed_at'> {
  fields_run: number | null;
  completed_at: Date | null;
}

/** Every run of a document, the newest first. Throws `document_not_found`. */
export async function listVersions(db: Database, tenant: string, id: string): Promise<Version[]> {
  const rows = await db.query<VersionRow>(VERSIONS, [id, tenant, null]);
  if (rows.length === 0) fail('document_not_found');
  return rows.map(versionOf);
}

/** One run with its steps and its fields. Throws `document_not_found`, `not_found`. */
export async function getVersion(db: Database, tenant: string, id: string, run: number): Promise<VersionDetail> {
  const [row] = await db.query<VersionRow>(VERSIONS, [id, tenant, run]);
  if (!row) {
    await listVersions(db, tenant, id);
    return fail('not_found', `This document has no run ${run}.`);
  }
  const [parts] = await db.query<{ steps: Step[]; fields: Field[] }>(PARTS, [id, run, row.fields_run]);
  const { steps, fields } = parts ?? { steps: [], fields: [] };
  return {
    ...versionOf(row),
    steps: steps.map((step) => ({ ...step, started_at: isoTime(step.started_at), ended_at: isoTime(step.ended_at) })),
    fields,
  };
}

const versionOf = ({ fields_run: _, completed_at, ...same }: VersionRow): Version => ({
  ...same,
  completed_at: completed_at?.toISOString() ?? null,
});
