/** Sends files to the library and watches them until they have been read, with a row for each on the terminal. */
import { basename } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isTerminal } from '../../domain/documents/document.js';
import { Failure } from '../../domain/errors.js';
import { oneLine } from '../platform/trouble.js';
import type { Screen } from '../terminal/screen.js';
import { rows, type Item, type Outcome } from './adding-rows.js';
import { createNews, type News } from './news.js';
import { isUnreached, type Server } from './server.js';
import { DocumentShape, type ShownDocument } from './shapes.js';

export interface FileToAdd {
  path: string;
  bytes: number;
  /** Why it cannot be sent: it is listed as failed. */
  problem?: string;
}

export interface AddingOptions {
  screen: Screen;
  /** Stands before the first row. */
  label: string;
  /** False: done when everything has been accepted. */
  wait: boolean;
  signal: AbortSignal;
  /** How long a server that does not answer is waited for. */
  patienceMs?: number;
}

/** Files on their way at the same time: enough to keep the readers busy, few enough to be read on the screen. */
const AT_ONCE = 4;
/** A restarting server is back within seconds; what takes longer is given up. */
const PATIENCE_MS = 60_000;

/** What this command knows of the server; all files share it, so that its absence is waited out once. */
interface Contact {
  /** Since when nobody has answered; undefined while somebody does. */
  lostAt: number | undefined;
  patienceMs: number;
  signal: AbortSignal;
  /** Of the documents that are waited for; null: nothing is waited for. */
  news: News | null;
}

/** Adds them all. Never throws for a single file: its outcome says what happened. Throws when `signal` aborts. */
export async function addFiles(
  server: Server,
  files: readonly FileToAdd[],
  options: AddingOptions,
): Promise<Outcome[]> {
  const items: Item[] = files.map(({ path, bytes, problem }) => ({
    file: path,
    bytes,
    ...(problem === undefined ? {} : { problem }),
    held: undefined,
    lost: false,
    sent: 0,
    begun: undefined,
    ended: undefined,
    printed: false,
  }));
  const { signal, patienceMs = PATIENCE_MS } = options;
  const news = options.wait ? createNews(await server.live()) : null;
  const contact: Contact = { lostAt: undefined, patienceMs, signal, news };
  const view = rows(items, options);
  const timer = setInterval(view.draw, 100);
  try {
    const queue = items.values();
    const lane = async (): Promise<void> => {
      for (const item of queue) await add(server, item, contact);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
  } finally {
    clearInterval(timer);
    news?.stop();
    view.end();
  }
  return items.map(({ file, document, problem, unfinished }) => ({
    file,
    ...(document === undefined ? {} : { document }),
    ...(problem === undefined ? {} : { problem }),
    ...(unfinished === undefined ? {} : { unfinished }),
  }));
}

/** Whether a document needs no more waiting: it has ended, or a person has to look at it. */
export const isSettled = (document: ShownDocument): boolean =>
  isTerminal(document.status) || document.status === 'review';

async function add(server: Server, item: Item, contact: Contact): Promise<void> {
  item.begun = performance.now();
  try {
    if (item.problem === undefined) await sendAndWatch(server, item, contact);
  } catch (error) {
    contact.signal.throwIfAborted();
    if (item.document === undefined) item.problem = oneLine(error);
    else item.unfinished = oneLine(error);
    item.lost = isUnreached(error);
  }
  item.ended = performance.now();
}

async function sendAndWatch(server: Server, item: Item, contact: Contact): Promise<void> {
  const query = `filename=${encodeURIComponent(basename(item.file))}`;
  // The same bytes again are the same document, so a lost answer may be asked for again.
  const document: ShownDocument = await patiently(
    () => server.put(`/v1/documents?${query}`, item.file, DocumentShape, (bytes) => (item.sent = bytes)),
    item,
    contact,
  );
  item.document = document;
  if (contact.news && !isSettled(document)) await follow(server, item, document, contact.news, contact);
}

/** Looks at the document whenever something has happened to it, until it needs no more waiting. */
async function follow(server: Server, item: Item, accepted: ShownDocument, news: News, contact: Contact) {
  const { id, deduplicated } = accepted;
  const watch = news.of(id);
  try {
    for (;;) {
      // First at once: what happened before we listened is not told.
      const document = await patiently(() => server.get(`/v1/documents/${id}`, DocumentShape), item, contact);
      item.document = { ...document, deduplicated };
      if (isSettled(document)) return;
      await watch.next(contact.signal);
    }
  } finally {
    watch.end();
  }
}

/**
 * Tries again while the server is away (restarting) or overloaded. Throws what it met when the server has been away for
 * the whole patience, whichever file noticed first, or has had no time for this one file for as long.
 */
async function patiently<T>(attempt: () => Promise<T>, item: Item, contact: Contact): Promise<T> {
  const begun = performance.now();
  for (let delay = 250; ; delay = Math.min(4_000, delay * 2)) {
    try {
      const answer = await attempt();
      contact.lostAt = item.held = undefined;
      return answer;
    } catch (error) {
      const lost = isUnreached(error);
      contact.lostAt = lost ? (contact.lostAt ?? performance.now()) : undefined;
      const passing = error instanceof Failure && (error.code === 'unavailable' || error.code === 'too_many');
      if (!passing || performance.now() + delay > (contact.lostAt ?? begun) + contact.patienceMs) throw error;
      item.held = `${lost ? 'nobody answers' : 'the server is busy'}, trying again`;
      await wait(delay, undefined, { signal: contact.signal });
    }
  }
}
