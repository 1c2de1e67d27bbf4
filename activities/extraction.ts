import { ApplicationFailure, Context } from '@temporalio/activity';
import type { Page } from '../domain/documents/content.js';
import { blobKeyOf, type DocumentRef } from '../domain/documents/document.js';
import {
  SLICE_PAGES,
  type ExtractResult,
  type PageRange,
  type ReadPlan,
  type StepKey,
} from '../domain/documents/step.js';
import { fail, Failure } from '../domain/errors.js';
import type { Blobs } from '../services/blobs/index.js';
import { claim, recordProgress, startSteps, type PageStore } from '../services/documents/index.js';
import type { HintPublisher } from '../services/events/index.js';
import { detectLanguage, createFurnitureMarker, pageText, type DocumentReading } from '../services/extraction/index.js';
import { positionTeller } from './position.js';
import { runStep, type StepDeps } from './step.js';

export interface ExtractionDeps extends StepDeps {
  blobs: Blobs;
  pages: PageStore;
  reading: DocumentReading;
  hints: HintPublisher;
}

/** Ranges are made so long that a document never needs more than this many activities. */
const MAX_RANGES = 200;

/** Pages of a slice are stored for the next attempt after this time, so that a kill costs seconds, not the slice. */
const KEEP_EVERY_MS = 2_000;
/** People are told no more often than they can see. */
const PROGRESS_EVERY_MS = 250;

const TOLD_DOCUMENTS = 1_000;

/** A reader that crashed may have been unlucky (memory pressure); one that does so every time will not do better. */
const READER_ATTEMPTS = 3;

/** Characters of the first pages that the language is told from. */
const LANGUAGE_SAMPLE = 8_000;

/** Reading: from the bytes to stored pages. Bytes and pages travel outside transactions, and by reference. */
export const createExtractionActivities = (deps: ExtractionDeps) => {
  const { db, blobs, pages, reading, hints } = deps;

  /** When people were last told how far a document is, by its id: its slices follow each other in activities of their own. */
  const toldAt = new Map<string, number>();

  /** The pages of the slice that begins at `first`; those that this run, or the one it goes on from, has read are not read again. */
  async function readSlice(document: DocumentRef, path: string, first: number, count: number): Promise<Page[]> {
    const before = document.reuse === undefined ? undefined : { ...document, run: document.reuse };
    const stored = (await pages.read(document, first)) ?? (before && (await pages.read(before, first)));
    if (stored) return stored;
    const last = Math.min(first + SLICE_PAGES - 1, count);
    const read = await pages.readPart(document, first);
    if (read.length === 0 && before) read.push(...(await pages.readPart(before, first)));
    if (first + read.length > last) return read;
    let keptAt = Date.now();
    const { cancellationSignal: signal } = Context.current();
    const at = positionTeller();
    /** What a page that came last has set off: it may be under way still when the reading ends by a failure. */
    let settled: Promise<unknown> = Promise.resolve();

    async function take(page: Page): Promise<void> {
      read.push(page);
      at({ page: page.number, of: count });
      const now = Date.now();
      if (now - (toldAt.get(document.id) ?? 0) > PROGRESS_EVERY_MS) {
        if (toldAt.size > TOLD_DOCUMENTS) toldAt.clear();
        toldAt.set(document.id, now);
        await tellProgress(document, page, count);
      }
      if (now - keptAt > KEEP_EVERY_MS && page.number < last) {
        await pages.writePart(document, first, read);
        keptAt = Date.now();
      }
    }

    try {
      await withAttempts(READER_ATTEMPTS, () =>
        reading.read(path, document.mediaType, first + read.length, last, {
          signal,
          onPage: (page) => {
            const taken = take(page);
            settled = taken.catch(() => undefined); // whoever reads is told
            return taken;
          },
        }),
      );
    } finally {
      await settled; // nothing is written once a cancelled run has been cleaned up
    }
    return read;
  }

  async function tellProgress(document: DocumentRef, page: Page, total: number): Promise<void> {
    const note = page.method === 'ocr' ? `ocr p.${page.number}` : undefined;
    const progress = { done: page.number, total, ...(note === undefined ? {} : { note }) };
    await recordProgress(db, document, 'extract', progress);
    hints.progress({
      tenant: document.tenant,
      subject: `document:${document.id}`,
      data: { step: 'extract', ...progress },
    });
  }

  return {
    /**
     * Claims the row for this run and reads the document when it is short; a longer one is answered as ranges to read.
     * Safe to repeat: slices that were stored are not read again.
     */
    async extract(document: DocumentRef, key: StepKey): Promise<ReadPlan> {
      await db.effect(
        { key: `${key.key}/claim`, tenant: document.tenant },
        async (tx) => {
          await claim(tx, document);
          await startSteps(tx, document, ['extract'], 1);
        },
        { durable: false }, // a run that is not claimed is claimed by the next attempt
      );
      const { cancellationSignal: signal } = Context.current();
      const file = await blobs.local(blobKeyOf(document));
      try {
        const { pages: count, metadata } = await withAttempts(READER_ATTEMPTS, () =>
          reading.inspect(file.path, document.mediaType, { signal }),
        );
        if (count > SLICE_PAGES) {
          await db.query(PROPERTIES, [document.id, document.run, metadata, count]);
          return { pages: count, language: null, ranges: rangesOf(count) };
        }
        const result = await runStep(deps, document, key, {
          work: async () => {
            const read = await readSlice(document, file.path, 1, count);
            const marker = createFurnitureMarker();
            read.forEach((page) => marker.observe(page));
            const marked = read.map((page) => marker.mark(page));
            await pages.write(document, 1, marked);
            return { pages: count, language: languageOf(marked.map(pageText).join('\n')) };
          },
          effect: async (tx, read) => {
            await tx.query(PROPERTIES, [document.id, document.run, metadata, count]);
            return finish(tx, document, read);
          },
        });
        return { ...result, ranges: [] };
      } finally {
        await file.release();
      }
    },

    /** Reads a range of a long document, slice by slice. */
    async readRange(document: DocumentRef, { from, to }: PageRange, count: number): Promise<void> {
      const file = await blobs.local(blobKeyOf(document));
      try {
        for (let first = from; first <= to; first += SLICE_PAGES) {
          Context.current().cancellationSignal.throwIfAborted();
          await pages.write(document, first, await readSlice(document, file.path, first, count));
        }
      } finally {
        await file.release();
      }
    },

    /** Looks over all pages for what repeats on them (headers and footers), marks it, and records the step. */
    async assemble(document: DocumentRef, count: number, key: StepKey): Promise<ExtractResult> {
      return runStep(deps, document, key, {
        work: async (): Promise<ExtractResult> => {
          const marker = createFurnitureMarker();
          let sample = '';
          for await (const page of pages.all(document, count)) {
            marker.observe(page);
            if (sample.length < LANGUAGE_SAMPLE) sample += `${pageText(page)}\n`;
          }
          for (let first = 1; first <= count; first += SLICE_PAGES) {
            const slice =
              (await pages.read(document, first)) ?? fail('not_ready', `Page ${first} has not been stored.`);
            const marked = slice.map((page) => marker.mark(page));
            if (marked.some((page, index) => page !== slice[index])) await pages.write(document, first, marked);
          }
          return { pages: count, language: languageOf(sample) };
        },
        effect: (tx, result) => finish(tx, document, result),
      });
    },
  };
};

