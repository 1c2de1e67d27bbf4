import type { EventEnvelope, Position } from '../../../domain/events/event.js';

/**
 * Frames of docugenie.v1 (docs/PROTOCOL.md). Shared by the server, the browser and the command line: no dependencies,
 * no Node.
 */
export const SUBPROTOCOL = 'docugenie.v1';
export const MAX_FRAME_BYTES = 65_536;

export type ClientFrame =
  | { type: 'hello'; token?: string }
  | { type: 'subscribe'; id: string; channel: string; from?: Position }
  | { type: 'unsubscribe'; id: string }
  | { type: 'auth'; token: string }
  | { type: 'pong' };

export type ResetReason = 'expired' | 'epoch' | 'future';

export type ServerFrame =
  | { type: 'welcome'; session: string; ping_ms: number }
  | { type: 'subscribed'; id: string; channel: string; epoch: string; offset: number; recovered: boolean }
  | { type: 'events'; channel: string; epoch: string; items: EventEnvelope[] }
  | { type: 'progress'; channel: string; subject: string; data: Readonly<Record<string, unknown>> }
  | { type: 'reset'; channel: string; epoch: string; offset: number; reason: ResetReason }
  | { type: 'expiring'; in_s: number }
  | { type: 'ping' }
  | { type: 'error'; id?: string; code: string; detail: string }
  | { type: 'bye'; retry_ms: number };

export const CLOSE = {
  internal: 1011,
  restart: 1012,
  badFrame: 4400,
  unauthenticated: 4401,
  forbidden: 4403,
  helloTimeout: 4408,
  tooMany: 4429,
  slowConsumer: 4508,
} as const;

type Members = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isName = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= 200;
const isOffset = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

function parse(text: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A frame from a client, or undefined when it is not one. Unknown members are ignored. */
export function parseClientFrame(text: string): ClientFrame | undefined {
  const frame = parse(text);
  switch (frame?.type) {
    case 'hello':
      if (frame.token !== undefined && typeof frame.token !== 'string') return undefined;
      return frame.token === undefined ? { type: 'hello' } : { type: 'hello', token: frame.token };
    case 'subscribe': {
      const { id, channel, from } = frame;
      if (!isName(id) || !isName(channel)) return undefined;
      if (from === undefined) return { type: 'subscribe', id, channel };
      if (!isObject(from) || !isName(from.epoch) || !isOffset(from.offset)) return undefined;
      return { type: 'subscribe', id, channel, from: { epoch: from.epoch, offset: from.offset } };
    }
    case 'unsubscribe':
      return isName(frame.id) ? { type: 'unsubscribe', id: frame.id } : undefined;
    case 'auth':
      return typeof frame.token === 'string' ? { type: 'auth', token: frame.token } : undefined;
    case 'pong':
      return { type: 'pong' };
    default:
      return undefined;
  }
}

const SERVER_TYPES = ['welcome', 'subscribed', 'events', 'progress', 'reset', 'expiring', 'ping', 'error', 'bye'];

/** A frame from the server; frames of unknown types (from a newer server) answer undefined and are to be ignored. */
export function parseServerFrame(text: string): ServerFrame | undefined {
  const frame = parse(text);
  if (typeof frame?.type !== 'string' || !SERVER_TYPES.includes(frame.type)) return undefined;
  return frame as ServerFrame; // parse boundary: the peer is our own server, which writes only frames of the type above
}
