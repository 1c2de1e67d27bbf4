import { STEP_NAMES, type DocumentStatus, type StepName } from './document.js';

/** What a person can ask of a document. */
export const VERBS = ['cancel', 'pause', 'resume', 'retry', 'reprocess', 'delete'] as const;
export type Verb = (typeof VERBS)[number];

const ENDED: readonly DocumentStatus[] = ['completed', 'failed', 'cancelled'];

/** The statuses in which a verb is possible. */
const ALLOWED: Readonly<Record<Verb, readonly DocumentStatus[] | 'all'>> = {
  cancel: ['queued', 'processing', 'paused', 'review'],
  pause: ['queued', 'processing'],
  resume: ['paused'],
  retry: ['failed', 'cancelled'],
  reprocess: ENDED,
  delete: 'all',
};

const PAST: Readonly<Record<Verb, string>> = {
  cancel: 'cancelled',
  pause: 'paused',
  resume: 'resumed',
  retry: 'retried',
  reprocess: 'reprocessed',
  delete: 'deleted',
};

/** What became of documents that it was done to: "paused", "deleted"; of a new run that is only begun: "queued again". */
export const doneWords = (verb: Verb): string =>
  verb === 'retry' || verb === 'reprocess' ? 'queued again' : PAST[verb];

/** The statuses in which a verb is possible; undefined: in all. */
export function allowedIn(verb: Verb): readonly DocumentStatus[] | undefined {
  const allowed = ALLOWED[verb];
  return allowed === 'all' ? undefined : allowed;
}

/** Why a verb is not possible now, as a sentence; undefined when it is. */
export function refusalOf(verb: Verb, status: DocumentStatus): string | undefined {
  const allowed = allowedIn(verb);
  if (allowed === undefined || allowed.includes(status)) return undefined;
  return `A document that is ${status} cannot be ${PAST[verb]}; it can be when it is ${allowed.join(' or ')}.`;
}

/** What a document shows now, of whatever run. */
export interface Results {
  text: boolean;
  label: boolean;
  fields: boolean;
  index: boolean;
}

/** What must be there for a run to begin with a step. */
const NEEDS: Readonly<Record<StepName, readonly (keyof Results)[]>> = {
  extract: [],
  classify: ['text'],
  fields: ['text', 'label'],
  index: ['text', 'label', 'fields'],
  publish: ['text', 'label', 'fields', 'index'],
};

/** What is not there yet and must be, for a run to begin with a step. */
export const lackingFor = (from: StepName, results: Results): (keyof Results)[] =>
  NEEDS[from].filter((need) => !results[need]);

/** Why a run cannot begin with a step, as a sentence; undefined when it can. */
export function beginningRefusal(from: StepName, results: Results): string | undefined {
  const missing = lackingFor(from, results);
  return missing.length === 0
    ? undefined
    : `It cannot begin with ${from}: it has no ${missing.join(', no ')} yet. Begin with an earlier step.`;
}

/** Where a retry begins: with the first step that the run before did not finish. */
export const firstUnfinished = (finished: readonly string[]): StepName =>
  STEP_NAMES.find((name) => !finished.includes(name)) ?? 'publish';

/** The steps that a run carries out itself, and those that it takes over. */
export function partition(from: StepName): { own: StepName[]; takenOver: StepName[] } {
  const at = STEP_NAMES.indexOf(from);
  return { own: STEP_NAMES.slice(at), takenOver: STEP_NAMES.slice(0, at) };
}
