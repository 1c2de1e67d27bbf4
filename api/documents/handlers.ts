import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Page } from '../../domain/documents/content.js';
import { blobKeyOf, type Document } from '../../domain/documents/document.js';
import { fail } from '../../domain/errors.js';
import {
  changeDocument,
  changeMany,
  getVersion,
  listVersions,
  type Change,
  type Changed,
  type DocumentFilter,
} from '../../services/documents/index.js';
import { createMarkdownRenderer, pageText } from '../../services/extraction/index.js';
import type { ApiContext } from '../environment.js';
import type { DocumentApiDeps } from './deps.js';
import type { BulkRequest } from './contract.js';
import { linesOf } from './lines.js';
import { unread } from './unread.js';

/** What the routes of documents do; throws Failures of the table of errors. */
export function createDocumentHandlers(deps: DocumentApiDeps) {
  const { db, blobs, documents, pages, hints, idempotency, images, metrics, now } = deps;

  const find = (c: ApiContext, id: string) => documents.get(c.get('principal').tenant, id);

  const refOf = (c: ApiContext, sha256: string, run: number) => ({ tenant: c.get('principal').tenant, sha256, run });

  /** Where the text is that a document shows, or that a run of it showed. Throws `not_ready`, `no_result`, `not_found`. */
  async function textOf(c: ApiContext, id: string, run?: number) {
    const document = await find(c, id);
    const {
      pages: count,
      text_run,
      ...version
    } = run === undefined ? document : await getVersion(db, c.get('principal').tenant, id, run);
    if (text_run === null || count === null) throw unread(version);
    return { ref: refOf(c, document.sha256, text_run), count };
  }

  /** A page of a document that was read. Throws `not_ready`, `no_result`, `page_not_found`. */
  async function readPage(c: ApiContext, id: string, number: number): Promise<Page> {
    const { ref, count } = await textOf(c, id);
    if (number > count) fail('page_not_found', `The document has ${count} pages.`);
    return pages.page(ref, number);
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
  async function change(c: ApiContext, id: string, what: Change): Promise<Document> {
    const { tenant } = c.get('principal');
    const fingerprint = `POST /v1/documents/${id}/${Object.values(what).join('/')}`;
    await idempotency.once(c, fingerprint, async () => {
      changed(await changeDocument(db, tenant, id, what));
      return { status: 202, answer: { id } };
    });
    return documents.get(tenant, id);
  }

  /** The workers are to hear of it; what was cancelled has ended with its row, the others end in a worker, which counts them. */
  function changed({ ended }: Changed): void {
    hints.work();
    for (const seconds of ended) {
      metrics.documents.inc({ status: 'cancelled' });
      metrics.documentDuration.observe(seconds);
    }
  }

  return {
    list: (
      c: ApiContext,
      { cursor, limit, ...filter }: DocumentFilter & { cursor?: string | undefined; limit: number },
    ) => documents.list(c.get('principal').tenant, filter, cursor, limit),
    get: find,
    change,

    async remove(c: ApiContext, id: string): Promise<void> {
      changed(await changeDocument(db, c.get('principal').tenant, id, { verb: 'delete' }));
    },

    /** Does one thing to many documents, once a key. */
    async bulk(c: ApiContext, { action, from_step = 'extract', ids, filter }: BulkRequest) {
      const what: Change = action === 'reprocess' ? { verb: action, from: from_step } : { verb: action };
      const which = ids ? { ids } : { filter: filter ?? {} };
      const { answer } = await idempotency.once(
        c,
        `POST /v1/documents/bulk ${digest({ ...what, ...which })}`,
        async () => {
          const result = await changeMany(db, c.get('principal').tenant, which, what, now());
          changed(result);
          return { status: 202, answer: { accepted: result.accepted.length, refused: result.refused } };
        },
      );
      return answer;
    },

    versions: (c: ApiContext, id: string) => listVersions(db, c.get('principal').tenant, id),
    version: (c: ApiContext, id: string, run: number) => getVersion(db, c.get('principal').tenant, id, run),

    async content(c: ApiContext, id: string): Promise<Response> {
      const document = await find(c, id);
      const range = parseRange(c.req.header('range'), document.bytes);
      const stream = await blobs.stream(blobKeyOf(refOf(c, document.sha256, document.run)), range);
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

    async text(c: ApiContext, id: string, run?: number): Promise<Response> {
      const { ref, count } = await textOf(c, id, run);
      const body = streamed(
        pages.all(ref, count),
        (page) => `${page.number > 1 ? '\n\n' : ''}${pageText(page)}`,
        () => '\n',
      );
      return new Response(body, { headers: { 'content-type': 'text/plain; charset=utf-8' } });
    },

    async markdown(c: ApiContext, id: string, run?: number): Promise<Response> {
      const { ref, count } = await textOf(c, id, run);
      const renderer = createMarkdownRenderer();
      const body = streamed(pages.all(ref, count), renderer.page, renderer.end);
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
      const png = await images.page(
        refOf(c, document.sha256, document.run),
        document.media_type,
        number,
        size,
        c.req.raw.signal,
      );
      return new Response(png, { headers: { ...headers, 'content-length': String(png.length) } });
    },
  };
}

const digest = (value: object) => createHash('sha256').update(JSON.stringify(value)).digest('hex');

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
