import { createRoute, z } from '@hono/zod-openapi';
import { DOCUMENT_STATUSES, STEP_NAMES } from '../../domain/documents/document.js';
import { VERBS } from '../../domain/documents/verbs.js';
import {
  bytes,
  changeRefusals,
  IdempotencyKey,
  json,
  keyRefused,
  Moment,
  plain,
  postponed,
  problem,
  ProblemSchema,
  refusals,
  secured,
} from '../contract.js';
import {
  BulkAnswerSchema,
  DocumentListSchema,
  DocumentSchema,
  PageLinesSchema,
  VersionDetailSchema,
  VersionListSchema,
} from './schema.js';

const Id = z.uuid().openapi({ example: '019a5f6e-8f3b-7d4c-9b1e-2f6a7c8d9e01' });
const id = z.object({ id: Id });
const page = z.object({ id: Id, n: z.coerce.number().int().min(1).openapi({ description: 'from 1', example: 1 }) });

/** The answers are domain types, whose read-only members zod's types would refuse. */
const shown = (description: string, schema: z.ZodType) => json(description, schema);

const common = { tags: ['documents'], security: secured };
const notFound = { ...refusals, 404: problem('No such document, or no such page') };
const notReady = {
  409: problem(
    '`not_ready`: not read yet, ask again. `no_result`: it failed or was cancelled, so it has no text; detail says why. Only a retry can change that.',
  ),
};

