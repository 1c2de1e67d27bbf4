import type { EventEnvelope } from '../../domain/events/event.js';

/** Events kept in memory for followers that are up to date; those further behind read pages of the table. */
const KEEP = 1_000;
/** A frame stays below the protocol's limit with room for its envelope. */
const FRAME_BYTES = 60_000;

/** A contiguous piece of a channel, with its items as JSON, made once for all who are at the same position. */
export interface Batch {
  first: number;
  last: number;
  items: readonly EventEnvelope[];
  /** The JSON array of `items`. */
  json: string;
}

export interface Tail {
  /** The channel has at least this top. */
  grown(top: number): void;
  /** The next piece behind `offset`, or undefined when there is none yet. */
  after(offset: number): Promise<Batch | undefined>;
}

/**
 * The end of a channel as this process knows it.
 *
 * `wanted` is the highest top that a hint or the poll has told, `known` the one up to which events have been read here. A
 * follower at `known` is up to date; `known` is raised before followers are woken, so none can fall asleep in between.
 * When reading fails `known` stays, and the next hint or poll (it repeats the top) tries again.
 */
export function createTail(
  read: (offset: number, upTo: number) => Promise<EventEnvelope[]>,
  on: { onGrown: (fresh: readonly EventEnvelope[]) => void; onError: (error: unknown) => void },
): Tail {
  let recent: EventEnvelope[] = [];
  let wanted = -1;
  let known = -1;
  let filling = false;
  let batches = new Map<number, Batch>();

  /** Reads what has come, once, and lets all followers share it. The first time only the end is of interest. */
  async function fill(): Promise<void> {
    filling = true;
    try {
      while (known < wanted) {
        const items = await read(known === -1 ? wanted - 1 : known, wanted);
        const last = items.at(-1);
        if (!last && known !== -1) break; // told, but not to be seen yet
        const fresh = known === -1 ? [] : items; // the first read finds what was there before anybody followed
        recent = [...recent, ...items].slice(-KEEP);
        batches = new Map();
        known = last?.offset ?? wanted;
        on.onGrown(fresh);
      }
    } catch (error) {
      on.onError(error);
    } finally {
      filling = false;
    }
  }

  return {
    grown(top) {
      wanted = Math.max(wanted, top);
      if (known < wanted && !filling) void fill();
    },
    async after(offset) {
      const shared = batches.get(offset);
      if (shared) return shared;
      if (offset >= known) return undefined;
      const oldest = recent[0]?.offset;
      if (oldest === undefined || offset < oldest - 1) {
        const items = await read(offset, known);
        return items.length > 0 ? batchOf(items) : undefined;
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
