import { Readable } from 'node:stream';
import type { Page } from '../../domain/documents/content.js';
import { blobKeyOf, type Document } from '../../domain/documents/document.js';
import { fail } from '../../domain/errors.js';
import { cancelDocument, deleteDocument, retryDocument, type DocumentFilter } from '../../services/documents/index.js';
import { createMarkdownRenderer, pageText } from '../../services/extraction/index.js';
import type { ApiContext } from '../environment.js';
import type { DocumentApiDeps } from './deps.js';
import { linesOf } from './lines.js';
import { unread } from './unread.js';

/** What the routes of documents do; throws Failures of the table of errors. */
export function createDocumentHandlers(deps: DocumentApiDeps) {
  const { db, blobs, documents, pages, hints, idempotency, images, metrics } = deps;

  const find = (c: ApiContext, id: string) => documents.get(c.get('principal').tenant, id);

  const refOf = (c: ApiContext, { sha256, run }: Document) => ({ tenant: c.get('principal').tenant, sha256, run });

  /** Documents whose text is there: read to the end, in this run. Throws `not_ready`, `no_result`. */
  async function readDocument(c: ApiContext, id: string): Promise<Document & { pages: number }> {
    const document = await find(c, id);
    const extract = document.steps.find(({ name }) => name === 'extract');
    if (extract?.status !== 'completed' || document.pages === null) throw unread(document);
    return { ...document, pages: document.pages };
  }

  /** A page of a document that was read. Throws `not_ready`, `no_result`, `page_not_found`. */
  async function readPage(c: ApiContext, id: string, number: number): Promise<Page> {
    const document = await readDocument(c, id);
    if (number > document.pages) fail('page_not_found', `The document has ${document.pages} pages.`);
    return pages.page(refOf(c, document), number);
  }

  /** Streams what `render` makes of each page; a page's slice is in memory at a time. */
  function streamed(all: AsyncIterable<Page>, render: (page: Page) => string, end: () => string): ReadableStream {
    async function* parts() {
      for await (const page of all) yield render(page);
      yield end();
    }
    return webStream(Readable.from(parts(), { objectMode: false, encoding: 'utf8' }));
  }

  /** Carries a verb out once a key, and answers the document as it is then. */
  const verb =
    (name: string, act: typeof cancelDocument, done: (document: Document) => void = () => undefined) =>
    async (c: ApiContext, id: string) => {
      const { tenant } = c.get('principal');
      const { replayed } = await idempotency.once(c, `POST /v1/documents/${id}/${name}`, async () => {
        await act(db, tenant, id);
        hints.work();
        return { status: 202, answer: { id } };
      });
      const document = await documents.get(tenant, id);
      if (!replayed) done(document);
      return document;
    };

  /** A cancelled document has ended with its row; the others end in a worker, which counts them. */
  const countCancelled = ({ created_at, completed_at }: Document) => {
    metrics.documents.inc({ status: 'cancelled' });
    if (completed_at !== null)
      metrics.documentDuration.observe((Date.parse(completed_at) - Date.parse(created_at)) / 1_000);
  };

  return {
    list: (
      c: ApiContext,
      { cursor, limit, ...filter }: DocumentFilter & { cursor?: string | undefined; limit: number },
    ) => documents.list(c.get('principal').tenant, filter, cursor, limit),
    get: find,
    cancel: verb('cancel', cancelDocument, countCancelled),
    retry: verb('retry', retryDocument),

    async remove(c: ApiContext, id: string): Promise<void> {
      await deleteDocument(db, c.get('principal').tenant, id);
      hints.work();
    },

    async content(c: ApiContext, id: string): Promise<Response> {
      const document = await find(c, id);
      const range = parseRange(c.req.header('range'), document.bytes);
      const stream = await blobs.stream(blobKeyOf(refOf(c, document)), range);
      const length = range ? range.end - range.start + 1 : document.bytes;
      return new Response(webStream(stream), {
        status: range ? 206 : 200,
        headers: {
          'content-type': document.media_type,
          'content-length': String(length),
          'accept-ranges': 'bytes',
          ...(range ? { 'content-range': `bytes ${range.start}-${range.end}/${document.bytes}` } : {}),
          // Never shown inside the site: an uploaded page must not run as ours.
          'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(document.filename)}`,
          'content-security-policy': 'sandbox',
          etag: `"${document.sha256}"`,
        },
      });
    },

    async text(c: ApiContext, id: string): Promise<Response> {
      const document = await readDocument(c, id);
      const all = pages.all(refOf(c, document), document.pages);
      const body = streamed(
        all,
        (page) => `${page.number > 1 ? '\n\n' : ''}${pageText(page)}`,
        () => '\n',
      );
      return new Response(body, { headers: { 'content-type': 'text/plain; charset=utf-8' } });
    },

    async markdown(c: ApiContext, id: string): Promise<Response> {
      const document = await readDocument(c, id);
      const renderer = createMarkdownRenderer();
      const body = streamed(pages.all(refOf(c, document), document.pages), renderer.page, renderer.end);
      return new Response(body, { headers: { 'content-type': 'text/markdown; charset=utf-8' } });
    },

    async pageText(c: ApiContext, id: string, number: number): Promise<Response> {
      return c.text(pageText(await readPage(c, id, number)));
    },

    async pageLines(c: ApiContext, id: string, number: number) {
      const page = await readPage(c, id, number);
      return { page: number, width: page.width ?? null, height: page.height ?? null, lines: linesOf(page) };
    },

    async pageImage(c: ApiContext, id: string, number: number, size: number): Promise<Response> {
      const document = await find(c, id);
      if (document.pages !== null && number > document.pages)
        fail('page_not_found', `The document has ${document.pages} pages.`);
      const etag = `"${document.sha256}-${number}-${size}"`;
      const headers = { 'content-type': 'image/png', 'cache-control': 'private, max-age=86400, immutable', etag };
      if (c.req.header('if-none-match') === etag) return new Response(null, { status: 304, headers });
      const png = await images.page(refOf(c, document), document.media_type, number, size, c.req.raw.signal);
      return new Response(png, { headers: { ...headers, 'content-length': String(png.length) } });
    },
  };
}

/** The same bytes for a Response: Node has a type of its own for the one web standard. */
const webStream = (stream: Readable): ReadableStream => Readable.toWeb(stream) as ReadableStream;

/** One range of bytes (RFC 9110 §14); anything else is answered in full, as the RFC allows. */
function parseRange(header: string | undefined, bytes: number): { start: number; end: number } | undefined {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  const start = from === '' ? Math.max(0, bytes - Number(to)) : Number(from);
  const end = from === '' || to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1);
  return start <= end ? { start, end } : undefined;
}
