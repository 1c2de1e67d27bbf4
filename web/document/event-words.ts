import { STEP_NAMES } from '../../domain/documents/document.js';
import type { EventEnvelope } from '../../domain/events/event.js';
import { stepDoing, stepName, titled, type Tone } from '../documents/words.js';
import type { IconName } from '../ui/icon.js';
import { duration } from '../ui/time.js';
import { number, text } from '../wire/shape.js';

/** Both in the order of their offsets, each event once. */
export function merged(a: readonly EventEnvelope[], b: readonly EventEnvelope[]): readonly EventEnvelope[] {
  const byOffset = new Map([...a, ...b].map((event) => [event.offset, event]));
  return [...byOffset.values()].sort((x, y) => x.offset - y.offset);
}

export interface EventWords {
  icon: IconName;
  tone: Tone;
  what: string;
  detail: string;
}

/** An event in words. */
export function eventWords({ type, data }: EventEnvelope): EventWords {
  const step = text(data['step']);
  switch (type) {
    case 'document.created':
      return { icon: 'upload', tone: 'neutral', what: 'Received', detail: '' };
    case 'document.step_completed': {
      const attempts = number(data['attempts']);
      const times = attempts > 1 ? `, at attempt ${attempts}` : '';
      return {
        icon: 'done',
        tone: 'done',
        what: stepName(step),
        detail: `${duration(number(data['duration_ms']))}${times}`,
      };
    }
    case 'document.retrying': {
      const attempt = number(data['attempt']);
      const why = text(data['message']) || text(data['reason']);
      const what = `${stepName(step)}: trying again`;
      return {
        icon: 'retry',
        tone: 'running',
        what,
        detail: [attempt > 0 ? `attempt ${attempt}` : '', why].filter(Boolean).join(', '),
      };
    }
    case 'document.paused':
      return { icon: 'pause', tone: 'neutral', what: 'Paused', detail: '' };
    case 'document.resumed':
      return { icon: 'play', tone: 'running', what: 'Went on', detail: '' };
    case 'document.restarted':
      return { icon: 'restart', tone: 'neutral', what: 'Started again', detail: restartDetail(data) };
    case 'queue.drained':
      return {
        icon: 'pause',
        tone: 'neutral',
        what: `Queue ${text(data['queue'])} drained`,
        detail: text(data['reason']),
      };
    case 'queue.undrained':
      return { icon: 'play', tone: 'neutral', what: `Queue ${text(data['queue'])} taken from again`, detail: '' };
    case 'document.completed':
      return { icon: 'done', tone: 'done', what: 'Done', detail: titled(text(data['label'])) };
    case 'document.failed': {
      const where = step === '' ? '' : ` while ${stepDoing(step)}`;
      return { icon: 'failed', tone: 'failed', what: `Failed${where}`, detail: text(data['message']) };
    }
    case 'document.cancelled':
      return { icon: 'cancelled', tone: 'neutral', what: 'Cancelled', detail: '' };
    case 'document.deleted':
      return { icon: 'delete', tone: 'neutral', what: 'Deleted', detail: '' };
    default:
      return {
        icon: 'running',
        tone: 'neutral',
        what: type.replace(/^document\./, '').replaceAll('_', ' '),
        detail: '',
      };
  }
}

/** "run 2, from “Find fields”"; a run that begins with the first step needs no more words. */
function restartDetail(data: EventEnvelope['data']): string {
  const from = text(data['from_step']);
  const lost = data['reason'] === 'run_lost' ? ', the run before was lost' : '';
  return `run ${number(data['run'])}${from === '' || from === STEP_NAMES[0] ? '' : `, from “${stepName(from)}”`}${lost}`;
}
