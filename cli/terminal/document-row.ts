/** One document on one line: its name, each step with its state, what it is, and how long it took. */
import type { Document, Step, StepName, StepProgress, StepStatus } from '../../domain/documents/document.js';
import { printable, clip, duration, pad, spread, width } from './text.js';
import { CONTENT, labelled, type Style } from './screen.js';

/** What a row needs of a Document. */
export type RowDocument = Pick<
  Document,
  'filename' | 'status' | 'label' | 'confidence' | 'error' | 'deduplicated' | 'created_at' | 'completed_at'
> & {
  steps: readonly (Pick<Step, 'name' | 'status'> & { progress: Pick<StepProgress, 'done' | 'total'> | null })[];
};

/** Steps that everybody sees; `fields` runs beside them and `publish` is the end itself. */
const SHOWN: readonly StepName[] = ['extract', 'classify', 'index'];

const MARKS: Readonly<Partial<Record<StepStatus, string>>> = { completed: '✓', failed: '✗', cancelled: '✗' };

/** `invoice 94 %` */
function verdict({ label, confidence }: RowDocument): string | undefined {
  if (label === null) return undefined;
  return confidence === null ? printable(label) : `${printable(label)} ${Math.round(confidence * 100)} %`;
}

/** `classify ✓ invoice 94 %`, `extract 12/38`, `index …`; nothing for a step that has not begun. */
function step(document: RowDocument, name: StepName): string | undefined {
  const found = document.steps.find((each) => each.name === name);
  if (found === undefined || found.status === 'pending') return undefined;
  const mark = MARKS[found.status];
  if (mark === undefined) return `${name} ${progress(found.progress)}`;
  const what = name === 'classify' && found.status === 'completed' ? verdict(document) : undefined;
  return what === undefined ? `${name} ${mark}` : `${name} ${mark} ${what} `; // and a gap after the longest part
}

const progress = (at: Pick<StepProgress, 'done' | 'total'> | null): string =>
  at === null || at.total === 0 ? '…' : `${at.done}/${at.total}`;

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
export function noteRow(name: string, note: string, tone: 'bad' | 'dim' | 'plain', shape: RowShape): string {
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

function said(document: RowDocument, room: number, style: Style): string {
  switch (document.status) {
    case 'failed':
      return style.bad(
        clip(`failed: ${printable(document.error?.message ?? document.error?.code ?? 'no reason given')}`, room),
      );
    case 'cancelled':
    case 'paused':
      return style.busy(clip(document.status, room));
    case 'review':
      return style.busy(clip(`waiting for you: ${verdict(document) ?? 'what is it?'}`, room));
    case 'completed':
      if (document.deduplicated) return clip(`already in the library: ${verdict(document) ?? 'read'}`, room);
  }
  const steps = SHOWN.flatMap((name) => step(document, name) ?? []);
  // Where there is no room for all, what is done and says no more is left out; what it is and what goes on stays.
  for (const done of ['extract ✓', 'index ✓']) {
    if (steps.length > 1 && width(steps.join(' ')) > room && steps.includes(done)) steps.splice(steps.indexOf(done), 1);
  }
  const text = steps.length > 0 ? steps.join(' ').trimEnd() : document.status === 'queued' ? 'waiting' : 'starting';
  return clip(text, room)
    .replaceAll('✓', style.good('✓'))
    .replaceAll('✗', style.bad('✗'))
    .replaceAll('…', style.dim('…'));
}

const TIME_COLUMNS = 7;

const room = ({ columns, nameColumns }: RowShape): number => columns - CONTENT - nameColumns - 2 - TIME_COLUMNS - 1;

function line(name: string, content: string, ms: number, { label, nameColumns, columns, style }: RowShape): string {
  const shown = pad(clip(printable(name), nameColumns, 6), nameColumns);
  const time = clip(duration(Math.max(0, ms)), TIME_COLUMNS);
  return spread(`${labelled(label, shown)}  ${content}`, style.dim(time), columns);
}

/** Columns for the names of these documents, so that the steps of all rows begin at the same place. */
export const nameColumnsFor = (names: readonly string[], most = 24): number =>
  Math.min(most, Math.max(8, ...names.map((name) => width(printable(name)))));
