import type { EventEnvelope, Position } from '../domain/events/event.js';
import { ChannelRefused, PositionLost, SignedOut } from './errors.js';
import type { Clock, Live } from './live.js';

export interface FollowOptions {
  /** The last event that was seen; default: only what happens from now on. */
  from?: Position | undefined;
  /** Ends the iteration, as `break` does. */
  signal?: AbortSignal | undefined;
  /** Events that may wait for a slow reader before no more are taken from the server; default 1,000. */
  buffer?: number | undefined;
}

/** The events of a channel, in order, each once. */
export interface Following extends AsyncIterableIterator<EventEnvelope, undefined, undefined> {
  /** Behind the event that was handed out last: `from` of the next time. Null while the server has not said where it begins. */
  readonly position: Position | null;
  return(): Promise<IteratorResult<EventEnvelope, undefined>>;
}

type Result = IteratorResult<EventEnvelope, undefined>;
interface Reader {
  resolve(result: Result): void;
  reject(error: Error): void;
}

const BUFFER = 1_000;
/** A reader that is behind does not subscribe more often than this: frames are counted by the server. */
const REST_MS = 200;
/** What cannot be had now is asked for again after up to this long. */
const AGAIN_MS = 5_000;
const DONE: Result = { done: true, value: undefined };

/**
 * Reads a channel at the pace of whoever reads it.
 *
 * taking ─`buffer` events wait─▶ resting (not subscribed) ─half of them were read─▶ taking, from the last one taken
 *    └─ended, lost or refused, in any state─▶ ending ─the last event was handed out─▶ ended: done, or the error once
 *
 * At most `buffer` events wait, and those of the one frame with which it became full.
 */
export function follow(
  live: Pick<Live, 'status' | 'subscribe'>,
  { now, random, after }: Clock,
  channel: string,
  { from, signal, buffer: most = BUFFER }: FollowOptions = {},
): Following {
  const buffer = Math.max(1, most);
  const waiting: EventEnvelope[] = [];
  const readers: Reader[] = [];
  /** Behind the last event that was taken, and behind the last one that was handed out. */
  let taken = from ?? null;
  let position = taken;
  let ending = false;
  let failure: Error | null = null;
  let takenAt = 0;
  let unsubscribe: (() => void) | null = null;
  let cancelTake = () => {};

  function take() {
    takenAt = now();
    unsubscribe = live.subscribe(channel, { load, apply, refused }, taken ?? undefined);
  }

  function rest() {
    cancelTake();
    unsubscribe?.();
    unsubscribe = null;
  }

  function load(at: Position, lost?: PositionLost['reason']) {
    if (ending) return;
    if (taken) end(new PositionLost(lost ?? 'epoch', at));
    else position = taken = at;
  }

  function apply(events: readonly EventEnvelope[]) {
    const last = events.at(-1);
    if (ending || !taken || !last) return;
    taken = { epoch: taken.epoch, offset: last.offset };
    waiting.push(...events);
    hand();
    if (waiting.length >= buffer) rest();
  }

  function refused(code: string, detail: string) {
    if (ending) return;
    if (code !== 'unavailable') {
      end(new ChannelRefused(code, detail));
      return;
    }
    rest();
    cancelTake = after(Math.round(AGAIN_MS * random()), take);
  }

  /** Gives what waits to who waits for it. */
  function hand() {
    while (readers.length > 0) {
      const event = waiting.shift();
      if (!event && !ending) return;
      const reader = readers.shift();
      if (event) {
        position = { epoch: position?.epoch ?? '', offset: event.offset };
        reader?.resolve({ done: false, value: event });
      } else if (failure) {
        reader?.reject(failure);
        failure = null;
      } else reader?.resolve(DONE);
    }
  }

  /** Takes up again what rests, once there is room. */
  function takeUp() {
    if (ending || unsubscribe || waiting.length > buffer / 2) return;
    cancelTake();
    cancelTake = after(Math.max(0, takenAt + REST_MS - now()), take);
  }

  function end(why: Error | null) {
    if (ending) return;
    ending = true;
    failure = why;
    rest();
    unwatch();
    signal?.removeEventListener('abort', leave);
    hand();
  }

  /** Whoever leaves wants no more of what waits. */
  function leave() {
    waiting.length = 0;
    end(null);
  }

  const unwatch = live.status.subscribe(watch);
  function watch() {
    const status = live.status.get();
    if (status.phase !== 'stopped') return;
    if (status.signedOut) end(new SignedOut());
    else leave();
  }

  signal?.addEventListener('abort', leave);
  take();
  watch();
  if (signal?.aborted) leave();

  const following: Following = {
    get position() {
      return position;
    },
    next: () =>
      new Promise((resolve, reject) => {
        readers.push({ resolve, reject });
        hand();
        takeUp();
      }),
    return() {
      failure = null;
      leave();
      return Promise.resolve(DONE);
    },
    [Symbol.asyncIterator]: () => following,
  };
  return following;
}
