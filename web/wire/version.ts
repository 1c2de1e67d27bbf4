import { DOCUMENT_STATUSES, STEP_NAMES, type DocumentStatus, type StepName } from '../../domain/documents/document.js';
import type { Field } from '../../domain/documents/field.js';
import { list, members, number, text, textOrNull } from './shape.js';

/** What a document showed when a run of it ended; of the run that it is in, what it shows now. */
export interface Version {
  run: number;
  current: boolean;
  fromStep: StepName;
  status: DocumentStatus;
  /** Why it failed. */
  error: string | null;
  label: string | null;
  confidence: number | null;
  pages: number | null;
  /** The run that read its text; null: it has none. */
  textRun: number | null;
  completedAt: string | null;
}

export interface VersionDetail extends Version {
  fields: readonly Field[];
}

/** Reads a version; null when it is none. */
export function parseVersion(value: unknown): Version | null {
  const from = members(value);
  const run = number(from['run']);
  const status = DOCUMENT_STATUSES.find((each) => each === from['status']);
  if (run < 1 || status === undefined) return null;
  return {
    run,
    status,
    current: from['current'] === true,
    fromStep: STEP_NAMES.find((step) => step === from['from_step']) ?? 'extract',
    error: textOrNull(members(from['error'])['message']),
    label: textOrNull(from['label']),
    confidence: numberOrNull(from['confidence']),
    pages: numberOrNull(from['pages']),
    textRun: numberOrNull(from['text_run']),
    completedAt: textOrNull(from['completed_at']),
  };
}

/** Reads one version with its fields. Throws when it is none. */
export function parseVersionDetail(value: unknown): VersionDetail {
  const version = parseVersion(value);
  if (!version) throw new Error('The server answered something that is no version.');
  return { ...version, fields: list(members(value)['fields']).map(parseField) };
}

function parseField(value: unknown): Field {
  const from = members(value);
  const normalized = textOrNull(from['normalized']);
  return {
    name: text(from['name']),
    value: text(from['value']),
    ...(normalized === null ? {} : { normalized }),
    page: number(from['page']),
    confidence: number(from['confidence']),
    source: text(from['source']),
  };
}

const numberOrNull = (value: unknown): number | null => (typeof value === 'number' ? value : null);
