import type { Box, Page } from '../../../domain/documents/content.js';
import type { TextLine } from './line.js';

/** What a finder finds on a line; the page and, where it is absent, the line's box are added later. */
export interface Found {
  name: string;
  value: string;
  normalized?: string;
  confidence: number;
  source: 'pattern' | 'checksum' | 'dictionary' | 'form';
  box?: Box;
  /** Place in the line's text, where the value stands there. */
  at?: number;
}

/** Where the text comes from, as far as known: decides how `03/04/2025`, `$` and local phone numbers are read. */
export interface Locale {
  /** ISO 639-1. */
  language: string | undefined;
  /** ISO 3166-1 alpha-2, upper case. */
  region: string | undefined;
}

/** A page as the finders see it. */
export interface FieldPage {
  page: Page;
  lines: readonly TextLine[];
  locale: Locale;
}
