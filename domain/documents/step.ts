import type { StepName } from './document.js';

/** What the workflow hands an activity besides the document: the name of the effect, the same at every attempt. */
export interface StepKey {
  key: string;
  step: StepName;
}

export interface ReadPlan {
  pages: number;
  /** Page ranges that are still to be read, one activity each; empty: all pages have been read. */
  ranges: PageRange[];
}

export interface PageRange {
  from: number;
  to: number;
}

export interface ExtractResult {
  pages: number;
  language: string | null;
}

export interface FailureReport {
  code: string;
  message: string;
  step: StepName;
}
