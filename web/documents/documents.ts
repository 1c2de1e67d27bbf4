import type { Document } from '../../domain/documents/document.js';
import { isTerminal } from '../../domain/documents/document.js';
import type { EventEnvelope } from '../../domain/events/event.js';
import { asProblem, Problem } from '../http/problem.js';
import type { Http } from '../http/client.js';
import { createStore, type Readable, type Store } from '../ui/store.js';
import { newer, parseDocument, parseProgress, type Progress } from '../wire/document.js';
import { documentOf } from '../wire/event.js';
import { parsePage } from '../wire/page.js';
import { createRefetch, type RefetchDeps } from './refetch.js';

/** What the page knows about one document. */
export interface Entry {
  document: Document | null;
  /** From the last progress frame, which is ahead of the document. */
  progress: Progress | null;
  /** Why there is no document: not found, or not to be had. */
  problem: Problem | null;
}

/** `before` is null for a document that was not known yet. */
export type ChangeListener = (document: Document, before: Document | null) => void;

export interface Documents {
  entry(id: string): Readable<Entry>;
  /** Takes in an answer of the server unless a later one is known; answers the later one. */
  put(document: Document): Document;
  /** Asks for a document now. What goes wrong is in the entry. */
  load(id: string): Promise<void>;
  /** Events of the tenant: fetches again what they are about. */
  apply(events: readonly EventEnvelope[]): void;
  progress(subject: string, data: Readonly<Record<string, unknown>>): void;
  /** The document is gone. */
  remove(id: string): void;
  /** The server's state may lie before ours (it was restored): the next answer about each document counts. */
  distrust(): void;
  onChange(listener: ChangeListener): void;
  onRemove(listener: (id: string) => void): void;
  stop(): void;
}

const UNKNOWN: Entry = { document: null, progress: null, problem: null };
/** The most that the API lists at once. */
const LIST_LIMIT = 200;
/** Documents that are asked for one by one at the same time. */
const PARALLEL = 4;

/** The API's address of a document, or of something of it. */
export const documentPath = (id: string, rest = ''): string => `/v1/documents/${encodeURIComponent(id)}${rest}`;

/** The documents that the page knows, each watched on its own, and how they are kept up to date. */
export function createDocuments(http: Http, timing: Pick<RefetchDeps, 'now' | 'random' | 'after'>): Documents {
  const entries = new Map<string, Store<Entry>>();
  /** Documents whose known state may be compared with an answer; see `distrust`. */
  const trusted = new Set<string>();
  const changeListeners: ChangeListener[] = [];
  const removeListeners: ((id: string) => void)[] = [];
  const refetch = createRefetch({ ...timing, one: fetchOne, many: fetchMany });

  function entry(id: string): Store<Entry> {
    const known = entries.get(id);
    if (known) return known;
    const created = createStore(UNKNOWN);
    entries.set(id, created);
    return created;
  }

  function put(received: Document): Document {
    const store = entry(received.id);
    const { document: before, progress } = store.get();
    const document = newer(trusted.has(received.id) ? before : null, received);
    trusted.add(received.id);
    if (document === before) return document;
    const sameRun = before?.run === document.run;
    const overtaken = isTerminal(document.status) || !sameRun || stepEnded(document, progress);
    store.set({ document, progress: overtaken ? null : progress, problem: null });
    for (const listener of changeListeners) listener(document, before);
    return document;
  }

  function remove(id: string) {
    entry(id).set({
      ...UNKNOWN,
      problem: new Problem(404, 'document_not_found', 'No such document', 'It was deleted.'),
    });
    for (const listener of removeListeners) listener(id);
  }

  /** True: the entry says what there is to know. */
  async function fetchOne(id: string): Promise<boolean> {
    try {
      const document = parseDocument(await http.json(documentPath(id)));
      if (document) put(document);
      return true;
    } catch (thrown) {
      const problem = asProblem(thrown);
      if (problem.status === 404) remove(id);
      else if (entry(id).get().document === null) entry(id).set({ ...UNKNOWN, problem });
      return problem.status === 404 || problem.status === 401;
    }
  }

  /** The newest documents in one list; those that are not on it one by one, a few at a time. */
  async function fetchMany(ids: readonly string[]): Promise<readonly string[]> {
    const rest = new Set(ids);
    try {
      const page = parsePage(await http.json(`/v1/documents?limit=${LIST_LIMIT}`), parseDocument);
      for (const document of page.items) {
        put(document);
        rest.delete(document.id);
      }
    } catch (thrown) {
      return asProblem(thrown).status === 401 ? [] : ids;
    }
    const queue = [...rest];
    const missing: string[] = [];
    const lane = async () => {
      for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
        if (!(await fetchOne(id))) missing.push(id);
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, lane));
    return missing;
  }

  return {
    entry,
    put,
    remove,
    async load(id) {
      await fetchOne(id);
    },
    apply(events) {
      for (const event of events) {
        const id = documentOf(event.subject);
        if (id === null) continue;
        if (event.type === 'document.deleted') remove(id);
        // What nobody has looked at needs no request: it is fetched when it is shown.
        else if (event.type === 'document.created' || entries.has(id)) refetch.note(id);
      }
    },
    progress(subject, data) {
      const id = documentOf(subject);
      const store = id === null ? undefined : entries.get(id);
      const now = store?.get();
      if (!store || !now?.document || isTerminal(now.document.status)) return;
      store.set({ ...now, progress: parseProgress(data) });
    },
    distrust: () => trusted.clear(),
    onChange: (listener) => void changeListeners.push(listener),
    onRemove: (listener) => void removeListeners.push(listener),
    stop: () => refetch.stop(),
  };
}

const stepEnded = (document: Document, progress: Progress | null): boolean =>
  document.steps.some((step) => step.name === progress?.step && step.ended_at !== null);
