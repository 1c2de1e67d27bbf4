import type { Position } from '../../domain/events/event.js';
import { resetReason, type ChannelState } from '../../services/events/index.js';
import type { ResetReason } from '../../services/events/protocol/frames.js';
import type { ChannelRef, Hub, Report } from './hub.js';
import type { Batch } from './tail.js';

/** A minute: a database that is replaced is back before that, and a reader keeps its place meanwhile. */
const READ_ATTEMPTS = 120;
const READ_AGAIN_MS = 500;
/** Subjects whose latest progress waits for a reader that is behind; with one more the oldest is dropped. */
const REPORTS = 128;

/** Where a subscription begins. */
export interface Start {
  epoch: string;
  /** Events follow after this offset. */
  offset: number;
  /** Why the position asked for could not be continued from. */
  reset: ResetReason | undefined;
}

/** The place that a reader gets, given where it was. */
export function startOf(state: ChannelState, from: Position | undefined): Start {
  const reset = from && resetReason(state, from);
  return { epoch: state.epoch, offset: from && !reset ? from.offset : state.top, reset };
}

export type Item =
  | { type: 'start'; start: Start }
  /** What comes next was dropped while the reader was behind; live from `offset` on. */
  | { type: 'reset'; epoch: string; offset: number; reason: ResetReason }
  | { type: 'batch'; epoch: string; batch: Batch }
  | { type: 'progress'; report: Report };

export interface Subscription {
  /**
   * What comes next; undefined: nothing yet, and `onReady` will be called. A promise where the database has to be asked:
   * `next` is not called again before that has settled.
   */
  next(): Item | undefined | Promise<Item | undefined>;
  end(): void;
}

/**
 * Everything that happens in a channel from a position on, in order, as fast as it is asked for:
 *
 *   1 tap       from here on nothing committed can be missed
 *   2 position  read, and the first item tells it
 *   3 backlog   pages of the table
 *   4 live      whenever the tap calls `onReady`; the tail serves what it has in memory, and the table what it has not
 *
 * Each batch begins with the offset after the one before, so a gap or a repetition cannot occur; a reader that is behind of
 * what retention drops is told by a reset. Nothing is queued for a
 * reader that does not ask but the latest progress of each subject.
 */
export function subscribe(
  hub: Hub,
  channel: ChannelRef,
  from: Position | undefined,
  onReady: () => void,
): Subscription {
  const reports = new Map<string, Report>();
  let start: Start | undefined;
  let offset = 0;
  let ended = false;
  const { tail, leave } = hub.follow(channel, {
    wake: onReady,
    progress: (report) => {
      reports.delete(report.subject); // the last one wins, and comes last
      reports.set(report.subject, report);
      const [oldest] = reports.keys();
      if (reports.size > REPORTS && oldest !== undefined) reports.delete(oldest);
      onReady();
    },
  });

  async function begin(): Promise<Item> {
    const state = await hub.state(channel);
    tail.grown(state.top);
    start = startOf(state, from);
    offset = start.offset;
    return { type: 'start', start };
  }

  function passed(batch: Batch | undefined, { epoch }: Start): Item | undefined {
    if (!batch) return undefined;
    offset = batch.last;
    return { type: 'batch', epoch, batch };
  }

  /** What the table has behind the position; where that was dropped meanwhile it says so, and leaves no hole. */
  async function fromTable(reading: Promise<Batch | undefined>, at: Start): Promise<Item | undefined> {
    const batch = await reading;
    if (batch?.first === offset + 1) return passed(batch, at);
    const state = await hub.state(channel);
    const reason = resetReason(state, { epoch: at.epoch, offset });
    if (!reason) return undefined;
    start = { epoch: state.epoch, offset: state.top, reset: reason };
    offset = state.top;
    return { type: 'reset', epoch: state.epoch, offset, reason };
  }

  /** A table that cannot be read now is read again: the position is kept, so nothing is missed. */
  async function patiently(first: Promise<Batch | undefined>, at: Start): Promise<Item | undefined> {
    let reading = first;
    for (let attempt = 1; ; attempt++) {
      try {
        return await fromTable(reading, at);
      } catch (error) {
        if (attempt === READ_ATTEMPTS || ended) throw error;
        await new Promise((resolve) => setTimeout(resolve, READ_AGAIN_MS));
        reading = Promise.resolve(tail.after(offset));
      }
    }
  }

  return {
    next() {
      if (ended) return undefined;
      if (!start) return begin();
      const at = start;
      for (const [subject, report] of reports) {
        reports.delete(subject);
        return { type: 'progress', report };
      }
      const batch = tail.after(offset);
      return batch instanceof Promise ? patiently(batch, at) : passed(batch, at);
    },
    end() {
      ended = true;
      leave();
    },
  };
}

/** The items of a subscription one after the other, without end until `signal` aborts. */
export async function* itemsOf(
  hub: Hub,
  channel: ChannelRef,
  from: Position | undefined,
  signal: AbortSignal,
): AsyncGenerator<Item, undefined> {
  let ready = false;
  let wake: () => void = () => undefined;
  const awaken = () => {
    ready = true;
    wake();
  };
  const items = subscribe(hub, channel, from, awaken);
  signal.addEventListener('abort', awaken);
  try {
    while (!signal.aborted) {
      ready = false;
      const item = await items.next();
      if (item) {
        yield item;
        continue;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (ready || signal.aborted) resolve();
      });
    }
  } finally {
    signal.removeEventListener('abort', awaken);
    items.end();
  }
}
