import type { WebSocket } from 'ws';
import { CLOSE } from '../../services/events/protocol/frames.js';
import type { Metrics } from '../../services/observability/index.js';

/** Why the server ends a connection: the code that the client sees, and what it says. The names are labels of a metric. */
const ENDINGS = {
  bad_frame: [CLOSE.badFrame, 'not a frame of docugenie.v1'],
  binary: [CLOSE.badFrame, 'text frames only'],
  no_hello: [CLOSE.unauthenticated, 'hello comes first'],
  unauthenticated: [CLOSE.unauthenticated, 'not authenticated'],
  ended: [CLOSE.unauthenticated, 'signed out, revoked or expired'],
  wrong_origin: [CLOSE.forbidden, 'wrong Origin'],
  hello_timeout: [CLOSE.helloTimeout, 'no hello'],
  too_many_frames: [CLOSE.tooMany, 'too many frames'],
  too_many_connections: [CLOSE.tooMany, 'too many connections'],
  slow: [CLOSE.slowConsumer, 'slow consumer'],
  internal: [CLOSE.internal, 'internal error'],
  restart: [CLOSE.restart, 'restart'],
} as const;

export type Ending = keyof typeof ENDINGS;

/** Closes a socket. One that does not answer, perhaps because it reads nothing, is cut off by its server's `closeTimeout`. */
export function closeSocket(socket: WebSocket, ending: Ending, metrics: Metrics): void {
  const [code, reason] = ENDINGS[ending];
  metrics.wsClosed.inc({ reason: ending });
  if (ending === 'slow') metrics.wsSlow.inc();
  socket.close(code, reason);
}

/** Whether `ws` has closed a socket itself (1002, 1007, 1009), because what came was not WebSocket. */
export const isNotWebSocket = (error: Error): boolean => 'code' in error && String(error.code).startsWith('WS_ERR_');
