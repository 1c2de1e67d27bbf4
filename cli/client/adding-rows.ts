/** The rows of the files that are being added, and below them, whole, why some have not been read. */
import { basename } from 'node:path';
import { documentRow, nameColumnsFor, noteRow, reasonOf, room, type RowShape } from '../terminal/document-row.js';
import { CONTENT, labelled, type Screen } from '../terminal/screen.js';
import { bar, printable, width, wrap } from '../terminal/text.js';
import type { ShownDocument } from './shapes.js';

/** Up to this many rows stay in place and change; of more, the finished ones scroll away upwards. */
const ROWS_IN_PLACE = 12;

/** What became of a file. */
export interface Outcome {
  file: string;
  /** The document as it was last seen; absent when the upload failed. */
  document?: ShownDocument;
  /** Why the upload failed. */
  problem?: string;
  /** Why waiting was given up for a document that was accepted; it is read without us. */
  unfinished?: string;
}

/** A file on its way. */
export interface Item extends Outcome {
  /** Why it is not going on right now. */
  held: string | undefined;
  /** Whether it ended because nobody answered any more. */
  lost: boolean;
  bytes: number;
  sent: number;
  begun: number | undefined;
  ended: number | undefined;
  printed: boolean;
}

/** Draws the files as they are now; `end` leaves the last rows standing. */
export function rows(
  items: readonly Item[],
  { screen, label }: { screen: Screen; label: string },
): { draw: () => void; end: () => void } {
  const inPlace = screen.live && items.length <= ROWS_IN_PLACE;
  const region = screen.region();
  const nameColumns = nameColumnsFor(items.map((item) => basename(item.file)));
  let first = true;

  const shapeOf = (item: Item, label: string): RowShape => {
    const elapsedMs = (item.ended ?? performance.now()) - (item.begun ?? performance.now());
    return { label, nameColumns, columns: screen.columns, style: screen.style, elapsedMs };
  };

  const row = (item: Item, label: string): string => {
    const shape = shapeOf(item, label);
    const name = basename(item.file);
    if (item.problem !== undefined) return noteRow(name, `failed: ${item.problem}`, 'bad', shape);
    if (item.unfinished !== undefined)
      return noteRow(name, item.lost ? 'accepted, but nobody answers' : `accepted; ${item.unfinished}`, 'busy', shape);
    if (item.held !== undefined && item.ended === undefined) return noteRow(name, item.held, 'busy', shape);
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
  /** The rows cut what is long, and of many files they have scrolled away: here everything is said whole. */
  const explain = (): void => {
    for (const item of items) {
      const trouble = item.ended === undefined ? undefined : troubleOf(item);
      if (trouble === undefined) continue;
      const { label, text } = trouble;
      const fits = width(printable(`failed: ${text}`)) <= room(shapeOf(item, ''));
      if (label === 'failed' && fits && items.length <= ROWS_IN_PLACE) continue;
      const lines = wrap(printable(`${basename(item.file)}: ${text}`), screen.columns - CONTENT);
      lines.forEach((line, at) => screen.print(labelled(at === 0 ? label : '', line)));
    }
  };

  return {
    draw,
    end() {
      draw();
      if (!inPlace) region.update([]);
      region.end();
      explain();
    },
  };
}

/** Why this file has not been read: it was refused, its reading failed, or nobody answers any more. */
function troubleOf({ document, problem, unfinished, lost }: Item): { label: string; text: string } | undefined {
  if (problem !== undefined) return { label: 'failed', text: problem };
  if (unfinished !== undefined && document !== undefined) {
    const what = lost ? 'it goes on at the next start (npm start)' : unfinished;
    return { label: 'accepted', text: `safe as ${document.id}; ${what}` };
  }
  return document?.status === 'failed' ? { label: 'failed', text: reasonOf(document) } : undefined;
}
