import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import type { Position } from '../../domain/events/event.js';
import { fail } from '../../domain/errors.js';
import type { Database } from '../../services/db/index.js';
import { readEvents, resetReason } from '../../services/events/index.js';
import type { ApiContext, ApiEnvironment } from '../environment.js';
import { ProblemSchema } from '../documents/schema.js';
import type { ResolveChannel } from './channel.js';
import type { ChannelRef, Hub } from './hub.js';
import { subscription, type Item } from './subscription.js';

/** The HTTP twin of the WebSocket: long-poll and Server-Sent Events on the same channels and positions. */
const EventSchema = z
  .object({
    channel: z.string(),
    offset: z.number().int(),
    id: z.uuid(),
    type: z.string(),
    subject: z.string(),
    time: z.iso.datetime(),
    data: z.record(z.string(), z.unknown()),
  })
  .openapi('Event');

const route = createRoute({
  tags: ['events'],
  security: [{ apiKey: [] }],
  method: 'get',
  path: '/v1/channels/{channel}/events',
  summary: 'Events after a position; waits, or streams as text/event-stream',
  request: {
    params: z.object({ channel: z.string().min(1).max(200) }),
    query: z.object({
      after: z.coerce.number().int().min(0).optional(),
      epoch: z.string().max(100).optional(),
      wait: z.coerce.number().min(0).max(60).default(0).openapi({ description: 'seconds' }),
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
    404: { description: 'No such channel', content: { 'application/problem+json': { schema: ProblemSchema } } },
    410: { description: 'The position is gone', content: { 'application/problem+json': { schema: ProblemSchema } } },
  },
});

const KEEP_ALIVE_MS = 15_000;

export function mountChannels(
  app: OpenAPIHono<ApiEnvironment>,
  deps: { db: Database; hub: Hub; resolve: ResolveChannel },
): void {
  const { db, hub, resolve } = deps;

  app.openapi(route, async (c) => {
    const { channel } = c.req.valid('param');
    const { after, epoch, wait } = c.req.valid('query');
    const ref = (await resolve(c.get('principal'), channel)) ?? fail('not_found', 'There is no such channel.');
    if (c.req.header('accept')?.includes('text/event-stream')) return events(c, ref, after, epoch);
    const state = await hub.state(ref);
    const from = { epoch: epoch ?? state.epoch, offset: after ?? 0 };
    refuseReset(state, from);
    let items = await readEvents(db, ref.stored, from.offset, ref.name);
    if (items.length === 0 && wait > 0) {
      await grown(hub, ref, from, AbortSignal.any([AbortSignal.timeout(wait * 1_000), c.req.raw.signal]));
      items = await readEvents(db, ref.stored, from.offset, ref.name);
    }
    const now = items.length === 0 ? state : await hub.state(ref);
    return c.json(
      { epoch: now.epoch, items: items.map((item) => ({ ...item, data: { ...item.data } })), last: now.top },
      200,
    );
  });

  /** Server-Sent Events; each write waits for the client, so that a slow one holds nothing but its own reader. */
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
    const items: AsyncGenerator<Item, undefined> = subscription(hub, ref, from, ended.signal);
    const encoder = new TextEncoder();
    let alive: NodeJS.Timeout;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        alive = setInterval(() => {
          if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(': alive\n\n'));
        }, KEEP_ALIVE_MS);
        controller.enqueue(encoder.encode('retry: 1000\n\n'));
      },
      async pull(controller) {
        const next = await items.next();
        if (next.done === true) {
          clearInterval(alive);
          controller.close();
          return;
        }
        controller.enqueue(encoder.encode(frameOf(next.value) || ': begin\n\n'));
      },
      cancel() {
        clearInterval(alive);
        ended.abort();
      },
    });
    return new Response(body, {
      headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
    });
  }
}

function frameOf(item: Item): string {
  if (item.type === 'progress')
    return `event: progress\ndata: ${JSON.stringify({ subject: item.subject, data: item.data })}\n\n`;
  if (item.type === 'batch') {
    return item.batch.items
      .map((event) => `id: ${item.epoch}:${event.offset}\ndata: ${JSON.stringify(event)}\n\n`)
      .join('');
  }
  const { epoch, offset, reset } = item.start;
  return reset
    ? `id: ${epoch}:${offset}\nevent: reset\ndata: ${JSON.stringify({ epoch, offset, reason: reset })}\n\n`
    : '';
}

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
  for await (const item of subscription(hub, ref, from, signal)) {
    if (item.type === 'batch') return;
  }
}

function lastEventId(header: string | undefined): Position | undefined {
  const [, epoch, offset] = /^([0-9a-f-]{36}):(\d{1,15})$/.exec(header ?? '') ?? [];
  return epoch === undefined ? undefined : { epoch, offset: Number(offset) };
}
