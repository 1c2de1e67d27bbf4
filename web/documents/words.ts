import { isTerminal, type Document, type DocumentStatus, type Step } from '../../domain/documents/document.js';
import type { IconName } from '../ui/icon.js';
import { parseProgress, type Progress } from '../wire/document.js';

/** Colour means state only: one of these, always with an icon and a word. */
export type Tone = 'neutral' | 'running' | 'waiting' | 'done' | 'failed';

export interface StateWords {
  tone: Tone;
  icon: IconName;
  /** "reading 12/38", "done", "failed". */
  word: string;
  /** What else there is to say: where it is at, why it failed. */
  detail: string | null;
  /** 0–1 where it is known how far it is. */
  fraction: number | null;
}

const STATUS: Record<DocumentStatus, Pick<StateWords, 'tone' | 'icon' | 'word'>> = {
  queued: { tone: 'neutral', icon: 'waiting', word: 'waiting to start' },
  processing: { tone: 'running', icon: 'running', word: 'starting' },
  paused: { tone: 'neutral', icon: 'paused', word: 'paused' },
  review: { tone: 'waiting', icon: 'person', word: 'waiting for you' },
  completed: { tone: 'done', icon: 'done', word: 'done' },
  failed: { tone: 'failed', icon: 'failed', word: 'failed' },
  cancelled: { tone: 'neutral', icon: 'cancelled', word: 'cancelled' },
};

/** How a status looks where only it is known. */
export const statusLook = (status: DocumentStatus): Pick<StateWords, 'tone' | 'icon'> => STATUS[status];

/** How filters name the statuses. */
export const STATUS_NAMES: Record<DocumentStatus, string> = {
  queued: 'waiting to start',
  processing: 'in work',
  paused: 'paused',
  review: 'waiting for you',
  completed: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
};

const STEP: Readonly<Record<string, { doing: string; name: string }>> = {
  extract: { doing: 'reading', name: 'Read' },
  classify: { doing: 'telling its type', name: 'Tell the type' },
  fields: { doing: 'finding fields', name: 'Find fields' },
  index: { doing: 'making searchable', name: 'Make searchable' },
  review: { doing: 'waiting for you', name: 'Ask a person' },
  publish: { doing: 'finishing', name: 'Finish' },
};

/** "Read", "Find fields"; a step that this page does not know by its own name. */
export const stepName = (step: string): string => STEP[step]?.name ?? step;
/** "reading", "finding fields". */
export const stepDoing = (step: string): string => STEP[step]?.doing ?? step;

const STEP_STATUS: Readonly<Record<Step['status'], Pick<StateWords, 'tone' | 'icon' | 'word'>>> = {
  pending: { tone: 'neutral', icon: 'waiting', word: 'not yet' },
  running: { tone: 'running', icon: 'running', word: 'running' },
  completed: { tone: 'done', icon: 'done', word: 'done' },
  failed: { tone: 'failed', icon: 'failed', word: 'failed' },
  cancelled: { tone: 'neutral', icon: 'cancelled', word: 'cancelled' },
};

/** A step of a document of status `of`: what has not begun in a run that is over will not, and nothing runs while it is paused. */
export function stepWords(
  { status, attempts }: Pick<Step, 'status' | 'attempts'>,
  of: DocumentStatus,
): Pick<StateWords, 'tone' | 'icon' | 'word'> {
  if (status === 'pending' && isTerminal(of)) return { tone: 'neutral', icon: 'skipped', word: 'not reached' };
  if (status === 'running' && of === 'paused') return { tone: 'neutral', icon: 'paused', word: 'paused' };
  if (status === 'completed' && attempts === 0) return { tone: 'neutral', icon: 'done', word: 'kept from before' };
  return STEP_STATUS[status];
}

/** The state of a document in words. `progress` is from the last frame and may be ahead of the document. */
export function stateWords(document: Document, progress: Progress | null): StateWords {
  const base: StateWords = { ...STATUS[document.status], detail: null, fraction: null };
  if (document.status === 'failed') return { ...base, detail: document.error?.message ?? null };
  if (document.status === 'review' || isTerminal(document.status)) return base;

  const step = document.steps.find(({ name }) => name === progress?.step) ?? current(document.steps);
  const far = progress ?? (step ? parseProgress(step.progress, step.name) : null);
  if (!step && !far) return base;
  if (document.status === 'paused') return { ...base, detail: pausedAt(stepDoing(step?.name ?? ''), far) };
  const running = { ...base, tone: 'running' as const, icon: 'running' as const };
  const doing = stepDoing(far?.step ?? step?.name ?? '');
  const again = step && step.attempts > 1 ? `attempt ${step.attempts}` : null;
  if (!far) return { ...running, word: doing, detail: again };
  return {
    ...running,
    word: far.total > 1 ? `${doing} ${counted(far)}` : doing,
    detail: [far.note, again].filter((part) => part !== null).join(', ') || null,
    fraction: far.total > 1 ? far.done / far.total : null,
  };
}

