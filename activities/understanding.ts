import { Context } from '@temporalio/activity';
import type { Page } from '../domain/documents/content.js';
import type { DocumentRef } from '../domain/documents/document.js';
import type { Field } from '../domain/documents/field.js';
import type { StepKey, TextRef } from '../domain/documents/step.js';
import type { Transaction } from '../services/db/index.js';
import type { PageStore } from '../services/documents/index.js';
import { findFields, pageText } from '../services/extraction/index.js';
import type { Classifier } from '../services/ml/index.js';
import type { Indexer } from '../services/search/index.js';
import { positionTeller } from './position.js';
import { runStep, type StepDeps } from './step.js';

export interface UnderstandingDeps extends StepDeps {
  pages: PageStore;
  classifier: Classifier;
  indexer: Indexer;
}

/** The beginning of a document says what it is. */
const CLASSIFY_CHARACTERS = 20_000;

/** PK; the guard of the step has locked the row, until commit. */
const RECORD_LABEL = `update document set label = $3, confidence = $4, model = $5 where id = $1 and run = $2`;

/** A repeated attempt finds none: the effect that writes them is carried out once a run. */
const INSERT_FIELDS = `insert into document_field (document_id, tenant_id, run, ordinal, name, value, normalized, page, confidence, source, box)
  select $1, $2, $3, nr, f.name, f.value, f.normalized, f.page, f.confidence, f.source, f.box
  from rows from (jsonb_to_recordset($4::jsonb) as (name text, value text, normalized text, page int, confidence real, source text, box real[]))
    with ordinality as f(name, value, normalized, page, confidence, source, box, nr)`;

/** PK; the row is locked as above. */
const SHOW_FIELDS = `update document set fields_run = run where id = $1 and run = $2`;

/** This run's chunks appear and those of the run before disappear; `publish` removes them. PK; the row is locked as above. */
const SHOW_CHUNKS = `update document set indexed_run = run where id = $1 and run = $2`;

/** The names of the three effects. */
export type UnderstandingKeys = Partial<Record<'classify' | 'fields' | 'index', StepKey>>;

type Pages = AsyncIterable<Page> | Iterable<Page>;

/** What only needs the text: the label, the fields, the index. Each step has its own effect. */
export const createUnderstandingActivities = (deps: UnderstandingDeps) => {
  const { pages, classifier, indexer, metrics } = deps;

  function classify({ document, pages: count }: TextRef, text: Pages, key: StepKey): Promise<void> {
    return runStep(deps, document, key, {
      work: async () => {
        const sample = await beginning(text);
        const done = metrics.inference.startTimer({ model: classifier.name });
        const prediction = await classifier.classify({ text: sample, mediaType: document.mediaType, pages: count });
        done();
        return prediction;
      },
      effect: async (tx, { label, confidence, abstained, scores }) => {
        const sure = abstained ? (scores['other'] ?? confidence) : confidence;
        const model = { name: classifier.name, version: classifier.version };
        await tx.query(RECORD_LABEL, [document.id, document.run, abstained ? 'other' : label, sure, model]);
      },
    });
  }

  function fields({ document, language }: TextRef, text: Pages, key: StepKey): Promise<void> {
    return runStep(deps, document, key, {
      work: () => findFields(text, language === null ? {} : { language }),
      effect: (tx, found) => insertFields(tx, document, found),
    });
  }

  function index({ document, language }: TextRef, text: Pages, key: StepKey): Promise<void> {
    return runStep(deps, document, key, {
      work: () =>
        indexer.prepare(document, text, {
          key: key.key,
          language: language ?? undefined,
          signal: Context.current().cancellationSignal,
          at: positionTeller(),
        }),
      effect: async (tx, rest) => {
        await indexer.insert(tx, document, rest);
        await tx.query(SHOW_CHUNKS, [document.id, document.run]);
      },
    });
  }

  const stored = ({ document, pages: count, run = document.run }: TextRef) => pages.all({ ...document, run }, count);

  return {
    /** Says what the document is, or `other` when nothing fits well enough. */
    classify: (text: TextRef, key: StepKey) => classify(text, stored(text), key),

    /** Finds dates, amounts, names, numbers and the pairs of forms. */
    findFields: (text: TextRef, key: StepKey) => fields(text, stored(text), key),

    /** Cuts the text into chunks, embeds them, and makes them visible to searches in one statement. */
    index: (text: TextRef, key: StepKey) => index(text, stored(text), key),

    /**
     * The three above for a short document, whose text is read once: an activity costs more than they do there
     * (docs/decisions/0007). Each has its own effect, so that a repeated attempt does only what is missing.
     */
    async understand(text: TextRef, keys: UnderstandingKeys): Promise<void> {
      const read: Page[] = [];
      for await (const page of stored(text)) read.push(page);
      // Embedding works in threads; what works on this one comes last, so that it keeps none of them waiting.
      const done = await Promise.allSettled([
        keys.index && index(text, read, keys.index),
        keys.classify && classify(text, read, keys.classify),
        keys.fields && fields(text, read, keys.fields),
      ]);
      const failed = done.find((result) => result.status === 'rejected');
      if (failed) throw failed.reason;
    },
  };
};

export type UnderstandingActivities = ReturnType<typeof createUnderstandingActivities>;

/** The first CLASSIFY_CHARACTERS of the text; no more pages are read than that takes. */
async function beginning(pages: Pages): Promise<string> {
  let text = '';
  for await (const page of pages) {
    text += `${pageText(page)}\n`;
    if (text.length >= CLASSIFY_CHARACTERS) break;
  }
  return text.slice(0, CLASSIFY_CHARACTERS);
}

async function insertFields(tx: Transaction, document: DocumentRef, fields: readonly Field[]): Promise<void> {
  if (fields.length > 0)
    await tx.query(INSERT_FIELDS, [document.id, document.tenant, document.run, JSON.stringify(fields)]);
  await tx.query(SHOW_FIELDS, [document.id, document.run]);
}