export type ExtractionActivities = ReturnType<typeof createExtractionActivities>;

/** PK; shown while the pages are still being read. */
const PROPERTIES = `update document set properties = $3, pages = coalesce(pages, $4) where id = $1 and run = $2 and status in ('processing', 'paused')`;

/** The document's row is locked by the guard of the step. */
const FINISH = `update document set pages = $3, language = $4, pages_run = run where id = $1 and run = $2`;

async function finish(
  tx: Parameters<typeof startSteps>[0],
  document: DocumentRef,
  result: ExtractResult,
): Promise<ExtractResult> {
  await tx.query(FINISH, [document.id, document.run, result.pages, result.language]);
  await startSteps(tx, document, ['classify', 'fields', 'index'], 1);
  return result;
}

const languageOf = (text: string): string | null => detectLanguage(text.slice(0, LANGUAGE_SAMPLE))?.code ?? null;

/** Whole slices, so that no two ranges touch the same one. */
function rangesOf(count: number): PageRange[] {
  const slices = Math.ceil(count / SLICE_PAGES);
  const size = Math.ceil(slices / MAX_RANGES) * SLICE_PAGES;
  return Array.from({ length: Math.ceil(count / size) }, (_, index) => ({
    from: index * size + 1,
    to: Math.min((index + 1) * size, count),
  }));
}

/** Tries again after a crash of the reading process; its last failure is then final, and not for the engine to repeat. */
async function withAttempts<T>(attempts: number, body: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await body();
    } catch (error) {
      const crashed = error instanceof Failure && error.code.startsWith('reader_');
      if (!crashed) throw error;
      if (attempt === attempts) throw final(error, attempts);
    }
  }
}

const final = (failure: Failure, attempts: number) =>
  ApplicationFailure.nonRetryable(`${failure.message} (${attempts} attempts)`, failure.code);
