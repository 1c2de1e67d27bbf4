import { createHash } from 'node:crypto';
import { cleanFilename } from '../../domain/documents/filename.js';
import type { Document } from '../../domain/documents/document.js';
import { fail, Failure } from '../../domain/errors.js';
import { storeUpload } from '../../services/documents/index.js';
import { sniff } from '../../services/extraction/index.js';
import type { Received } from '../../services/blobs/index.js';
import type { ApiContext } from '../environment.js';
import { failureFrom, failureOfProblem, problemOf, type Problem } from '../problem.js';
import { Metadata, UploadQuery } from './contract.js';
import type { DocumentApiDeps } from './deps.js';
import { receiveBody, receiveForm, type ReceivedFile } from './receive.js';

/** What is kept of an upload for its Idempotency-Key: which document each file became, or its problem. */
type Outcome = { id: string; deduplicated: boolean } | { problem: Problem };

interface UploadOptions {
  metadata: Record<string, unknown>;
  priority: number;
}

/** Its bytes went with it, also those that were sent again before. */
const DELETED = 'It was stored, and somebody has deleted it since. Send it again, under a new Idempotency-Key.';

/** Uploads hold a file handle and a connection each: over the bound a client is told to come back. */
export function createUploads(deps: DocumentApiDeps) {
  const { blobs, documents, hints, idempotency, limits, metrics } = deps;
  let running = 0;

  async function bounded<T>(work: () => Promise<T>): Promise<T> {
    if (running >= limits.atOnce) fail('too_many', `${limits.atOnce} uploads are running already.`);
    running++;
    try {
      return await work();
    } finally {
      running--;
    }
  }

  /** Decides the type by the bytes and makes the document, or answers why not. Never leaves bytes behind. */
  async function store(c: ApiContext, file: ReceivedFile, options: UploadOptions): Promise<Outcome> {
    const { received } = file;
    try {
      if (received instanceof Failure) throw received;
      metrics.uploadBytes.inc(received.bytes);
      if (received.bytes === 0) fail('empty_file', `${cleanFilename(file.filename)} is empty.`);
      const filename = cleanFilename(file.filename);
      const mediaType = await sniff(received.head, filename, () => blobs.localReceived(received));
      const { tenant } = c.get('principal');
      return await storeUpload(deps, { tenant, received, filename, mediaType, ...options });
    } catch (error) {
      if (!(received instanceof Failure)) await blobs.discard(received);
      const failure = failureFrom(error);
      if (failure.code === 'internal') throw error;
      return { problem: problemOf(failure) };
    }
  }

  async function show(c: ApiContext, outcome: Outcome): Promise<{ document: Document } | { failure: Failure }> {
    if ('problem' in outcome) return { failure: failureOfProblem(outcome.problem) };
    try {
      const document = await documents.get(c.get('principal').tenant, outcome.id);
      return { document: { ...document, deduplicated: outcome.deduplicated } };
    } catch (error) {
      const failure = failureFrom(error);
      return { failure: failure.code === 'document_not_found' ? new Failure('conflict', DELETED) : failure };
    }
  }

  async function answer(c: ApiContext, files: readonly ReceivedFile[], options: UploadOptions): Promise<Response> {
    const { status, answer: outcomes } = await idempotency.once(c, fingerprintOf(c, files, options), async () => {
      const stored: Outcome[] = [];
      for (const file of files) stored.push(await store(c, file, options));
      hints.work();
      const [only] = stored;
      const refused = only && 'problem' in only;
      return {
        status: files.length > 1 ? 207 : refused ? only.problem.status : only?.deduplicated ? 200 : 202,
        answer: stored,
      };
    });
    for (const { received } of files) if (!(received instanceof Failure)) await blobs.discard(received); // left when the answer was kept
    const shown = await Promise.all(outcomes.map((outcome) => show(c, outcome)));
    const [first] = shown;
    if (shown.length === 1 && first) {
      if ('failure' in first) throw first.failure;
      return c.json(first.document, status === 200 ? 200 : 202);
    }
    return c.json({ items: shown.map((item) => ('failure' in item ? problemOf(item.failure) : item.document)) }, 207);
  }

  return {
    put: (c: ApiContext): Promise<Response> =>
      bounded(async () => {
        const { filename, metadata, priority } = UploadQuery.parse(c.req.query());
        const options = { metadata: parseMetadata(metadata), priority };
        const received = await receiveBody(c.env.incoming, blobs, limits);
        return answer(c, [{ filename, received }], options);
      }),
    post: (c: ApiContext): Promise<Response> =>
      bounded(async () => {
        const { files, fields } = await receiveForm(c.env.incoming, blobs, limits);
        if (files.length === 0) fail('missing_file');
        try {
          const { priority } = UploadQuery.pick({ priority: true }).parse({ priority: fields.get('priority') });
          return await answer(c, files, { metadata: parseMetadata(fields.get('metadata')), priority });
        } catch (error) {
          for (const { received } of files) if (!(received instanceof Failure)) await blobs.discard(received);
          throw error;
        }
      }),
  };
}

function parseMetadata(text: string | undefined): Record<string, unknown> {
  if (text === undefined || text === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    fail('invalid_json', 'metadata is not valid JSON.');
  }
  const parsed = Metadata.safeParse(value);
  return parsed.success ? parsed.data : fail('invalid', 'metadata must be a JSON object.');
}

/** Route, canonical fields, and the digest of each file. */
function fingerprintOf(c: ApiContext, files: readonly ReceivedFile[], { metadata, priority }: UploadOptions): string {
  const digest = (received: Received | Failure) => (received instanceof Failure ? received.code : received.sha256);
  const canonical = [
    c.req.method,
    '/v1/documents',
    priority,
    sorted(metadata),
    files.map(({ filename, received }) => [cleanFilename(filename), digest(received)]),
  ];
  return createHash('sha256').update(JSON.stringify(canonical)).digest('hex');
}

/** The same members in another order are the same metadata. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => [name, sorted(member)]);
}