export const ListQuery = z.object({
  status: z.enum(DOCUMENT_STATUSES).optional(),
  label: z.string().max(100).optional(),
  q: z.string().max(200).optional().openapi({ description: "part of the file's name" }),
  from: Moment.optional().openapi({ description: 'added at or after' }),
  to: Moment.optional().openapi({ description: 'added before' }),
  cursor: z.string().max(500).optional().openapi({ description: 'next_cursor of the page before' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const list = createRoute({
  ...common,
  method: 'get',
  path: '/v1/documents',
  operationId: 'listDocuments',
  summary: 'List documents, newest first',
  request: { query: ListQuery },
  responses: { 200: shown('Documents', DocumentListSchema), 400: problem('A cursor of another server'), ...refusals },
});

export const get = createRoute({
  ...common,
  method: 'get',
  path: '/v1/documents/{id}',
  operationId: 'getDocument',
  summary: 'One document',
  request: { params: id },
  responses: { 200: shown('Document', DocumentSchema), ...notFound },
});

export const remove = createRoute({
  ...common,
  method: 'delete',
  path: '/v1/documents/{id}',
  operationId: 'deleteDocument',
  summary: 'Delete a document with its bytes',
  request: { params: id },
  responses: {
    204: { description: 'Gone; its run is cancelled, rows and bytes follow' },
    ...changeRefusals,
    404: problem('No such document'),
  },
});

const verbRoute = (name: string, summary: string) => ({
  ...common,
  method: 'post' as const,
  path: `/v1/documents/{id}/${name}`,
  operationId: `${name}Document`,
  summary,
  responses: {
    202: shown('Document', DocumentSchema),
    ...changeRefusals,
    404: problem('No such document'),
    409: problem(`Its state forbids it. ${keyRefused}`),
  },
});

const verb = (name: string, summary: string) =>
  createRoute({ ...verbRoute(name, summary), request: { params: id, headers: IdempotencyKey } });

export const cancel = verb('cancel', 'Stop the run of a document; what it has made is taken back');
export const pause = verb('pause', 'Hold a run where it is, for as long as you like');
export const resume = verb('resume', 'Let a paused run go on');
export const retry = verb(
  'retry',
  'Run a failed or cancelled document again, from the first step that was not finished',
);

const FromStep = z.enum(STEP_NAMES).optional().openapi({
  description: 'default: extract; what stands before it is taken over from the run before',
  example: 'classify',
});

export const reprocess = createRoute({
  ...verbRoute('reprocess', 'Do the steps from one on again, with the code and the models of now'),
  request: {
    params: id,
    headers: IdempotencyKey,
    body: { content: { 'application/json': { schema: z.object({ from_step: FromStep }) } } },
  },
});

const BulkSchema = z
  .object({
    action: z.enum(VERBS),
    from_step: FromStep.openapi({ description: 'for reprocess' }),
    ids: z.array(z.uuid()).min(1).max(10_000).optional(),
    filter: z
      .object({
        status: z.enum(DOCUMENT_STATUSES).optional(),
        label: z.string().max(100).optional(),
        q: z.string().max(200).optional(),
        from: Moment.optional(),
        to: Moment.optional(),
      })
      .optional()
      .openapi({ description: 'as of the list; {} means all of the tenant', example: { status: 'failed' } }),
  })
  .refine(({ ids, filter }) => (ids === undefined) !== (filter === undefined), 'needs either ids or a filter');

export type BulkRequest = z.output<typeof BulkSchema>;

export const bulk = createRoute({
  ...common,
  method: 'post',
  path: '/v1/documents/bulk',
  operationId: 'changeDocuments',
  summary: 'Do one thing to many documents',
  request: {
    headers: IdempotencyKey,
    body: { required: true, content: { 'application/json': { schema: BulkSchema } } },
  },
  responses: {
    202: json('How many it was done to, and which of the ids it was not, and why', BulkAnswerSchema),
    ...changeRefusals,
    409: problem(keyRefused),
  },
});

export const versions = createRoute({
  ...common,
  method: 'get',
  path: '/v1/documents/{id}/versions',
  operationId: 'listVersions',
  summary: 'Every run of a document, the newest first, and what it showed when it ended',
  request: { params: id },
  responses: { 200: shown('Versions', VersionListSchema), ...notFound },
});

export const version = createRoute({
  ...common,
  method: 'get',
  path: '/v1/documents/{id}/versions/{run}',
  operationId: 'getVersion',
  summary: 'One run with its steps and fields, to compare',
  request: { params: z.object({ id: Id, run: z.coerce.number().int().min(1).openapi({ example: 1 }) }) },
  responses: { 200: shown('Version', VersionDetailSchema), ...notFound },
});

const TextQuery = z.object({
  run: z.coerce.number().int().min(1).optional().openapi({ description: 'of an earlier run; default: what is shown' }),
});

export const content = createRoute({
  ...common,
  method: 'get',
  path: '/v1/documents/{id}/content',
  operationId: 'getContent',
  summary: 'The original bytes',
  request: {
    params: id,
    headers: z.object({
      Range: z.string().optional().openapi({ description: 'one range of bytes', example: 'bytes=0-1023' }),
    }),
  },
  responses: {
    200: bytes('The file as it was uploaded', 'application/octet-stream'),
    206: bytes('The part that was asked for', 'application/octet-stream'),
    ...notFound,
  },
});

export const text = createRoute({
  ...common,
  method: 'get',
  path: '/v1/documents/{id}/text',
  operationId: 'getText',
  summary: 'The text of all pages',
  request: { params: id, query: TextQuery },
  responses: { 200: plain('Text', 'text/plain'), ...notFound, ...notReady },
});

export const markdown = createRoute({
  ...common,
  method: 'get',
  path: '/v1/documents/{id}/markdown',
  operationId: 'getMarkdown',
  summary: 'Headings, lists, tables and links in reading order',
  request: { params: id, query: TextQuery },
  responses: { 200: plain('Markdown', 'text/markdown'), ...notFound, ...notReady },
});

export const pageText = createRoute({
  ...common,
  method: 'get',
  path: '/v1/documents/{id}/pages/{n}/text',
  operationId: 'getPageText',
  summary: 'The text of one page',
  request: { params: page },
  responses: { 200: plain('Text', 'text/plain'), ...notFound, ...notReady },
});

export const pageLines = createRoute({
  ...common,
  method: 'get',
  path: '/v1/documents/{id}/pages/{n}/lines',
  operationId: 'getPageLines',
  summary: 'The lines of one page, and where they stand on it',
  request: { params: page },
  responses: {
    200: shown('Lines in reading order; none for formats without pages of their own', PageLinesSchema),
    ...notFound,
    ...notReady,
  },
});

export const pageImage = createRoute({
  ...common,
  method: 'get',
  path: '/v1/documents/{id}/pages/{n}/image',
  operationId: 'getPageImage',
  summary: 'A picture of one page of a PDF or an image',
  request: {
    params: page,
    query: z.object({
      size: z.coerce.number().int().min(64).max(2_000).default(1_400).openapi({ description: 'pixels, longest side' }),
    }),
  },
  responses: {
    200: bytes('PNG', 'image/png'),
    304: { description: 'The one named by If-None-Match is still right' },
    ...notFound,
  },
});

/** Query of an upload. */
export const UploadQuery = z.object({
  filename: z.string().min(1).openapi({ example: 'invoice.pdf' }),
  metadata: z.string().optional().openapi({ description: 'a JSON object', example: '{"case":"A-1"}' }),
  priority: z.coerce.number().int().min(1).max(5).default(3).openapi({ description: '1 is first' }),
});

export const Metadata = z.record(z.string(), z.unknown());

const uploaded = {
  200: shown('These bytes are here already: the document as it is', DocumentSchema),
  202: shown('Stored; it will be read', DocumentSchema),
  ...changeRefusals,
  400: problem('Empty, cut off, or no file'),
  408: problem('It took too long'),
  409: problem(`${keyRefused} Or what was stored has been deleted since: send it again.`),
  413: problem('Larger than the limit'),
  415: problem('A type that cannot be read; accepted lists those that can'),
  429: postponed('Too many uploads at once'),
  507: postponed('There is no space left'),
};

/** Described only: the bodies of uploads are streams, which no validator may touch. */
export const put = {
  ...common,
  method: 'put' as const,
  path: '/v1/documents',
  operationId: 'putDocument',
  summary: 'Upload one file as the body',
  request: {
    query: UploadQuery,
    headers: IdempotencyKey,
    body: {
      required: true,
      content: { 'application/octet-stream': { schema: { type: 'string' as const, format: 'binary' } } },
    },
  },
  responses: uploaded,
};

export const post = {
  ...common,
  method: 'post' as const,
  path: '/v1/documents',
  operationId: 'postDocuments',
  summary: 'Upload files as a form',
  request: {
    headers: IdempotencyKey,
    body: {
      required: true,
      content: {
        'multipart/form-data': {
          schema: z.object({
            file: z.array(z.string().openapi({ format: 'binary' })),
            metadata: z.string().optional().openapi({ description: 'a JSON object' }),
            priority: z.number().int().min(1).max(5).optional(),
          }),
        },
      },
    },
  },
  responses: {
    ...uploaded,
    207: shown(
      'Several files: a document or a problem for each, in their order',
      z.object({ items: z.array(z.union([DocumentSchema, ProblemSchema])) }),
    ),
  },
};
