/** Sends files to the library and watches them until they have been read, with a row for each on the terminal. */
import { basename } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isTerminal } from '../../domain/documents/document.js';
import { Failure } from '../../domain/errors.js';
import { oneLine } from '../platform/trouble.js';
import { documentRow, nameColumnsFor, noteRow } from '../terminal/document-row.js';
import { labelled, type Screen } from '../terminal/screen.js';
import { bar } from '../terminal/text.js';
import type { Server } from './server.js';
import { DocumentShape, type ShownDocument } from './shapes.js';

export interface FileToAdd {
  path: string;
  bytes: number;
}

export interface Outcome {
  file: string;
  /** The document as it was last seen; absent when the upload failed. */
  document?: ShownDocument;
  /** Why the upload failed, or why waiting for the result was given up. */
  problem?: string;
}

export interface AddingOptions {
  screen: Screen;
  /** Stands before the first row. */
  label: string;
  /** False: done when everything has been accepted. */
  wait: boolean;
  signal: AbortSignal;
}

/** Files on their way at the same time: enough to keep the readers busy, few enough to be read on the screen. */
const AT_ONCE = 4;
const POLL_MS = 150;
/** Up to this many rows stay in place and change; of more, the finished ones scroll away upwards. */
const ROWS_IN_PLACE = 12;
/** A restarting server is back within seconds; what takes longer is given up. */
const PATIENCE_MS = 60_000;

interface Item extends Outcome {
  bytes: number;
  sent: number;
  begun: number | undefined;
  ended: number | undefined;
  printed: boolean;
}

/** Adds them all. Never throws for a single file: its outcome says what happened. Throws when `signal` aborts. */
export async function addFiles(
  server: Server,
  files: readonly FileToAdd[],
  options: AddingOptions,
): Promise<Outcome[]> {
  const items: Item[] = files.map(({ path, bytes }) => ({
    file: path,
    bytes,
    sent: 0,
    begun: undefined,
    ended: undefined,
    printed: false,
  }));
  const view = rows(items, options);
  const timer = setInterval(view.draw, 100);
  try {
    const queue = items.values();
    const lane = async (): Promise<void> => {
      for (const item of queue) await add(server, item, options);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
  } finally {
    clearInterval(timer);
    view.end();
  }
  return items.map(({ file, document, problem }) => ({
    file,
    ...(document === undefined ? {} : { document }),
    ...(problem === undefined ? {} : { problem }),
  }));
}

/** Whether a document needs no more waiting: it has ended, or a person has to look at it. */
export const isSettled = (document: ShownDocument): boolean =>
  isTerminal(document.status) || document.status === 'review';

async function add(server: Server, item: Item, { wait: waiting, signal }: AddingOptions): Promise<void> {
  item.begun = performance.now();
  try {
    const query = `filename=${encodeURIComponent(basename(item.file))}`;
    // The same bytes again are the same document, so a lost answer may be asked for again.
    let document: ShownDocument = await patiently(
      () => server.put(`/v1/documents?${query}`, item.file, DocumentShape, (bytes) => (item.sent = bytes)),
      signal,
    );
    const { deduplicated } = document;
    const path = `/v1/documents/${document.id}`;
    item.document = document;
    while (waiting && !isSettled(document)) {
      await wait(POLL_MS, undefined, { signal });
      document = await patiently(() => server.get(path, DocumentShape), signal);
      item.document = { ...document, deduplicated };
    }
  } catch (error) {
    signal.throwIfAborted();
    item.problem = oneLine(error);
  }
  item.ended = performance.now();
}

/** Tries again while the server is away (restarting) or overloaded. */
async function patiently<T>(attempt: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const end = performance.now() + PATIENCE_MS;
  for (let delay = 250; ; delay = Math.min(4_000, delay * 2)) {
    try {
      return await attempt();
    } catch (error) {
      const passing = error instanceof Failure && (error.code === 'unavailable' || error.code === 'too_many');
      if (!passing || performance.now() + delay > end) throw error;
      await wait(delay, undefined, { signal });
    }
  }
}

function rows(items: readonly Item[], { screen, label }: AddingOptions): { draw: () => void; end: () => void } {
  const inPlace = screen.live && items.length <= ROWS_IN_PLACE;
  const region = screen.region();
  const nameColumns = nameColumnsFor(items.map((item) => basename(item.file)));
  let first = true;

  const row = (item: Item, label: string): string => {
    const elapsedMs = (item.ended ?? performance.now()) - (item.begun ?? performance.now());
    const shape = { label, nameColumns, columns: screen.columns, style: screen.style, elapsedMs };
    const name = basename(item.file);
    if (item.problem !== undefined) return noteRow(name, `failed: ${item.problem}`, 'bad', shape);
    if (item.document !== undefined) return documentRow({ ...item.document, filename: name }, shape);
    if (item.begun === undefined) return noteRow(name, 'waiting', 'dim', shape);
    return noteRow(name, item.bytes === 0 ? 'sending' : `sending ${bar(item.sent / item.bytes)}`, 'plain', shape);
  };

  const draw = (): void => {
    if (inPlace) {
      region.update(items.map((item, at) => row(item, at === 0 ? label : '')));
      return;
    }
    for (const item of items) {
      if (item.ended === undefined || item.printed) continue;
      item.printed = true;
      screen.print(row(item, first ? label : ''));
      first = false;
    }
    const active = items.filter((item) => item.begun !== undefined && item.ended === undefined);
    const done = items.filter((item) => item.ended !== undefined).length;
    region.update([
      ...active.map((item) => row(item, '')),
      labelled('', `${bar(done / items.length)}  ${done} of ${items.length}`),
    ]);
  };
  return {
    draw,
    end() {
      draw();
      if (!inPlace) region.update([]);
      region.end();
    },
  };
}
