import { createRoute, z } from '@hono/zod-openapi';
import { DOCUMENT_STATUSES } from '../../domain/documents/document.js';
import { DocumentListSchema, DocumentSchema, ProblemSchema } from './schema.js';

const id = z.object({ id: z.uuid() });
const page = z.object({ id: z.uuid(), n: z.coerce.number().int().min(1) });

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: ProblemSchema } },
});
const json = (description: string, schema: z.ZodType) => ({ description, content: { 'application/json': { schema } } });
const bytes = (description: string, type: string) => ({
  description,
  content: { [type]: { schema: { type: 'string' as const, format: 'binary' } } },
});

/** As bytes are: a schema of zod would make Hono's types ask for a parsed body, and these are streams. */
const plain = (description: string, type: string) => ({
  description,
  content: { [type]: { schema: { type: 'string' as const } } },
});

const common = { tags: ['documents'], security: [{ apiKey: [] }] };
const notFound = { 404: problem('No such document') };

export const ListQuery = z.object({
  status: z.enum(DOCUMENT_STATUSES).optional(),
  label: z.string().max(100).optional(),
  q: z.string().max(200).optional().openapi({ description: "part of the file's name" }),
  from: z.coerce.date().optional(),
  to: z.coerce.date().optional(),
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const list = createRoute({
  ...common,
  method: 'get',
  path: '/v1/documents',
  summary: 'List documents, newest first',
  request: { query: ListQuery },
  responses: { 200: json('Documents', DocumentListSchema) },
});

export const get = createRoute({
  ...common,
  method: 'get',
  path: '/v1/documents/{id}',
  summary: 'One document',
  request: { params: id },
  responses: { 200: json('Document', DocumentSchema), ...notFound },
});

export const remove = createRoute({
  ...common,
  method: 'delete',
  path: '/v1/documents/{id}',
  summary: 'Delete a document with its bytes',
  request: { params: id },
  responses: { 204: { description: 'Gone; its run is cancelled, rows and bytes follow' }, ...notFound },
});

const verb = (name: string, summary: string) =>
  createRoute({
    ...common,
    method: 'post',
    path: `/v1/documents/{id}/${name}`,
    summary,
    request: { params: id },
    responses: { 202: json('Document', DocumentSchema), ...notFound, 409: problem('Its state forbids it') },
  });

export const cancel = verb('cancel', 'Stop the run of a document');
export const retry = verb('retry', 'Run a failed or cancelled document again');

export const content = createRoute({
  ...common,
  method: 'get',
  path: '/v1/documents/{id}/content',
  summary: 'The original bytes',
  request: { params: id },
  responses: { 200: bytes('The file as it was uploaded', 'application/octet-stream'), ...notFound },
});

export const text = createRoute({
  ...common,
  method: 'get',
  path: '/v1/documents/{id}/text',
  summary: 'The text of all pages',
  request: { params: id },
  responses: { 200: plain('Text', 'text/plain'), ...notFound, 409: problem('Not read yet') },
});

export const markdown = createRoute({
  ...common,
  method: 'get',
  path: '/v1/documents/{id}/markdown',
  summary: 'Headings, lists, tables and links in reading order',
  request: { params: id },
  responses: { 200: plain('Markdown', 'text/markdown'), ...notFound, 409: problem('Not read yet') },
});

export const pageText = createRoute({
  ...common,
  method: 'get',
  path: '/v1/documents/{id}/pages/{n}/text',
  summary: 'The text of one page',
  request: { params: page },
  responses: { 200: plain('Text', 'text/plain'), ...notFound, 409: problem('Not read yet') },
});

export const pageImage = createRoute({
  ...common,
  method: 'get',
  path: '/v1/documents/{id}/pages/{n}/image',
  summary: 'A picture of one page of a PDF or an image',
  request: { params: page, query: z.object({ size: z.coerce.number().int().min(64).max(2_000).default(1_400) }) },
  responses: { 200: bytes('PNG', 'image/png'), ...notFound },
});

/** Query of an upload. */
export const UploadQuery = z.object({
  filename: z.string().min(1),
  metadata: z.string().optional().openapi({ description: 'a JSON object' }),
  priority: z.coerce.number().int().min(1).max(5).default(3),
});

export const Metadata = z.record(z.string(), z.unknown());

const uploaded = {
  200: json('These bytes are here already', DocumentSchema),
  202: json('Stored; it will be read', DocumentSchema),
  400: problem('Empty, cut off, or no file'),
  413: problem('Larger than the limit'),
  415: problem('A type that cannot be read'),
  429: problem('Too many uploads at once'),
};

/** Described only: the bodies of uploads are streams, which no validator may touch. */
export const put = {
  ...common,
  method: 'put' as const,
  path: '/v1/documents',
  summary: 'Upload one file as the body',
  request: {
    query: UploadQuery,
    body: { content: { 'application/octet-stream': { schema: { type: 'string' as const, format: 'binary' } } } },
  },
  responses: uploaded,
};

export const post = {
  ...common,
  method: 'post' as const,
  path: '/v1/documents',
  summary: 'Upload files as a form',
  request: {
    body: {
      content: {
        'multipart/form-data': {
          schema: z.object({
            file: z.array(z.string().openapi({ format: 'binary' })),
            metadata: z.string().optional(),
            priority: z.number().int().min(1).max(5).optional(),
          }),
        },
      },
    },
  },
  responses: {
    ...uploaded,
    207: json('Several files', z.object({ items: z.array(z.union([DocumentSchema, ProblemSchema])) })),
  },
};
