import type { DocumentRef, StepName } from './document.js';

/** Pages of one blob, and so of what is in memory at once; a document with no more is read in one activity. */
export const SLICE_PAGES = 16;

/** What the workflow hands an activity besides the document: the name of the effect, the same at every attempt. */
export interface StepKey {
  key: string;
  step: StepName;
}

export interface ReadPlan extends ExtractResult {
  /** Page ranges that are still to be read, one activity each; empty: all pages have been read. */
  ranges: PageRange[];
}

export interface PageRange {
  from: number;
  to: number;
}

export interface ExtractResult {
  pages: number;
  /** ISO 639-1; null when it cannot be told, or is not known yet. */
  language: string | null;
}

/** The text of a document, by reference. */
export interface TextRef extends ExtractResult {
  document: DocumentRef;
  /** The run that read it; default: the document's. */
  run?: number;
}

/** What a run takes over that does not begin with reading. */
export interface TakenOver extends ExtractResult {
  run: number;
  /** Whether the text is handled as a whole (docs/decisions/0007). */
  short: boolean;
}

export interface FailureReport {
  code: string;
  message: string;
  step: StepName;
}
