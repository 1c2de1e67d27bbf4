import { createHash } from 'node:crypto';
import type { Page } from '../../domain/documents/content.js';
import type { DocumentRef } from '../../domain/documents/document.js';
import type { Database, Transaction } from '../db/index.js';
import { guard } from '../documents/index.js';
import { pageText, searchConfiguration } from '../extraction/index.js';
import type { Embedder } from '../ml/index.js';
import { chunkPages, type Chunk } from './chunk.js';
import { fold, wordsOf } from './words.js';

/** Chunks of a long document are written in batches of this many, each an effect of its own; a short one needs none. */
const BATCH = 128;

export interface IndexedChunk extends Chunk {
  digest: Buffer;
  /** As `halfvec` text. */
  vector: string;
}

export interface PreparedChunks {
  chunks: IndexedChunk[];
  configuration: string;
}

export interface Indexer {
  /**
   * Cuts and embeds a document. All but the last batch are written on the way, invisible until the run is shown; the
   * last one is answered for `insert`. A repeated attempt goes on behind the batches that were written.
   */
  prepare(
    document: DocumentRef,
    pages: AsyncIterable<Page> | Iterable<Page>,
    options: PrepareOptions,
  ): Promise<PreparedChunks>;
  insert(tx: Transaction, document: DocumentRef, prepared: PreparedChunks): Promise<void>;
}

export interface PrepareOptions {
  key: string;
  language: string | undefined;
  signal: AbortSignal;
  /** Told how many chunks are done. */
  at?: (position: { chunks: number }) => void;
}

/** Served by chunk_vector: the same text was embedded by the same model before, perhaps in an earlier run. */
const KNOWN_VECTORS = `select distinct on (digest) digest, embedding::text as vector from chunk
  where tenant_id = $1 and digest = any($2) and model = $3`;

/** Lexemes as printed find exact and partial words in any language; those stemmed find inflected forms in this one. */
const INSERT = `insert into chunk (document_id, tenant_id, run, ordinal, page, text, lexemes, digest, model, embedding)
  select $1, $2, $3, c.ordinal, c.page, c.text, to_tsvector('simple', c.folded) || to_tsvector($4::regconfig, c.words),
    c.digest, $5, c.vector::halfvec(384)
  from unnest($6::int[], $7::int[], $8::text[], $9::text[], $10::text[], $11::bytea[], $12::text[])
    as c(ordinal, page, text, words, folded, digest, vector)`;

/** Makes documents searchable: chunks, their words and their vectors. Vectors of texts that are known are not made again. */
export function createIndexer({ db, embedder }: { db: Database; embedder: Embedder }): Indexer {
  async function embed(tenant: string, chunks: readonly Chunk[], signal: AbortSignal): Promise<IndexedChunk[]> {
    const digests = chunks.map(({ text }) => createHash('sha256').update(text).digest());
    const rows = await db.query<{ digest: Buffer; vector: string }>(KNOWN_VECTORS, [tenant, digests, embedder.version]);
    const known = new Map(rows.map(({ digest, vector }) => [digest.toString('hex'), vector]));
    const unknown = chunks.filter((_, index) => !known.has(hexOf(digests, index)));
    const vectors = await embedder.embed(
      unknown.map(({ text }) => text),
      signal,
    );
    unknown.forEach(({ ordinal }, index) =>
      known.set(`new ${ordinal}`, vectorText(vectors[index] ?? new Float32Array())),
    );
    return chunks.map((chunk, index) => ({
      ...chunk,
      digest: digests[index] ?? Buffer.alloc(0),
      vector: known.get(hexOf(digests, index)) ?? known.get(`new ${chunk.ordinal}`) ?? '',
    }));
  }

  async function insert(
    tx: Transaction,
    { id, tenant, run }: DocumentRef,
    { chunks, configuration }: PreparedChunks,
  ): Promise<void> {
    if (chunks.length === 0) return;
    const words = chunks.map(({ text }) => wordsOf(text).join(' '));
    await tx.query(INSERT, [
      id,
      tenant,
      run,
      configuration,
      embedder.version,
      chunks.map(({ ordinal }) => ordinal),
      chunks.map(({ page }) => page),
      chunks.map(({ text }) => text.replaceAll('\0', '')), // PostgreSQL has no NUL
      words,
      words.map(fold),
      chunks.map(({ digest }) => digest),
      chunks.map(({ vector }) => vector),
    ]);
  }

  return {
    insert,
    async prepare(document, pages, { key, language, signal, at }) {
      const configuration = searchConfiguration(language);
      let batch: Chunk[] = [];
      let number = 0;

      async function write(chunks: Chunk[]): Promise<void> {
        const name = { key: `${key}/${number++}/chunks`, tenant: document.tenant };
        if (await db.stored(name.key)) return;
        const embedded = await embed(document.tenant, chunks, signal);
        await db.effect(name, async (tx) => {
          await guard(tx, document);
          await insert(tx, document, { chunks: embedded, configuration });
        });
        at?.({ chunks: number * BATCH });
      }

      for await (const chunk of chunkPages(withText(pages), language === undefined ? {} : { language })) {
        if (batch.length === BATCH) {
          await write(batch);
          batch = [];
        }
        batch.push(chunk);
      }
      return { chunks: await embed(document.tenant, batch, signal), configuration };
    },
  };
}

async function* withText(pages: AsyncIterable<Page> | Iterable<Page>) {
  for await (const page of pages) yield { ...page, text: pageText(page) };
}

const hexOf = (digests: readonly Buffer[], index: number) => digests[index]?.toString('hex') ?? '';

/** Half precision has three to four significant digits; five decimals lose nothing. */
export const vectorText = (vector: Float32Array): string =>
  `[${Array.from(vector, (value) => value.toFixed(5)).join(',')}]`;
