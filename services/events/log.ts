import type { EventEnvelope, Position } from '../../domain/events/event.js';
import type { ResetReason } from './protocol/frames.js';
import type { Database } from '../db/index.js';

type Readable = Pick<Database, 'query' | 'durable'>;

/**
 * Reads what writers have stored, and never what a crash could still take back. `channel` below is always the stored name
 * (`tenant:<id>`, `document:<id>`).
 */
export interface ChannelState {
  epoch: string;
  top: number;
  floor: number;
}

/** PK look-up, no lock. */
const STATE = `select epoch, top, floor from channel where name = $1 and tenant_id = $2`;

/** PK range of (channel, offset) in each partition, merged; no lock. */
const PAGE = `select "offset", id, type, subject, at, data from event
  where channel = $1 and "offset" > $2 and "offset" <= $3 order by "offset" limit $4`;

/** PK look-ups, no lock. `pending`: what is seen here may not be on disk yet; it is asked after the rows can be seen. */
const TOPS = `select name, top, (select pg_current_wal_insert_lsn() > pg_current_wal_flush_lsn()) as pending
  from channel where name = any($1)`;

export const PAGE_SIZE = 500;

/** Epoch, top and floor of a channel; undefined where it has no row yet, because nobody wrote to it or asked for it. */
export async function channelState(db: Readable, channel: string, tenant: string): Promise<ChannelState | undefined> {
  const [row] = await db.query<ChannelState>(STATE, [channel, tenant]);
  await db.durable();
  return row;
}

/**
 * At most `PAGE_SIZE` events after `offset`, contiguous. `name` is what the reader calls the channel. Given `upTo`, a top
 * that a hint or `readTops` has told and that is on disk therefore, it reads no further and need not wait for the disk.
 */
export async function readEvents(
  db: Readable,
  channel: string,
  offset: number,
  name: string,
  upTo?: number,
): Promise<EventEnvelope[]> {
  const rows = await db.query<{
    offset: number;
    id: string;
    type: string;
    subject: string;
    at: Date;
    data: Record<string, unknown>;
  }>(PAGE, [channel, offset, upTo ?? Number.MAX_SAFE_INTEGER, PAGE_SIZE]);
  if (upTo === undefined && rows.length > 0) await db.durable();
  return rows.map(({ at, offset: place, id, type, subject, data }) => ({
    channel: name,
    offset: place,
    id,
    type,
    subject,
    time: at.toISOString(),
    data,
  }));
}

/** The tops of those of the channels that have a row. */
export async function readTops(db: Readable, channels: readonly string[]): Promise<Map<string, number>> {
  const rows = await db.query<{ name: string; top: number; pending: boolean }>(TOPS, [channels]);
  if (rows.some(({ pending }) => pending)) await db.durable();
  return new Map(rows.map(({ name, top }) => [name, top]));
}

/** Why a position cannot be continued from, or undefined when it can. */
export function resetReason(state: ChannelState, from: Position): ResetReason | undefined {
  if (from.epoch !== state.epoch) return 'epoch';
  if (from.offset > state.top) return 'future';
  if (from.offset < state.floor) return 'expired';
  return undefined;
}
