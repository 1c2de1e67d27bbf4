import type { Progress, StoredEvent } from '../../domain/events/event.js';
import { PAYLOAD_BYTES, type Bus, type Ear } from './bus/bus.js';

const SPACING_MS = 5;

/** A stored channel that grew: its new top, and of the events up to there those that are told along with it. */
export interface Growth {
  channel: string;
  top: number;
  events: readonly StoredEvent[];
}

export interface HintPublisher {
  grown(growths: readonly Growth[]): void;
  progress(progress: Progress): void;
  /** Documents wait to be started or stopped; sent at once. */
  work(): void;
  /** A credential was ended; sent at once. */
  credentials(): void;
  /** Sends what is pending. */
  stop(): Promise<void>;
}

/**
 * Hints say that a channel has grown, and by what, how far a step is, or that documents wait; nothing depends on them.
 * Readers check offsets and poll, the dispatcher sweeps, so a lost hint costs a fraction of a second and nothing else.
 *
 * The first hint is sent at the end of the turn of the event loop; what comes within 5 ms of it is sent together, so that
 * a process tells at most once in that time. That there is work is told at once. What could not be sent goes to `onError`.
 */
export function createHintPublisher(bus: Pick<Bus, 'publish'>, onError: (error: unknown) => void): HintPublisher {
  let grown = new Map<string, Growth>();
  let reports = new Map<string, Progress>();
  let sending = Promise.resolve();
  let waiting: NodeJS.Timeout | NodeJS.Immediate | undefined;
  let sentAt = -Infinity;

  function schedule(): void {
    if (waiting !== undefined) return;
    const go = () => {
      waiting = undefined;
      sentAt = performance.now();
      sending = sending.then(send).catch(onError); // one after the other: never two connections for hints
    };
    const rest = sentAt + SPACING_MS - performance.now();
    waiting = rest <= 0 ? setImmediate(go) : setTimeout(go, rest);
  }

  async function send(): Promise<void> {
    const channels = payloads([...grown.values()].map(growthText));
    const steps = payloads([...reports.values()].map((report) => JSON.stringify(report)));
    grown = new Map();
    reports = new Map();
    for (const payload of channels) await bus.publish('events', payload);
    for (const payload of steps) await bus.publish('progress', payload);
  }

  /** Once for all that ask for it in one turn of the event loop. */
  function once(topic: 'work' | 'credentials'): () => void {
    let telling = false;
    return () => {
      if (telling) return;
      telling = true;
      setImmediate(() => {
        telling = false;
        bus.publish(topic, '').catch(onError);
      });
    };
  }

  return {
    grown(growths) {
      for (const growth of growths) {
        const before = grown.get(growth.channel);
        grown.set(growth.channel, before ? joined(before, growth) : growth);
      }
      schedule();
    },
    progress(report) {
      reports.set(report.subject, report); // last wins
      schedule();
    },
    work: once('work'),
    credentials: once('credentials'),
    async stop() {
      if (waiting !== undefined) {
        clearTimeout(waiting as NodeJS.Timeout); // each of the two takes what the other does not know
        clearImmediate(waiting as NodeJS.Immediate);
      }
      await sending.then(send).catch(onError);
    },
  };
}

const joined = (a: Growth, b: Growth): Growth => ({
  channel: a.channel,
  top: Math.max(a.top, b.top),
  events: [...a.events, ...b.events],
});

/** A growth as it is told; its events only where they fit. */
function growthText({ channel, top, events }: Growth): string {
  const whole = JSON.stringify([channel, top, events]);
  return Buffer.byteLength(whole) + 2 <= PAYLOAD_BYTES ? whole : JSON.stringify([channel, top, []]);
}

/** JSON lists of the items, each short enough for a bus; an item that does not fit alone is left out (it is only a hint). */
export function payloads(items: readonly string[]): string[] {
  const lists: string[] = [];
  let parts: string[] = [];
  let bytes = 2;
  for (const item of items) {
    const size = Buffer.byteLength(item) + 1;
    if (2 + size > PAYLOAD_BYTES) continue;
    if (bytes + size > PAYLOAD_BYTES) {
      lists.push(`[${parts.join(',')}]`);
      parts = [];
      bytes = 2;
    }
    parts.push(item);
    bytes += size;
  }
  if (parts.length > 0) lists.push(`[${parts.join(',')}]`);
  return lists;
}

export interface HintHearer {
  grown?: (growths: readonly Growth[]) => void;
  progress?: (reports: readonly Progress[]) => void;
  work?: () => void;
  credentials?: () => void;
}

/** Hears the hints that `hearer` asks for, until it is stopped. What cannot be read goes to `onError`. */
export function hearHints(bus: Pick<Bus, 'listen'>, hearer: HintHearer, onError: (error: unknown) => void): Ear {
  const { grown, progress, work, credentials } = hearer;
  const topics = (['events', 'progress', 'work', 'credentials'] as const).filter(
    (topic) => ({ events: grown, progress, work, credentials })[topic] !== undefined,
  );
  return bus.listen(topics, (topic, payload) => {
    try {
      // parse boundary: only HintPublisher writes these
      if (topic === 'events') grown?.((JSON.parse(payload) as [string, number, StoredEvent[]][]).map(growthOf));
      if (topic === 'progress') progress?.(JSON.parse(payload) as Progress[]); // as above
      if (topic === 'work') work?.();
      if (topic === 'credentials') credentials?.();
    } catch (error) {
      onError(error);
    }
  });
}

const growthOf = ([channel, top, events]: [string, number, StoredEvent[]]): Growth => ({ channel, top, events });
