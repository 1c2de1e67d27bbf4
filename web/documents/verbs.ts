import { STEP_NAMES, type Document, type StepName } from '../../domain/documents/document.js';
import { lackingFor, refusalOf, type Results, type Verb } from '../../domain/documents/verbs.js';
import type { ErrorCode } from '../../domain/errors.js';
import type { Http } from '../http/client.js';
import type { IconName } from '../ui/icon.js';
import { parseDocument } from '../wire/document.js';
import { documentPath, type Documents } from './documents.js';

/** How a verb is offered. */
export const VERB_LOOKS: Readonly<Record<Verb, { icon: IconName; name: string }>> = {
  pause: { icon: 'pause', name: 'Pause' },
  resume: { icon: 'play', name: 'Resume' },
  cancel: { icon: 'stop', name: 'Cancel' },
  retry: { icon: 'retry', name: 'Retry' },
  reprocess: { icon: 'restart', name: 'Reprocess' },
  delete: { icon: 'delete', name: 'Delete' },
};

export const can = (verb: Verb, { status }: Pick<Document, 'status'>): boolean => refusalOf(verb, status) === undefined;

/** Those of the table of errors that are not retryable: the codes alone, since all its words would be loaded with it. */
export const FINAL: readonly ErrorCode[] = [
  'bad_request',
  'invalid_json',
  'empty_file',
  'missing_file',
  'upload_incomplete',
  'unauthenticated',
  'forbidden',
  'not_found',
  'document_not_found',
  'method_not_allowed',
  'upload_timeout',
  'conflict',
  'idempotency_mismatch',
  'reset',
  'too_large',
  'unsupported_media_type',
  'invalid',
  'document_encrypted',
  'document_damaged',
  'document_empty',
  'document_too_complex',
  'document_too_many_pages',
  'image_too_large',
  'page_not_found',
  'no_result',
  'address_refused',
  'timed_out',
  'run_lost',
  'superseded',
];

/** Whether the same may go well another time: not where the file itself is the reason. */
export const mayPass = (code: string | undefined): boolean => !FINAL.some((final) => final === code);

const RESULT_NAMES: Readonly<Record<keyof Results, string>> = {
  text: 'text',
  label: 'type',
  fields: 'list of fields',
  index: 'place in the search',
};

/** A step that a new run of a document may begin with. */
export interface Beginning {
  step: StepName;
  /** Why it cannot, in words; null: it can. */
  refusal: string | null;
}

/** Every step with whether a new run can begin with it. */
export function beginningsOf(document: Document): Beginning[] {
  const results = resultsOf(document);
  return STEP_NAMES.map((step) => {
    const [missing] = lackingFor(step, results);
    return { step, refusal: missing === undefined ? null : `There is no ${RESULT_NAMES[missing]} yet` };
  });
}

/** What there is to begin on. Of results that an earlier run made, only the server knows all: it has the last word. */
function resultsOf({ run, text_run, label, steps }: Document): Results {
  const finished = (name: StepName) => steps.some((step) => step.name === name && step.status === 'completed');
  const earlier = text_run !== null && text_run !== run;
  return {
    text: text_run !== null,
    label: label !== null,
    fields: earlier || finished('fields'),
    index: earlier || finished('index'),
  };
}

export interface VerbDeps {
  http: Http;
  documents: Documents;
}

/** What is asked of a document; `from` is the step that a reprocessing begins with. */
export type Asked = { verb: Exclude<Verb, 'delete' | 'reprocess'> } | { verb: 'reprocess'; from: StepName };

/** Does it; the answer is shown at once. Throws `Problem` (409: its state forbids that by now). */
export async function act({ http, documents }: VerbDeps, id: string, asked: Asked): Promise<void> {
  const body = asked.verb === 'reprocess' ? { body: { from_step: asked.from } } : {};
  const document = parseDocument(await http.json(documentPath(id, `/${asked.verb}`), { method: 'POST', ...body }));
  if (document) documents.put(document);
}

/** Deletes for good. Throws `Problem`. */
export async function deleteDocument({ http, documents }: VerbDeps, id: string): Promise<void> {
  await http.json(documentPath(id), { method: 'DELETE' });
  documents.remove(id);
}
