import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import type { Position } from '../../domain/events/event.js';
import { fail } from '../../domain/errors.js';
import type { Database } from '../../services/db/index.js';
import { readEvents, resetReason } from '../../services/events/index.js';
import type { ResetReason } from '../../services/events/protocol/frames.js';
import type { Identity } from '../../services/identity/index.js';
import { problem, refusals, secured, Time } from '../contract.js';
import type { ApiContext, ApiEnvironment } from '../environment.js';
import type { ResolveChannel } from './channel.js';
import type { ChannelRef, Hub } from './hub.js';
import { itemsOf, type Item } from './subscription.js';

const EventSchema = z
  .object({
    channel: z.string(),
    offset: z.number().int(),
    id: z.uuid(),
    type: z.string().openapi({ example: 'document.completed' }),
    subject: z.string().openapi({ example: 'document:019a5f6e-8f3b-7d4c-9b1e-2f6a7c8d9e01' }),
    time: Time,
    data: z.record(z.string(), z.unknown()),
  })
  .openapi('Event');

const route = createRoute({
  tags: ['events'],
  security: secured,
  method: 'get',
  path: '/v1/channels/{channel}/events',
  operationId: 'readEvents',
  summary: 'Events after a position; waits, or streams as text/event-stream',
  description: 'docs/PROTOCOL.md says what a position is and how to continue from one.',
  request: {
    params: z.object({
      channel: z.string().min(1).max(200).openapi({ description: 'tenant, or document:<id>', example: 'tenant' }),
    }),
    query: z.object({
      after: z.coerce.number().int().min(0).optional().openapi({ description: 'offset of the last event seen' }),
      epoch: z.string().max(100).optional(),
      wait: z.coerce.number().min(0).max(60).default(0).openapi({ description: 'seconds' }),
      limit: z.coerce.number().int().min(0).max(500).default(500).openapi({ description: '0 asks for last only' }),
    }),
    headers: z.object({
      'Last-Event-ID': z.string().optional().openapi({ description: '<epoch>:<offset>, for a stream that goes on' }),
    }),
  },
  responses: {
    200: {
      description: 'At most 500 events; last is the top of the channel',
      content: {
        'application/json': {
          schema: z.object({ epoch: z.string(), items: z.array(EventSchema), last: z.number().int() }),
        },
        'text/event-stream': { schema: { type: 'string' as const } },
      },
    },
    ...refusals,
    404: problem('No such channel'),
    410: problem('The position is gone: reset, with epoch, offset and reason'),
  },
});

/** Proxies close a stream that is silent for long, commonly a minute. */
const KEEP_ALIVE_MS = 15_000;

