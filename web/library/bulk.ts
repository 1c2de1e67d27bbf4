import {
  DOCUMENT_STATUSES,
  type Document,
  type DocumentStatus,
  type StepName,
} from '../../domain/documents/document.js';
import { doneWords, refusalOf, VERBS, type Verb } from '../../domain/documents/verbs.js';
import type { Http } from '../http/client.js';
import { list, members, number, text } from '../wire/shape.js';
import type { SystemState } from '../wire/system.js';
import { beginning, type Filter } from './filter.js';
import type { LibraryState } from './library.js';

/** One thing that is done to many documents, as it is sent: again with the same key, it is done once. */
export interface BulkRequest {
  key: string;
  body: Readonly<Record<string, unknown>>;
  verb: Verb;
}

export interface BulkAnswer {
  accepted: number;
  /** Why some were refused, each reason with how many it was told of. */
  refused: ReadonlyMap<string, number>;
}

/** `which`: the documents themselves, or all that match a filter. `now` in milliseconds since 1970. */
export function bulkRequest(
  what: { verb: Verb; from?: StepName | undefined },
  which: { ids: readonly string[] } | { filter: Filter },
  key: string,
  now: number,
): BulkRequest {
  const { verb, from } = what;
  const target = 'ids' in which ? { ids: which.ids } : { filter: apiFilter(which.filter, now) };
  return { key, verb, body: { action: verb, ...(from === undefined ? {} : { from_step: from }), ...target } };
}

function apiFilter({ label, status, date }: Filter, now: number): Record<string, string> {
  return {
    ...(label === null ? {} : { label }),
    ...(status === null ? {} : { status }),
    ...(date === null ? {} : { from: new Date(beginning(date, now)).toISOString() }),
  };
}

/** Sends it. Throws `Problem`; of one without an answer nobody knows whether it was done. */
export async function sendBulk(http: Http, { key, body }: BulkRequest): Promise<BulkAnswer> {
  const answer = members(await http.json('/v1/documents/bulk', { method: 'POST', body, key }));
  const refused = new Map<string, number>();
  for (const refusal of list(answer['refused'])) {
    const detail = text(members(refusal)['detail']);
    refused.set(detail, (refused.get(detail) ?? 0) + 1);
  }
  return { accepted: number(answer['accepted']), refused };
}

/** "3 documents were paused. 2 were refused: …" */
export function bulkWords(verb: Verb, { accepted, refused }: BulkAnswer): string {
  const done = doneWords(verb);
  const some =
    accepted === 0 ? 'No document was' : accepted === 1 ? '1 document was' : `${counted(accepted)} documents were`;
  const refusals = [...refused].map(
    ([detail, count]) => ` ${count === 1 ? '1 was' : `${counted(count)} were`} refused: ${detail}`,
  );
  return `${some} ${done}.${refusals.join('')}`;
}

export const counted = (count: number): string => count.toLocaleString('en');

/** What can be done to these documents, and to how many of them; what can be done to none is left out. */
export function verbsOf(documents: readonly Pick<Document, 'id' | 'status'>[]): { verb: Verb; ids: string[] }[] {
  return VERBS.map((verb) => ({
    verb,
    ids: documents.flatMap(({ id, status }) => (refusalOf(verb, status) === undefined ? [id] : [])),
  })).filter(({ ids }) => ids.length > 0);
}

/** What can be done to some of all that match a filter, as far as the counts tell. */
export function verbsOfAll({ status }: Filter, counts: Readonly<Record<DocumentStatus, number>> | undefined): Verb[] {
  const statuses = status === null ? DOCUMENT_STATUSES.filter((each) => (counts?.[each] ?? 1) > 0) : [status];
  return VERBS.filter((verb) => statuses.some((each) => refusalOf(verb, each) === undefined));
}

/** How many documents match the filter; null where only the server could count them. */
export function matching({ rows, next, filter }: LibraryState, system: SystemState | null): number | null {
  if (next === null) return rows.length;
  if (system === null || filter.label !== null || filter.date !== null) return null;
  return filter.status === null ? system.total : system.counts[filter.status];
}
