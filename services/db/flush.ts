import pg from 'pg';
import { channelsOf, lockOrder } from '../../domain/events/channel.js';
import type { NewEvent, StoredEvent } from '../../domain/events/event.js';

/** Locks are free before the disk has answered; `Durability.reached()` waits for it. One round trip for both. */
export const BEGIN = `begin; set local synchronous_commit = off`;

export interface StoredKey {
  key: string;
  tenant: string;
  result: unknown;
}

export type ChannelEntry = [
  name: string,
  tenant: string,
  events: [id: string, type: string, subject: string, data: object][],
];

/** Groups events by stored channel, channels in lock order, the events of a channel in the order they were emitted. */
export function groupByChannel(events: readonly NewEvent[], newId: () => string): ChannelEntry[] {
  const channels = new Map<string, ChannelEntry>();
  for (const event of events) {
    const id = newId(); // one id for all channels: a reader of several sees that it is the same event
    for (const name of channelsOf(event)) {
      const entry = channels.get(name) ?? [name, event.tenant, []];
      entry[2].push([id, event.type, event.subject, event.data]);
      channels.set(name, entry);
    }
  }
  return [...channels.values()].sort(([a], [b]) => lockOrder(a, b));
}

/** The events of a channel as readers get them, given the offset of the last one. */
export function storedEvents(entry: ChannelEntry | undefined, top: number, at: Date): StoredEvent[] {
  const [, , events] = entry ?? ['', '', []];
  const time = at.toISOString();
  return events.map(([id, type, subject, data], index) => ({
    offset: top - events.length + 1 + index,
    ...{ id, type, subject, time },
    data: data as StoredEvent['data'], // of a NewEvent
  }));
}

/**
 * Writes keys and events and commits, in one round trip, so that the locks are held for no longer than it takes. Locks:
 * the keys it inserts, then the channel rows in lock order, all until the commit. Primary-key look-ups only.
 *
 * @returns the channels with their new tops
 */
export async function flushAndCommit(
  client: pg.ClientBase,
  keys: readonly StoredKey[],
  channels: readonly ChannelEntry[],
  at: Date,
): Promise<[channel: string, top: number][]> {
  if (keys.length === 0 && channels.length === 0) {
    await client.query('commit');
    return [];
  }
  const stored = keys.map(({ key, tenant, result }) => [key, tenant, result]);
  // Several statements at once take no parameters; each value is a literal made by the driver.
  const values = [JSON.stringify(stored), JSON.stringify(channels), at.toISOString()].map(pg.escapeLiteral).join(', ');
  const results = await client.query(`select flush_events(${values}) as tops; commit`);
  // The driver answers a list for several statements, which its types do not say.
  const [flushed] = results as unknown as [pg.QueryResult<{ tops: string[] }>];
  return channels.map(([name], index) => [name, Number(flushed.rows[0]?.tops[index])]);
}
