import type { Metadata } from './content.js';
import type { Field } from './field.js';

export const DOCUMENT_STATUSES = [
  'queued',
  'processing',
  'paused',
  'review',
  'completed',
  'failed',
  'cancelled',
] as const;
export type DocumentStatus = (typeof DOCUMENT_STATUSES)[number];

/** Terminal statuses never change but by an explicit retry or reprocess, which is a new run. */
export const TERMINAL_STATUSES = ['completed', 'failed', 'cancelled'] as const satisfies readonly DocumentStatus[];

/** Whether the document's run is over. */
export const isTerminal = (status: DocumentStatus): boolean =>
  TERMINAL_STATUSES.some((terminal) => terminal === status);

/** The steps that exist now, in the order in which they are shown. */
export const STEP_NAMES = ['extract', 'classify', 'fields', 'index', 'publish'] as const;
export type StepName = (typeof STEP_NAMES)[number];

export const STEP_STATUSES = ['pending', 'running', 'completed', 'failed', 'cancelled'] as const;
export type StepStatus = (typeof STEP_STATUSES)[number];

/** How far a step is; `note` says what it is at ("ocr p.12"). */
export interface StepProgress {
  done: number;
  total: number;
  note?: string;
}

export interface DocumentError {
  code: string;
  message: string;
  step: StepName | null;
}

export interface Step {
  name: StepName;
  status: StepStatus;
  progress: StepProgress | null;
  attempts: number;
  started_at: string | null;
  ended_at: string | null;
  duration_ms: number | null;
  error: Omit<DocumentError, 'step'> | null;
}

/** The Document of the API. Times are ISO 8601 UTC. */
export interface Document {
  id: string;
  run: number;
  filename: string;
  aliases: string[];
  media_type: string;
  bytes: number;
  sha256: string;
  status: DocumentStatus;
  error: DocumentError | null;
  label: string | null;
  confidence: number | null;
  model: { name: string; version: string } | null;
  fields: Field[];
  pages: number | null;
  language: string | null;
  metadata: Record<string, unknown>;
  /** What the file says about itself. */
  properties: Metadata;
  priority: number;
  steps: Step[];
  /** The run whose text is shown: an earlier one while this one has none of its own. */
  text_run: number | null;
  workflow_id: string;
  deduplicated: boolean;
  created_at: string;
  updated_at: string;
  completed_at: string | null;
  links: { temporal?: string };
}

/** What travels through workflows and activities in place of a document: references only. */
export interface DocumentRef {
  id: string;
  tenant: string;
  sha256: string;
  run: number;
  mediaType: string;
  bytes: number;
  /** The run of which slices that were read are taken over. */
  reuse?: number;
}

/** The argument of the workflow; `filename` is shown in the UI of Temporal and used for nothing else. */
export interface ProcessDocumentInput {
  document: DocumentRef;
  filename: string;
  /** The step to begin with; default: the first. */
  from?: StepName;
}

/** The update that pauses and resumes a run. */
export const HOLD_UPDATE = 'hold';

/** Which of the messages about a run is the latest: `revision` is raised by each. */
export interface Hold {
  paused: boolean;
  revision: number;
}

/** Names a run: the counter belongs to the content, so that no id is ever used twice. */
export const workflowIdOf = (document: Pick<DocumentRef, 'tenant' | 'sha256' | 'run'>): string =>
  `document/${document.tenant}/${document.sha256}/${document.run}`;

/** Where the original bytes are; what a run makes of them lies in `<key>/<run>/`. */
export const blobKeyOf = (document: Pick<DocumentRef, 'tenant' | 'sha256'>): string =>
  `${document.tenant}/${document.sha256}`;
