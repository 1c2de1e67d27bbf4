import { channelsOf, lockOrder } from '../../domain/events/channel.js';
import type { NewEvent } from '../../domain/events/event.js';

/**
 * The last statement of a transaction that emits. Locks: the keys it inserts, then the channel rows in lock order, all
 * until commit, which follows at once. Primary-key look-ups only.
 */
export const FLUSH = `select flush_events($1::jsonb, $2::jsonb, $3) as tops`;

export interface StoredKey {
  key: string;
  tenant: string;
  result: unknown;
}

type ChannelEntry = [name: string, tenant: string, events: [id: string, type: string, subject: string, data: object][]];

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
