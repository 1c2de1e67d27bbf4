/** What the command line needs of the API's answers; everything else in them is kept for `--json`. */
import { z } from 'zod';
import { DOCUMENT_STATUSES, STEP_NAMES, STEP_STATUSES } from '../../domain/documents/document.js';

export const DocumentShape = z.looseObject({
  id: z.string(),
  run: z.number(),
  filename: z.string(),
  media_type: z.string(),
  bytes: z.number(),
  status: z.enum(DOCUMENT_STATUSES),
  error: z.object({ code: z.string(), message: z.string(), step: z.enum(STEP_NAMES).nullable() }).nullable(),
  label: z.string().nullable(),
  confidence: z.number().nullable(),
  fields: z.array(
    z.looseObject({
      name: z.string(),
      value: z.string(),
      normalized: z.string().optional(),
      page: z.number(),
      confidence: z.number(),
    }),
  ),
  pages: z.number().nullable(),
  language: z.string().nullable(),
  steps: z.array(
    z.looseObject({
      name: z.enum(STEP_NAMES),
      status: z.enum(STEP_STATUSES),
      progress: z.object({ done: z.number(), total: z.number(), note: z.string().optional() }).nullable(),
      attempts: z.number(),
      duration_ms: z.number().nullable(),
    }),
  ),
  workflow_id: z.string(),
  deduplicated: z.boolean(),
  created_at: z.string(),
  updated_at: z.string(),
  completed_at: z.string().nullable(),
});
export type ShownDocument = z.infer<typeof DocumentShape>;

export const DocumentList = z.object({ items: z.array(DocumentShape), next_cursor: z.string().nullable() });

export const BulkAnswer = z.object({
  accepted: z.number(),
  refused: z.array(z.object({ id: z.string(), code: z.string(), detail: z.string() })),
});

export const VersionList = z.object({
  items: z.array(
    z.looseObject({
      run: z.number(),
      current: z.boolean(),
      from_step: z.enum(STEP_NAMES),
      status: z.enum(DOCUMENT_STATUSES),
      error: z.object({ code: z.string(), message: z.string() }).nullable(),
      label: z.string().nullable(),
      confidence: z.number().nullable(),
      pages: z.number().nullable(),
      completed_at: z.string().nullable(),
    }),
  ),
});
export type ShownVersion = z.infer<typeof VersionList>['items'][number];

export const QueueShape = z.looseObject({
  name: z.string(),
  drained_at: z.string().nullable(),
  reason: z.string().nullable(),
});

/** Older servers name neither queues nor what is waited for. */
export const SystemShape = z.looseObject({
  documents: z.record(z.string(), z.number()),
  queues: z.array(QueueShape).default([]),
  waiting: z
    .array(z.looseObject({ process: z.string(), dependency: z.string(), since: z.string(), reason: z.string() }))
    .default([]),
});

export const TaskList = z.object({
  items: z.array(
    z.looseObject({
      name: z.string(),
      description: z.string(),
      every_s: z.number(),
      last_run: z
        .object({
          started_at: z.string(),
          ended_at: z.string().nullable(),
          outcome: z.enum(['completed', 'failed']).nullable(),
          result: z.unknown(),
        })
        .nullable(),
      next_run: z.string().nullable(),
    }),
  ),
});
export type ShownTask = z.infer<typeof TaskList>['items'][number];

export const SearchHits = z.object({
  items: z.array(
    z.looseObject({
      document_id: z.string(),
      filename: z.string(),
      page: z.number().nullable(),
      snippet: z.string(),
      score: z.number(),
    }),
  ),
});
export type SearchHit = z.infer<typeof SearchHits>['items'][number];