/** "at reading 12/38". */
const pausedAt = (doing: string, far: Progress | null): string =>
  `at ${doing}${far && far.total > 1 ? ` ${far.done}/${far.total}` : ''}`;

/** "12/38"; padded by spaces as wide as a digit, so that nothing beside it moves while it counts. */
export const counted = ({ done, total }: Progress): string =>
  `${String(done).padStart(String(total).length, '\u2007')}/${total}`;

/** Several steps may run side by side: the one that says how far it is, else the first. */
function current(steps: readonly Step[]): Step | undefined {
  const running = steps.filter(({ status }) => status === 'running');
  return running.find(({ progress }) => progress !== null) ?? running[0];
}

const SPELLING: Readonly<Record<string, string>> = {
  cv: 'CV',
  'id document': 'ID document',
  iban: 'IBAN',
  'vat id': 'VAT id',
  email: 'E-mail',
  url: 'Link',
};

/** A label or field name as a person writes it: "invoice" → "Invoice", "vat_id" → "VAT id". */
export function titled(name: string): string {
  const spaced = name.replaceAll('_', ' ').trim();
  return SPELLING[spaced] ?? spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** "97 %"; a value below 1 never reads as 100 %. */
export const percent = (fraction: number): string =>
  `${Math.min(Math.round(fraction * 100), fraction < 1 ? 99 : 100)} %`;

/** The label of documents that are none of the known types. */
const OTHER = 'other';

/**
 * How sure a type is, in words; null where there is nothing to be sure of. "Other 99 %" would read as a finding, and it
 * only says that nothing was found.
 */
export const sureness = ({ label, confidence }: Pick<Document, 'label' | 'confidence'>): string | null =>
  label === null || label === OTHER || confidence === null ? null : percent(confidence);

/** "1.2 MB": decimal units, as file managers show them. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), units.length);
  const value = bytes / 1000 ** power;
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${units[power - 1] ?? ''}`;
}

/** The amount that matters most: the surest `total`, in the reader's way of writing money; null where there is none. */
export function mainAmount(document: Document): string | null {
  const totals = document.fields.filter(({ name }) => name === 'total');
  const [first] = totals.sort((a, b) => b.confidence - a.confidence);
  if (!first) return null;
  const [, amount, currency] = /^(-?\d+(?:\.\d+)?) ([A-Z]{3})$/.exec(first.normalized ?? '') ?? [];
  if (amount === undefined || currency === undefined) return first.value;
  try {
    return new Intl.NumberFormat(undefined, { style: 'currency', currency }).format(Number(amount));
  } catch {
    return first.value; // not a currency that this browser knows
  }
}

const FORMATS: readonly (readonly [pattern: RegExp, icon: IconName, name: string])[] = [
  [/pdf/, 'pdf', 'PDF'],
  [/^image\//, 'image', 'Image'],
  [/spreadsheet|excel|csv|tab-separated/, 'sheet', 'Table'],
  [/presentation|powerpoint/, 'slides', 'Slides'],
  [/rfc822|outlook/, 'mail', 'E-mail'],
  [/epub/, 'book', 'Book'],
  [/html/, 'web', 'Web page'],
  [/wordprocessing|msword|opendocument\.text|rtf/, 'word', 'Text document'],
];

/** Icon and name of a media type. */
export function formatOf(mediaType: string): { icon: IconName; name: string } {
  const [, icon, name] = FORMATS.find(([pattern]) => pattern.test(mediaType)) ?? [/./, 'plain' as const, 'Text'];
  return { icon, name };
}

/** Why something that a step makes is not there: it is still to come, or the run ended before. */
export const missing = (document: Document, what: string, step: string): string =>
  isTerminal(document.status)
    ? `There is no ${what}: the run ended before “${stepName(step)}” was done.`
    : `The ${what} appears here as soon as “${stepName(step)}” is done.`;

/** Whether pages of this type can be shown as they look. */
export const hasImages = (mediaType: string): boolean => /pdf|^image\//.test(mediaType);
