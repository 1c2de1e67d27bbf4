/** One document on one line: its name, what happens to it or what it is, and how long it took. */
import type { Document, Step, StepProgress } from '../../domain/documents/document.js';
import { bar, clip, duration, pad, percent, printable, spread, width } from './text.js';
import { CONTENT, labelled, type Style } from './screen.js';

/** What a row needs of a Document. */
export type RowDocument = Pick<
  Document,
  'filename' | 'status' | 'label' | 'confidence' | 'pages' | 'error' | 'deduplicated' | 'created_at' | 'completed_at'
> & {
  steps: readonly (Pick<Step, 'name' | 'status'> & { progress: Pick<StepProgress, 'done' | 'total'> | null })[];
};

/** `invoice 94 %`. How sure it is that a document is none of the known types says nothing, and is left out. */
export function verdict({ label, confidence }: Pick<RowDocument, 'label' | 'confidence'>): string | undefined {
  if (label === null) return undefined;
  return confidence === null || label === 'other' ? printable(label) : `${printable(label)} ${percent(confidence)}`;
}

/** `extract ▮▮▮▯▯▯▯▯▯▯ 12/38`, `classify …`: of the steps that run side by side the one that says how far it is. */
function current({ status, steps }: RowDocument): string {
  const running = steps.filter((each) => each.status === 'running');
  const begun = steps.some((each) => each.status === 'completed');
  const step =
    running.find(({ progress }) => progress !== null) ??
    running[0] ??
    (begun ? steps.find((each) => each.status === 'pending') : undefined);
  if (step === undefined) return status === 'queued' ? 'waiting' : begun ? 'finishing' : 'starting';
  const { name, progress } = step;
  if (progress === null || progress.total === 0) return `${name} …`;
  return `${name} ${bar(progress.done / progress.total)} ${progress.done}/${progress.total}`;
}

export interface RowShape {
  /** Stands before the first row ("samples"). */
  label: string;
  nameColumns: number;
  columns: number;
  style: Style;
  /** How long it has taken so far; what a finished document took is known from itself. */
  elapsedMs: number;
}

/** A row about a file that is not a document yet (or never became one). */
export function noteRow(name: string, note: string, tone: 'bad' | 'busy' | 'dim' | 'plain', shape: RowShape): string {
  const said = clip(printable(note), room(shape));
  return line(name, tone === 'plain' ? said : shape.style[tone](said), shape.elapsedMs, shape);
}

/** The row of a document. */
export function documentRow(document: RowDocument, shape: RowShape): string {
  const { style } = shape;
  const { created_at: from, completed_at: to } = document;
  const took = to === null || document.deduplicated ? shape.elapsedMs : Date.parse(to) - Date.parse(from);
  return line(document.filename, said(document, room(shape), style), took, shape);
}

/** Why a document failed, in one sentence. */
export const reasonOf = ({ error }: Pick<RowDocument, 'error'>): string =>
  error?.message ?? error?.code ?? 'no reason given';

/** What a document is, or what happens to it, in at most `room` columns: alike for all documents of one status. */
export function said(document: RowDocument, room: number, style: Style): string {
  switch (document.status) {
    case 'failed':
      return style.bad(clip(`failed: ${printable(reasonOf(document))}`, room));
    case 'cancelled':
    case 'paused':
      return style.busy(clip(document.status, room));
    case 'review':
      return style.busy(clip(`waiting for you: ${verdict(document) ?? 'what is it?'}`, room));
    case 'completed':
      return done(document, room, style);
    default:
      return clip(current(document), room).replace('…', style.dim('…'));
  }
}

/** `✓ invoice 94 %        2 pages`; where there is no room for both, what it is comes first. */
function done(document: RowDocument, room: number, style: Style): string {
  const what = `✓ ${verdict(document) ?? 'read'}`;
  const extent = document.deduplicated ? 'already here' : pagesOf(document);
  const whole = extent !== undefined && width(what) + 1 + width(extent) <= room;
  const text = whole ? spread(what, style.dim(extent), room) : clip(what, room);
  return text.replace('✓', style.good('✓'));
}

/** `2 pages`; nothing for what has none. */
export const pagesOf = ({ pages }: Pick<RowDocument, 'pages'>): string | undefined =>
  pages === null ? undefined : `${pages} ${pages === 1 ? 'page' : 'pages'}`;

const TIME_COLUMNS = 7;

/** Columns that a row has for what it says. */
export const room = ({ columns, nameColumns }: RowShape): number =>
  columns - CONTENT - nameColumns - 2 - TIME_COLUMNS - 1;

function line(name: string, content: string, ms: number, { label, nameColumns, columns, style }: RowShape): string {
  const shown = pad(clip(printable(name), nameColumns, 6), nameColumns);
  const time = clip(duration(Math.max(0, ms)), TIME_COLUMNS);
  return spread(`${labelled(label, shown)}  ${content}`, style.dim(time), columns);
}

/** Columns for the names of these documents, so that the steps of all rows begin at the same place. */
export const nameColumnsFor = (names: readonly string[], most = 24): number =>
  Math.min(most, Math.max(8, ...names.map((name) => width(printable(name)))));
