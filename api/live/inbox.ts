import type { WebSocket } from 'ws';
import { createBucket } from './bucket.js';
import type { Outbox } from './outbox.js';

/** Frames that a client may send at once, pings and pongs of WebSocket itself included, and then in a second. */
const FRAMES_AT_ONCE = 256;
const FRAMES_PER_SECOND = 32;
/** With so many frames, or bytes, waiting to be handled nothing more is read from the client. */
const QUEUED_FRAMES = 32;
const QUEUED_BYTES = 65_536;

export interface Inbox {
  /** Handles nothing more. */
  end(): void;
}

/**
 * What comes in from one client. Frames are handled one after the other, so that what a client asks for first is answered
 * first; while one is handled a few wait, and the rest stays with the client. Who does not take what was answered is not
 * answered more.
 */
export function createInbox(deps: {
  socket: WebSocket;
  outbox: Outbox;
  now: () => number;
  /** Anything has come, so the client is there. */
  onHeard: () => void;
  onBinary: () => void;
  onTooMany: () => void;
  /** Must not reject. */
  handle: (text: string) => Promise<void>;
}): Inbox {
  const { socket, outbox, now, onHeard, onBinary, onTooMany, handle } = deps;
  const bucket = createBucket(FRAMES_AT_ONCE, FRAMES_PER_SECOND, now);
  let queue: Buffer[] = [];
  let bytes = 0;
  let handling = false;
  let ended = false;

  /** False: it is one too many, and the connection is over. */
  function counted(): boolean {
    if (ended) return false;
    onHeard();
    if (bucket.take()) return true;
    onTooMany();
    return false;
  }

  socket.on('ping', counted);
  socket.on('pong', counted);
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (!counted()) return;
    if (isBinary) return onBinary();
    queue.push(data);
    bytes += data.length;
    if (queue.length >= QUEUED_FRAMES || bytes >= QUEUED_BYTES) socket.pause();
    if (!handling) void handleAll();
  });

  async function handleAll(): Promise<void> {
    handling = true;
    for (let data = queue.shift(); data && !ended; data = queue.shift()) {
      if (outbox.full()) await new Promise<void>((resolve) => outbox.whenEmpty(resolve));
      if (ended) return; // eslint-disable-line @typescript-eslint/no-unnecessary-condition -- while it waited
      bytes -= data.length;
      await handle(data.toString());
    }
    handling = false;
    if (socket.isPaused) socket.resume();
  }

  return {
    end() {
      ended = true;
      queue = [];
      if (socket.isPaused) socket.resume(); // its answer to the close frame is to be read
    },
  };
}
