import type { EventEnvelope, StoredEvent } from '../../domain/events/event.js';

/** Events kept in memory for followers that are up to date; those further behind read pages of the table. */
const KEEP = 1_000;
/** A frame stays below the protocol's limit with room for its envelope. */
const FRAME_BYTES = 60_000;

const MOST_SPACING_MS = 50;
/** Timers know no shorter time. */
const SHORTEST_MS = 1;

/** A contiguous piece of a channel, with its items as JSON, made once for all who are at the same position. */
export interface Batch {
  first: number;
  last: number;
  items: readonly EventEnvelope[];
  /** The JSON array of `items`. */
  json: string;
}

export interface Tail {
  /** The channel has at least this top; of the events up to there, those that were told along with it. */
  grown(top: number, events?: readonly StoredEvent[]): void;
  /** The next piece behind `offset`, or undefined when there is none yet; a promise where the table has to be read. */
  after(offset: number): Batch | undefined | Promise<Batch | undefined>;
}

/**
 * The end of a channel as this process knows it.
 *
 * `wanted` is the highest top that a hint or the poll has told, `known` the one up to which events have come here. A
 * follower at `known` is up to date; `known` is raised before followers are woken, so none can fall asleep in between.
 * Events that a hint has told are taken when they follow upon `known`; else the table is read. When reading fails `known`
 * stays, and the next hint or poll (it repeats the top) tries again.
 *
 * One event is read and told at once. What comes within `spacingMs` after that is read together, so that a burst becomes
 * few frames: a frame costs a system call for each follower, whatever stands in it. Where telling takes long, because there
 * are many followers, the next time is twice as long away, so that a busy channel takes a third of the time at most; and
 * an event then waits for company, for a third of what telling takes.
 */
export function createTail(
  name: string,
  read: (offset: number, upTo: number) => Promise<EventEnvelope[]>,
  on: { onGrown: (fresh: readonly EventEnvelope[]) => void; onError: (error: unknown) => void },
  spacingMs = 0,
): Tail {
  /** Events that a hint has told, by their offset, from `known` on. */
  const told = new Map<number, StoredEvent>();
  let recent: EventEnvelope[] = [];
  let wanted = -1;
  let known = -1;
  let filling = false;
  /** Milliseconds that telling took the last time. */
  let telling = 0;
  /** When followers may be told again, and who is to look then. */
  let nextAt = -Infinity;
  let later: NodeJS.Timeout | undefined;
  let batches = new Map<number, Batch>();

  /** What follows upon `known` of that which was told. */
  function takeTold(): EventEnvelope[] {
    const items: EventEnvelope[] = [];
    for (let offset = known + 1; ; offset++) {
      const event = told.get(offset);
      if (!event) return items;
      told.delete(offset);
      items.push({ channel: name, ...event });
    }
  }

  /** Lets all followers share what has come, read once. */
  async function fill(): Promise<void> {
    filling = true;
    const goal = wanted;
    try {
      while (known < goal) {
        let items = takeTold();
        if (items.length === 0) items = await read(known, wanted);
        const last = items.at(-1);
        if (!last) return; // told, but not to be seen yet
        known = last.offset;
        recent = [...recent, ...items].slice(-KEEP);
        batches = new Map();
        const begun = performance.now();
        on.onGrown(items);
        const ended = performance.now();
        telling = ended - begun;
        nextAt = ended + (spacingMs && Math.min(MOST_SPACING_MS, Math.max(spacingMs, 2 * telling)));
      }
      for (const offset of told.keys()) if (offset <= known) told.delete(offset); // read from the table meanwhile
    } catch (error) {
      on.onError(error);
      return;
    } finally {
      filling = false;
    }
    look(); // more may have come meanwhile
  }

  function look(): void {
    if (known >= wanted || filling || later) return;
    const rest = Math.max(nextAt - performance.now(), Math.min(spacingMs, telling / 3));
    if (rest < SHORTEST_MS) return void fill();
    later = setTimeout(() => {
      later = undefined;
      if (known < wanted && !filling) void fill();
    }, rest);
  }

  return {
    grown(top, events = []) {
      wanted = Math.max(wanted, top);
      if (known === -1) {
        known = wanted; // what was there before anybody followed is of the table
        on.onGrown([]);
        return;
      }
      if (told.size > KEEP) told.clear(); // a hint in between was lost long ago; the table has them all
      for (const event of events) if (event.offset > known) told.set(event.offset, event);
      look();
    },
    after(offset) {
      const shared = batches.get(offset);
      if (shared) return shared;
      if (offset >= known) return undefined;
      const oldest = recent[0]?.offset;
      if (oldest === undefined || offset < oldest - 1) {
        return read(offset, known).then((items) => (items.length > 0 ? batchOf(items) : undefined));
      }
      const batch = batchOf(recent.slice(offset - oldest + 1));
      batches.set(offset, batch);
      return batch;
    },
  };
}

/** As many of the items as fit into one frame, at least one. */
export function batchOf(items: readonly EventEnvelope[]): Batch {
  const parts: string[] = [];
  let bytes = 0;
  for (const item of items) {
    const json = JSON.stringify(item);
    bytes += Buffer.byteLength(json) + 1;
    if (parts.length > 0 && bytes > FRAME_BYTES) break;
    parts.push(json);
  }
  const taken = items.slice(0, parts.length);
  return { first: taken[0]?.offset ?? 0, last: taken.at(-1)?.offset ?? 0, items: taken, json: `[${parts.join(',')}]` };
}
