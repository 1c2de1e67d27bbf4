import type { DocumentRef, StepName } from './document.js';

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
}

export interface FailureReport {
  code: string;
  message: string;
  step: StepName;
}
