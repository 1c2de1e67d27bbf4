import { DOCUMENT_STATUSES, type Document, type DocumentStatus } from '../../domain/documents/document.js';

export const DATES = ['today', '7d', '30d'] as const;
export type DateRange = (typeof DATES)[number];

export const DATE_NAMES: Record<DateRange, string> = { today: 'today', '7d': 'last 7 days', '30d': 'last 30 days' };

/** What the library is narrowed down to; null is "any". All of it stands in the URL. */
export interface Filter {
  label: string | null;
  status: DocumentStatus | null;
  date: DateRange | null;
}

export const NO_FILTER: Filter = { label: null, status: null, date: null };

export const isFiltered = ({ label, status, date }: Filter): boolean =>
  label !== null || status !== null || date !== null;

export const sameFilter = (a: Filter, b: Filter): boolean =>
  a.label === b.label && a.status === b.status && a.date === b.date;

/** Reads the query of the page's address; what it does not know counts as "any". */
export function parseFilter(query: URLSearchParams): Filter {
  const label = query.get('label');
  return {
    label: label === null || label === '' ? null : label,
    status: DOCUMENT_STATUSES.find((status) => status === query.get('status')) ?? null,
    date: DATES.find((date) => date === query.get('date')) ?? null,
  };
}

/** The query of the page's address, without `?`; empty when nothing is filtered. */
export function formatFilter({ label, status, date }: Filter): string {
  const query = new URLSearchParams();
  if (label !== null) query.set('label', label);
  if (status !== null) query.set('status', status);
  if (date !== null) query.set('date', date);
  return query.toString();
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Where a range begins, in milliseconds since 1970: today at the reader's midnight, the others as many days ago. */
export function beginning(date: DateRange, now: number): number {
  if (date === 'today') return new Date(now).setHours(0, 0, 0, 0);
  return now - (date === '7d' ? 7 : 30) * DAY_MS;
}

/** Whether a document belongs to the filtered list. */
export function matches(document: Document, { label, status, date }: Filter, now: number): boolean {
  if (label !== null && document.label !== label) return false;
  if (status !== null && document.status !== status) return false;
  return date === null || Date.parse(document.created_at) >= beginning(date, now);
}

/** The API's query for a page of the filtered list. */
export function listQuery({ label, status, date }: Filter, limit: number, cursor: string | null, now: number): string {
  const query = new URLSearchParams({ limit: String(limit) });
  if (label !== null) query.set('label', label);
  if (status !== null) query.set('status', status);
  if (date !== null) query.set('from', new Date(beginning(date, now)).toISOString());
  if (cursor !== null) query.set('cursor', cursor);
  return query.toString();
}
