import { z } from '@hono/zod-openapi';
import { DOCUMENT_STATUSES, STEP_NAMES, STEP_STATUSES } from '../../domain/documents/document.js';
import { Time } from '../contract.js';

const BoxSchema = z
  .array(z.number())
  .length(4)
  .openapi({
    minItems: 4,
    maxItems: 4,
    description: 'left, top, right, bottom as fractions of the page, from its upper left corner',
    example: [0.118, 0.0842, 0.4127, 0.1011],
  });

const FieldSchema = z
  .object({
    name: z.string(),
    value: z.string(),
    normalized: z.string().optional(),
    page: z.number().int(),
    confidence: z.number(),
    source: z.string(),
    box: BoxSchema.optional(),
  })
  .openapi('Field');

const StepSchema = z
  .object({
    name: z.enum(STEP_NAMES),
    status: z.enum(STEP_STATUSES),
    progress: z.object({ done: z.number(), total: z.number(), note: z.string().optional() }).nullable(),
    attempts: z.number().int(),
    started_at: Time.nullable(),
    ended_at: Time.nullable(),
    duration_ms: z.number().int().nullable(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
  })
  .openapi('Step');

export const DocumentSchema = z
  .object({
    id: z.uuid(),
    run: z.number().int(),
    filename: z.string(),
    aliases: z.array(z.string()),
    media_type: z.string(),
    bytes: z.number().int(),
    sha256: z.string(),
    status: z.enum(DOCUMENT_STATUSES),
    error: z.object({ code: z.string(), message: z.string(), step: z.enum(STEP_NAMES).nullable() }).nullable(),
    label: z.string().nullable(),
    confidence: z.number().nullable(),
    model: z.object({ name: z.string(), version: z.string() }).nullable(),
    fields: z.array(FieldSchema),
    pages: z.number().int().nullable(),
    language: z.string().nullable(),
    metadata: z.record(z.string(), z.unknown()),
    properties: z.looseObject({}).openapi({ description: 'What the file says about itself: title, author, times' }),
    priority: z.number().int(),
    steps: z.array(StepSchema),
    text_run: z
      .number()
      .int()
      .nullable()
      .openapi({ description: 'the run whose text is shown; an earlier one while this one has none of its own' }),
    workflow_id: z.string(),
    deduplicated: z.boolean(),
    created_at: Time,
    updated_at: Time,
    completed_at: Time.nullable(),
    links: z.object({ temporal: z.url().optional() }),
  })
  .openapi('Document');

const VersionSchema = DocumentSchema.pick({
  run: true,
  status: true,
  error: true,
  label: true,
  confidence: true,
  model: true,
  pages: true,
  language: true,
  text_run: true,
  completed_at: true,
})
  .extend({
    current: z.boolean().openapi({ description: 'whether the document is in this run' }),
    from_step: z.enum(STEP_NAMES).openapi({ description: 'what it began with' }),
  })
  .openapi('Version');

export const VersionDetailSchema = VersionSchema.extend({
  steps: z.array(StepSchema),
  fields: z.array(FieldSchema),
}).openapi('VersionDetail');

export const VersionListSchema = z
  .object({ items: z.array(VersionSchema), next_cursor: z.null() })
  .openapi('VersionList');

export const BulkAnswerSchema = z
  .object({
    accepted: z.number().int(),
    refused: z.array(z.object({ id: z.uuid(), code: z.string(), detail: z.string() })),
  })
  .openapi('BulkAnswer');

export const DocumentListSchema = z
  .object({ items: z.array(DocumentSchema), next_cursor: z.string().nullable() })
  .openapi('DocumentList');

export const PageLinesSchema = z
  .object({
    page: z.number().int(),
    width: z.number().nullable().openapi({ description: 'of the page, in points (1/72 inch)', example: 595.32 }),
    height: z.number().nullable().openapi({ example: 841.92 }),
    lines: z.array(z.object({ text: z.string(), box: BoxSchema })),
  })
  .openapi('PageLines');