/** The HTTP twin of the WebSocket: long-poll and Server-Sent Events on the same channels and positions. */
export function mountChannels(
  app: OpenAPIHono<ApiEnvironment>,
  deps: { db: Database; hub: Hub; resolve: ResolveChannel; identity: Identity },
): void {
  const { db, hub, resolve, identity } = deps;

  app.openapi(route, async (c) => {
    const { channel } = c.req.valid('param');
    const { after, epoch, wait, limit } = c.req.valid('query');
    const ref = (await resolve(c.get('principal'), channel)) ?? fail('not_found', 'There is no such channel.');
    if (c.req.header('accept')?.includes('text/event-stream')) return events(c, ref, after, epoch);
    const state = await hub.state(ref);
    const from = { epoch: epoch ?? state.epoch, offset: after ?? 0 };
    refuseReset(state, from);
    if (limit === 0) return c.json({ epoch: state.epoch, items: [], last: state.top }, 200);
    let items = await readEvents(db, ref.stored, from.offset, ref.name);
    if (items.length === 0 && wait > 0) {
      await waited(c, ref, from, wait);
      items = await readEvents(db, ref.stored, from.offset, ref.name);
    }
    const now = items.length === 0 ? state : await hub.state(ref);
    if (items[0]?.offset !== from.offset + 1) refuseReset(now, from); // dropped while it was read
    return c.json(
      {
        epoch: now.epoch,
        items: items.slice(0, limit).map((item) => ({ ...item, data: { ...item.data } })),
        last: now.top,
      },
      200,
    );
  });

  /** Waits until there is something, the time is over, or who waits is no longer let in: then it is refused. */
  async function waited(c: ApiContext, ref: ChannelRef, from: Position, seconds: number): Promise<void> {
    const ended = new AbortController();
    const unwatch = identity.watch(c.get('principal').credential, { ended: () => ended.abort() });
    try {
      const time = AbortSignal.timeout(seconds * 1_000);
      await grown(hub, ref, from, AbortSignal.any([time, c.req.raw.signal, ended.signal]));
    } finally {
      unwatch();
    }
    if (ended.signal.aborted) fail('unauthenticated');
  }

  /**
   * Server-Sent Events; each write waits for the client, so that a slow one holds nothing but its own reader. The stream
   * ends with the client, and with the credential that it was opened with.
   */
  async function events(
    c: ApiContext,
    ref: ChannelRef,
    after: number | undefined,
    epoch: string | undefined,
  ): Promise<Response> {
    const from =
      lastEventId(c.req.header('last-event-id')) ??
      (after === undefined ? undefined : { epoch: epoch ?? (await hub.state(ref)).epoch, offset: after });
    const ended = new AbortController();
    c.req.raw.signal.addEventListener('abort', () => ended.abort());
    const unwatch = identity.watch(c.get('principal').credential, { ended: () => ended.abort() });
    const items: AsyncGenerator<Item, undefined> = itemsOf(hub, ref, from, ended.signal);
    const encoder = new TextEncoder();
    let alive: NodeJS.Timeout;
    ended.signal.addEventListener('abort', () => {
      clearInterval(alive);
      unwatch();
      void items.return(undefined); // a client that was behind leaves it waiting between two items
    });
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        alive = setInterval(() => {
          if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(': alive\n\n'));
        }, KEEP_ALIVE_MS);
        controller.enqueue(encoder.encode('retry: 1000\n\n'));
      },
      async pull(controller) {
        const next = await items.next();
        if (next.done !== true) {
          controller.enqueue(encoder.encode(frameOf(next.value, from !== undefined)));
          return;
        }
        ended.abort();
        controller.close();
      },
      cancel: () => ended.abort(),
    });
    return new Response(body, {
      headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
    });
  }
}

function frameOf(item: Item, named: boolean): string {
  if (item.type === 'progress') return `event: progress\ndata: ${JSON.stringify(item.report)}\n\n`;
  if (item.type === 'batch') {
    return item.batch.items
      .map((event) => `id: ${item.epoch}:${event.offset}\ndata: ${JSON.stringify(event)}\n\n`)
      .join('');
  }
  if (item.type === 'reset') return resetFrame(item.epoch, item.offset, item.reason);
  const { epoch, offset, reset } = item.start;
  if (reset) return resetFrame(epoch, offset, reset);
  // Who named no position is told where it begins: an id without data, from which it can go on before any event came.
  return named ? ': begin\n\n' : `id: ${epoch}:${offset}\n\n`;
}

const resetFrame = (epoch: string, offset: number, reason: ResetReason): string =>
  `id: ${epoch}:${offset}\nevent: reset\ndata: ${JSON.stringify({ epoch, offset, reason })}\n\n`;

function refuseReset(state: Parameters<typeof resetReason>[0], from: Position): void {
  const reason = resetReason(state, from);
  if (reason)
    fail('reset', `The position ${from.offset} is gone (${reason}).`, {
      epoch: state.epoch,
      offset: state.top,
      reason,
    });
}

/** Resolves when the channel has grown beyond `from`, or the signal aborts. */
async function grown(hub: Hub, ref: ChannelRef, from: Position, signal: AbortSignal): Promise<void> {
  for await (const item of itemsOf(hub, ref, from, signal)) {
    if (item.type === 'batch') return;
  }
}

function lastEventId(header: string | undefined): Position | undefined {
  const [, epoch, offset] = /^([0-9a-f-]{36}):(\d{1,15})$/.exec(header ?? '') ?? [];
  return epoch === undefined ? undefined : { epoch, offset: Number(offset) };
}
