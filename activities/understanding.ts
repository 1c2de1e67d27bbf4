import { Context } from '@temporalio/activity';
import type { DocumentRef } from '../domain/documents/document.js';
import type { Field } from '../domain/documents/field.js';
import type { StepKey } from '../domain/documents/step.js';
import type { Database, Transaction } from '../services/db/index.js';
import type { PageStore } from '../services/documents/index.js';
import { findFields, pageText } from '../services/extraction/index.js';
import type { Classifier } from '../services/ml/index.js';
import type { Indexer } from '../services/search/index.js';
import { runStep, type StepDeps } from './step.js';

export interface UnderstandingDeps extends StepDeps {
  pages: PageStore;
  classifier: Classifier;
  indexer: Indexer;
}

/** The beginning of a document says what it is. */
const CLASSIFY_CHARACTERS = 20_000;

const RECORD_LABEL = `update document set label = $3, confidence = $4, model = $5 where id = $1 and run = $2`;

/** A repeated attempt finds none: the effect that writes them is carried out once a run. */
const INSERT_FIELDS = `insert into document_field (document_id, tenant_id, run, ordinal, name, value, normalized, page, confidence, source, box)
  select $1, $2, $3, nr, f.name, f.value, f.normalized, f.page, f.confidence, f.source, f.box
  from rows from (jsonb_to_recordset($4::jsonb) as (name text, value text, normalized text, page int, confidence real, source text, box real[]))
    with ordinality as f(name, value, normalized, page, confidence, source, box, nr)`;

/** This run's chunks appear and those of the run before disappear. */
const SHOW_CHUNKS = `update document set indexed_run = run where id = $1 and run = $2`;
const REMOVE_OLD_CHUNKS = `delete from chunk where document_id = $1 and run <> $2`;

const LANGUAGE = `select language from document where id = $1`;

export const createUnderstandingActivities = (deps: UnderstandingDeps) => {
  const { db, pages, classifier, indexer, metrics } = deps;
  return {
    /** Says what the document is, or `other` when nothing fits well enough. */
    classify: (document: DocumentRef, count: number, key: StepKey): Promise<void> =>
      runStep(deps, document, key, {
        work: async () => {
          const text = await beginning(pages, document, count);
          const done = metrics.inference.startTimer({ model: classifier.name });
          const prediction = await classifier.classify({ text, mediaType: document.mediaType, pages: count });
          done();
          return prediction;
        },
        effect: async (tx, { label, confidence, abstained, scores }) => {
          const sure = abstained ? (scores['other'] ?? confidence) : confidence;
          const model = { name: classifier.name, version: classifier.version };
          await tx.query(RECORD_LABEL, [document.id, document.run, abstained ? 'other' : label, sure, model]);
        },
      }),

    /** Finds dates, amounts, names, numbers and the pairs of forms. */
    findFields: (document: DocumentRef, count: number, key: StepKey): Promise<void> =>
      runStep(deps, document, key, {
        work: async () => findFields(pages.all(document, count), await languageOption(db, document)),
        effect: (tx, fields) => insertFields(tx, document, fields),
      }),

    /** Cuts the text into chunks, embeds them, and makes them visible to searches in one statement. */
    index: (document: DocumentRef, count: number, key: StepKey): Promise<void> =>
      runStep(deps, document, key, {
        work: async () =>
          indexer.prepare(document, pages.all(document, count), {
            key: key.key,
            language: await languageOf(db, document),
            signal: Context.current().cancellationSignal,
          }),
        effect: async (tx, rest) => {
          await indexer.insert(tx, document, rest);
          await tx.query(SHOW_CHUNKS, [document.id, document.run]);
          await tx.query(REMOVE_OLD_CHUNKS, [document.id, document.run]);
        },
      }),
  };
};

export type UnderstandingActivities = ReturnType<typeof createUnderstandingActivities>;

async function beginning(pages: PageStore, document: DocumentRef, count: number): Promise<string> {
  let text = '';
  for await (const page of pages.all(document, count)) {
    text += `${pageText(page)}\n`;
    if (text.length >= CLASSIFY_CHARACTERS) break;
  }
  return text.slice(0, CLASSIFY_CHARACTERS);
}

async function insertFields(tx: Transaction, document: DocumentRef, fields: readonly Field[]): Promise<void> {
  if (fields.length > 0)
    await tx.query(INSERT_FIELDS, [document.id, document.tenant, document.run, JSON.stringify(fields)]);
}

async function languageOption(db: Database, document: DocumentRef): Promise<{ language?: string }> {
  const language = await languageOf(db, document);
  return language === undefined ? {} : { language };
}

async function languageOf(db: Database, document: DocumentRef): Promise<string | undefined> {
  const [row] = await db.query<{ language: string | null }>(LANGUAGE, [document.id]);
  return row?.language ?? undefined;
}
