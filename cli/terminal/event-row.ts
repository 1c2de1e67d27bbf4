/** One event on one line: when, what about, and what happened. */
import type { EventEnvelope } from '../../domain/events/event.js';
import { clip, duration, pad, percent, printable } from './text.js';
import type { Style } from './screen.js';

const TIME_COLUMNS = 8;
const SUBJECT_COLUMNS = 24;
/** As much of an id as names a document to the other commands. */
const ID_END = 12;

/** `09:30:04  invoice-4711.pdf  extract ✓ 0.4 s`, in at most `columns`. `name`: the document's, where it is known. */
export function eventRow(event: EventEnvelope, name: string | undefined, columns: number, style: Style): string {
  const subject = clip(printable(name ?? subjectOf(event.subject)), SUBJECT_COLUMNS, 6);
  const [words, tone] = wordsOf(event);
  const said = clip(printable(words.trim()), columns - TIME_COLUMNS - SUBJECT_COLUMNS - 4);
  return `${style.dim(pad(timeOf(event.time), TIME_COLUMNS))}  ${pad(subject, SUBJECT_COLUMNS)}  ${tone ? style[tone](said) : said}`;
}

/** This machine's time of the day. */
function timeOf(moment: string): string {
  const at = new Date(moment);
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}

/** `…091ce3b89698`, `queue ml`, `inbox`. */
function subjectOf(subject: string): string {
  const [kind = '', id = ''] = subject.split(':');
  if (kind === 'user') return 'inbox';
  return kind === 'document' ? `…${id.slice(-ID_END)}` : `${kind} ${id}`;
}

type Words = readonly [words: string, tone?: 'good' | 'bad' | 'busy'];

function wordsOf({ type, data }: EventEnvelope): Words {
  const of = (name: string): string => {
    const value = data[name];
    return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
  };
  const because = (reason: string): string => (reason === '' ? '' : `: ${reason}`);
  switch (type) {
    case 'document.created':
      return ['received'];
    case 'document.step_completed':
      return [`${of('step')} ✓ ${duration(Number(data['duration_ms'] ?? 0))}`];
    case 'document.retrying':
      return [`${of('step')} again${because(of('message') || of('reason'))}`, 'busy'];
    case 'document.restarted':
      return [`run ${of('run')} begins${of('from_step') === '' ? '' : ` with ${of('from_step')}`}`];
    case 'document.completed': {
      const sure = data['confidence'];
      const share = typeof sure === 'number' && of('label') !== 'other' ? ` ${percent(sure)}` : '';
      return [`✓ ${of('label') || 'read'}${share}`, 'good'];
    }
    case 'document.failed':
      return [`failed${because(of('message') || of('code'))}`, 'bad'];
    case 'queue.drained':
      return [`drained${because(of('reason'))}`, 'busy'];
    default:
      return [type.slice(type.indexOf('.') + 1).replaceAll('_', ' ')];
  }
}
