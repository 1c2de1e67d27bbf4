import type { Position } from '../../domain/events/event.js';
import { resetReason, type ChannelState } from '../../services/events/index.js';
import type { ResetReason } from '../../services/events/protocol/frames.js';
import type { ChannelRef, Hub } from './hub.js';
import type { Batch } from './tail.js';

/** A minute: a database that is replaced is back before that, and a reader keeps its place meanwhile. */
const READ_ATTEMPTS = 120;
const READ_AGAIN_MS = 500;

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
  | { type: 'batch'; epoch: string; batch: Batch }
  | { type: 'progress'; subject: string; data: Readonly<Record<string, unknown>> };

/**
 * Everything that happens in a channel from a position on, in order, without end until `signal` aborts:
 *
 *   1 tap       from here on nothing committed can be missed
 *   2 position  read, and the first item tells it
 *   3 backlog   pages of the table, paced by the reader
 *   4 live      whenever the tap wakes; the tail serves what it has in memory, and the table what it has not
 *
 * Each batch begins with the offset after the one before, so a gap or a repetition cannot occur. The reader's own pace is
 * the back-pressure: nothing is queued for it but the latest progress of each subject.
 */
export async function* subscription(
  hub: Hub,
  channel: ChannelRef,
  from: Position | undefined,
  signal: AbortSignal,
): AsyncGenerator<Item, undefined> {
  let woken = false;
  let wake: () => void = () => undefined;
  const progress = new Map<string, Readonly<Record<string, unknown>>>();
  const awaken = () => {
    woken = true;
    wake();
  };
  const { tail, leave } = hub.follow(channel, {
    wake: awaken,
    progress: ({ subject, data }) => {
      progress.set(subject, data);
      awaken();
    },
  });
  signal.addEventListener('abort', awaken);
  try {
    const state = await hub.state(channel);
    tail.grown(state.top);
    const start = startOf(state, from);
    yield { type: 'start', start };
    let { offset } = start;
    while (!signal.aborted) {
      woken = false;
      for (const [subject, data] of progress) yield { type: 'progress', subject, data };
      progress.clear();
      const batch = await patiently(() => tail.after(offset));
      if (batch) {
        offset = batch.last;
        yield { type: 'batch', epoch: start.epoch, batch };
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (woken || signal.aborted) resolve();
        });
      }
    }
  } finally {
    signal.removeEventListener('abort', awaken);
    leave();
  }
}

/** A table that cannot be read now is read again: the position is kept, so nothing is missed. */
async function patiently<T>(read: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await read();
    } catch (error) {
      if (attempt === READ_ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, READ_AGAIN_MS));
    }
  }
}
