import { z } from 'zod';
import { ChannelRefused, PositionLost, SignedOut, type Connection, type Position } from '../../client/index.js';
import { Failure } from '../../domain/errors.js';
import type { EventEnvelope } from '../../domain/events/event.js';
import { trouble } from '../platform/trouble.js';
import { eventRow } from '../terminal/event-row.js';
import { serverOf, type Context } from './context.js';

export interface WatchOptions {
  json: boolean;
  /** `EPOCH:OFFSET` of the last event that was seen. */
  from?: string;
}

const Top = z.object({ epoch: z.string(), last: z.number() });
/** Names of documents that are remembered from when they were received. */
const NAMES = 1_000;

/** `docugenie watch [CHANNEL]`: a line an event until Ctrl-C. Throws a Failure when the channel cannot be followed (any more). */
export async function watch(context: Context, channel: string, options: WatchOptions): Promise<number> {
  const from = options.from === undefined ? undefined : positionOf(options.from);
  const server = serverOf(context);
  // Nobody there, a wrong key, no such channel: said at once.
  const { epoch, last } = await server
    .get(`/v1/channels/${encodeURIComponent(channel)}/events?limit=0`, Top)
    .catch((error: unknown) => unknownChannel(error, channel));
  const live = await server.live();
  try {
    await print(context, live, channel, from ?? { epoch, offset: last }, options.json);
    return 0;
  } catch (error) {
    explain(error, channel);
  } finally {
    live.stop();
  }
}

async function print(
  { screen, signal }: Context,
  live: Connection,
  channel: string,
  from: Position,
  json: boolean,
): Promise<void> {
  const names = new Map<string, string>();
  const region = json ? null : screen.region();
  const unwatch = live.status.subscribe(() => {
    region?.update(live.status.get().phase === 'lost' ? [screen.style.dim('connection lost, trying again')] : []);
  });
  try {
    const events = live.events(channel, { from, signal });
    for await (const event of events) {
      remember(names, event);
      if (json) screen.print(JSON.stringify({ ...event, epoch: events.position?.epoch }));
      else screen.print(eventRow(event, names.get(event.subject), screen.columns, screen.style));
    }
  } finally {
    unwatch();
    region?.update([]);
    region?.end();
  }
}

function remember(names: Map<string, string>, { type, subject, data }: EventEnvelope): void {
  const { filename } = data;
  if (type !== 'document.created' || typeof filename !== 'string') return;
  names.set(subject, filename);
  for (const oldest of names.keys()) {
    if (names.size <= NAMES) return;
    names.delete(oldest);
  }
}

/** `EPOCH:OFFSET`, as `--json` prints them and Server-Sent Events name them. */
function positionOf(text: string): Position {
  const [, epoch, offset] = /^([0-9a-f-]{36}):(\d{1,15})$/.exec(text) ?? [];
  if (epoch === undefined) trouble(`${text} is no position`, 'write EPOCH:OFFSET, as watch --json prints them');
  return { epoch, offset: Number(offset) };
}

function unknownChannel(error: unknown, channel: string): never {
  if (error instanceof Failure && error.code === 'not_found')
    trouble(`there is no channel ${channel}`, 'write tenant, me, or document: and a whole id', error);
  throw error;
}

function explain(error: unknown, channel: string): never {
  if (error instanceof PositionLost) {
    const { epoch, offset } = error.position;
    trouble(error.message, `docugenie watch ${channel} --from ${epoch}:${offset} goes on from there`, error);
  }
  if (error instanceof ChannelRefused)
    trouble(`${channel} can no longer be followed`, 'a document that was deleted has no channel', error);
  if (error instanceof SignedOut) trouble('the key is no longer known', 'set DOCUGENIE_API_KEY', error);
  throw error;
}
