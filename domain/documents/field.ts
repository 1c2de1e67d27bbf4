import type { Box } from './content.js';

export const FIELD_NAMES = [
  'date',
  'amount',
  'total',
  'iban',
  'vat_id',
  'email',
  'phone',
  'url',
  'invoice_number',
  'order_number',
  'account_number',
  'person',
  'organisation',
] as const;

/** Something of value found in the text. */
export interface Field {
  /** One of FIELD_NAMES, or the key of a key–value pair as printed ("Policy holder"). */
  name: string;
  /** As it stands in the document. */
  value: string;
  /** One spelling for equal things: 2026-11-02, `300.00 EUR`, E.164, IBAN without spaces; absent where there is none. */
  normalized?: string;
  page: number;
  /** 0–1. */
  confidence: number;
  /** How it was found: `pattern`, `checksum`, `dictionary`, `form`, later a model's name or a person. */
  source: string;
  /** Its line on the page, where known. */
  box?: Box;
}
