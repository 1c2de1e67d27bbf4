import { clockTime } from '../ui/time.js';
import type { LiveStatus } from '../../client/live.js';

/** A loss that mends itself within this time is not worth alarming anybody. */
const PATIENCE_MS = 10_000;

export interface LiveWords {
  tone: 'done' | 'waiting' | 'failed' | 'neutral';
  /** Shown beside the dot. */
  words: string;
  /** What else there is to say, for the title. */
  detail: string;
}

/** The connection in words: "live", "reconnecting in 3 s", "offline since 10:42". */
export function liveWords(status: LiveStatus, now: number): LiveWords {
  switch (status.phase) {
    case 'live':
      return {
        tone: 'done',
        words: 'live',
        detail: `Changes appear as they happen${status.over === undefined ? '' : `, over ${status.over}`}.`,
      };
    case 'connecting':
      return { tone: 'neutral', words: 'connecting', detail: 'Opening the live connection.' };
    case 'stopped':
      return { tone: 'neutral', words: 'signed out', detail: '' };
    case 'lost': {
      const seconds = status.retryAt === null ? 0 : Math.ceil((status.retryAt - now) / 1000);
      const next = seconds > 0 ? `in ${seconds} s` : 'now';
      if (now - status.since < PATIENCE_MS) {
        return {
          tone: 'waiting',
          words: seconds > 0 ? `reconnecting in ${seconds} s` : 'reconnecting',
          detail: 'What happens meanwhile is shown as soon as the connection is back.',
        };
      }
      return {
        tone: 'failed',
        words: `offline since ${clockTime(status.since)}`,
        detail: `The next attempt is ${next}. What is shown may be out of date.`,
      };
    }
  }
}
