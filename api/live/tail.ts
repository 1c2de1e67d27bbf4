import type { EventEnvelope } from '../../domain/events/event.js';

/** Events kept in memory for followers that are up to date; those further behind read pages of the table. */
const KEEP = 1_000;
/** A frame stays below the protocol's limit with room for its envelope. */
const FRAME_BYTES = 60_000;

const MOST_SPACING_MS = 50;

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
  /** The next piece behind `offset`, or undefined when there is none yet; a promise where the table has to be read. */
  after(offset: number): Batch | undefined | Promise<Batch | undefined>;
}

/**
 * The end of a channel as this process knows it.
 *
 * `wanted` is the highest top that a hint or the poll has told, `known` the one up to which events have been read here. A
 * follower at `known` is up to date; `known` is raised before followers are woken, so none can fall asleep in between.
 * When reading fails `known` stays, and the next hint or poll (it repeats the top) tries again.
 *
 * One event is read and told at once. What comes within `spacingMs` after that is read together, so that a burst becomes
 * few frames: a frame costs a system call for each follower, whatever stands in it. Where telling takes long, because there
 * are many followers, the next time is twice as long away, so that a busy channel takes a third of the time at most.
 */
export function createTail(
  read: (offset: number, upTo: number) => Promise<EventEnvelope[]>,
  on: { onGrown: (fresh: readonly EventEnvelope[]) => void; onError: (error: unknown) => void },
  spacingMs = 0,
): Tail {
  let recent: EventEnvelope[] = [];
  let wanted = -1;
  let known = -1;
  let filling = false;
  /** When followers may be told again, and who is to look then. */
  let nextAt = -Infinity;
  let later: NodeJS.Timeout | undefined;
  let batches = new Map<number, Batch>();

  /** Reads what has come, once, and lets all followers share it. The first time only the end is of interest. */
  async function fill(): Promise<void> {
    filling = true;
    const goal = wanted;
    try {
      while (known < goal) {
        const items = await read(known === -1 ? wanted - 1 : known, wanted);
        const last = items.at(-1);
        if (!last && known !== -1) return; // told, but not to be seen yet
        const fresh = known === -1 ? [] : items; // the first read finds what was there before anybody followed
        recent = [...recent, ...items].slice(-KEEP);
        batches = new Map();
        known = last?.offset ?? wanted;
        const begun = performance.now();
        on.onGrown(fresh);
        if (fresh.length === 0) continue;
        const ended = performance.now();
        nextAt = ended + (spacingMs && Math.min(MOST_SPACING_MS, Math.max(spacingMs, 2 * (ended - begun))));
      }
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
    const rest = nextAt - performance.now();
    if (rest <= 0) return void fill();
    later = setTimeout(() => {
      later = undefined;
      if (known < wanted && !filling) void fill();
    }, rest);
  }

  return {
    grown(top) {
      wanted = Math.max(wanted, top);
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
