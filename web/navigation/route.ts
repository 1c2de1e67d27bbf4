import { INBOX_VIEWS, type InboxView } from '../inbox/lines.js';
import { formatFilter, parseFilter, type Filter } from '../library/filter.js';

export const TABS = ['fields', 'text', 'tables', 'steps', 'versions', 'history'] as const;
export type Tab = (typeof TABS)[number];

/** Two runs of a document. */
export type Runs = readonly [older: number, newer: number];

export type Route =
  | { page: 'library'; filter: Filter }
  /** `number` is the page of the document, from 1; `q` are words to mark in it; `runs` are compared, the older first. */
  | { page: 'document'; id: string; number: number; tab: Tab; q: string; runs: Runs | null }
  | { page: 'search'; q: string; label: string | null }
  | { page: 'system' }
  | { page: 'inbox'; view: InboxView }
  | { page: 'preferences' }
  /** `open`: whose log is shown. */
  | { page: 'webhooks'; open: string | null }
  | { page: 'missing'; path: string };

/** The route of an address: path and query. */
export function parseRoute(path: string, query: URLSearchParams): Route {
  if (path === '/' || path === '/index.html') return { page: 'library', filter: parseFilter(query) };
  if (path === '/search') return { page: 'search', q: query.get('q') ?? '', label: query.get('label') || null };
  if (path === '/system') return { page: 'system' };
  if (path === '/preferences') return { page: 'preferences' };
  if (path === '/webhooks') return { page: 'webhooks', open: query.get('open') || null };
  if (path === '/inbox')
    return { page: 'inbox', view: INBOX_VIEWS.find((view) => view === query.get('state')) ?? 'inbox' };
  const id = /^\/documents\/([^/]+)$/.exec(path)?.[1];
  if (id === undefined) return { page: 'missing', path };
  const number = Number(query.get('page'));
  return {
    page: 'document',
    id: decode(id),
    number: Number.isSafeInteger(number) && number > 0 ? number : 1,
    tab: TABS.find((tab) => tab === query.get('tab')) ?? 'fields',
    q: query.get('q') ?? '',
    runs: parseRuns(query.get('runs') ?? ''),
  };
}

/** "1-2"; null for anything else. */
function parseRuns(runs: string): Runs | null {
  const [, older, newer] = /^([1-9]\d{0,8})-([1-9]\d{0,8})$/.exec(runs) ?? [];
  return older === undefined || newer === undefined ? null : [Number(older), Number(newer)];
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a route; the shortest one that `parseRoute` reads as this route. */
export function formatRoute(route: Route): string {
  switch (route.page) {
    case 'library':
      return withQuery('/', formatFilter(route.filter));
    case 'search': {
      const query = new URLSearchParams();
      if (route.q !== '') query.set('q', route.q);
      if (route.label !== null) query.set('label', route.label);
      return withQuery('/search', query.toString());
    }
    case 'document': {
      const query = new URLSearchParams();
      if (route.number !== 1) query.set('page', String(route.number));
      if (route.tab !== 'fields') query.set('tab', route.tab);
      if (route.q !== '') query.set('q', route.q);
      if (route.runs !== null) query.set('runs', route.runs.join('-'));
      return withQuery(`/documents/${encodeURIComponent(route.id)}`, query.toString());
    }
    case 'system':
      return '/system';
    case 'preferences':
      return '/preferences';
    case 'webhooks':
      return route.open === null ? '/webhooks' : `/webhooks?open=${encodeURIComponent(route.open)}`;
    case 'inbox':
      return route.view === 'inbox' ? '/inbox' : `/inbox?state=${route.view}`;
    case 'missing':
      return route.path;
  }
}

const withQuery = (path: string, query: string): string => (query === '' ? path : `${path}?${query}`);

/** The route of a document opened from a list; from a search, at the text where the words stand. */
export const documentRoute = (id: string, number = 1, q = ''): Route => ({
  page: 'document',
  id,
  number,
  tab: q === '' ? 'fields' : 'text',
  q,
  runs: null,
});
