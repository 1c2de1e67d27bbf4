import type { EventEmitter } from 'node:events';
import type { WebSocket } from 'ws';
import type { Wheel } from './wheel.js';

/** With more bytes than this in the process, nothing is added but what answers, ends or pings a connection. */
export const SOFT_MARK = 65_536;
/** More bytes than this are never held for one connection: it is closed. */
export const HARD_MARK = 262_144;
/** A client that takes nothing for this long is closed; it reconnects and resumes. */
const STALLED_MS = 30_000;
/** How often it is looked whether a client that is behind has taken something. */
const LOOK_MS = 5_000;

/** What goes out to one client, and how much of it waits in this process; what the kernel holds is not counted. */
export interface Outbox {
  /** Sends what `textFrame` made, unless the socket is closing. */
  send(frame: Buffer): void;
  /** More than the soft mark waits. */
  full(): boolean;
  /** The client is behind, and somebody waits for it. */
  behind(): boolean;
  /** Calls `go` once the client has taken everything. To be asked when it is full only. */
  whenEmpty(go: () => void): void;
  /** Forgets who waits. */
  end(): void;
}

/**
 *   flowing ─more than the soft mark─▶ full ─the socket has drained─▶ flowing
 *                                        ├─more than the hard mark──▶ too slow
 *                                        └─nothing taken for 30 s───▶ too slow
 *
 * Nobody polls: the socket tells when it has drained, and the wheel looks at those that are behind every five seconds.
 * `bufferedAmount` falls when the kernel has taken a whole write, which is what counts as progress.
 */
export function createOutbox(deps: {
  socket: WebSocket;
  /** The socket below, which takes frames and tells by 'drain' that it has. */
  wire: Pick<EventEmitter, 'once' | 'off'> & { write(frame: Buffer): unknown };
  wheel: Wheel;
  onSent: () => void;
  onTooSlow: () => void;
}): Outbox {
  const { socket, wire, wheel, onSent, onTooSlow } = deps;
  let waiting: (() => void)[] = [];
  let forget = () => {};

  function drained(): void {
    forget();
    const waited = waiting;
    waiting = [];
    for (const go of waited) go();
  }

  /** Counts how often in a row nothing was taken. */
  function watch(before: number, looks: number): void {
    forget = wheel.after(LOOK_MS, () => {
      const left = socket.bufferedAmount;
      const without = left < before ? 0 : looks + 1;
      if (without * LOOK_MS >= STALLED_MS) onTooSlow();
      else watch(left, without);
    });
  }

  return {
    send(frame) {
      if (socket.readyState !== socket.OPEN) return;
      wire.write(frame); // `ws` holds nothing back: it neither compresses nor fragments what it sends
      onSent();
      if (socket.bufferedAmount > HARD_MARK) onTooSlow();
    },
    full: () => socket.bufferedAmount > SOFT_MARK,
    behind: () => waiting.length > 0,
    whenEmpty(go) {
      waiting.push(go);
      if (waiting.length > 1) return;
      wire.once('drain', drained);
      watch(socket.bufferedAmount, 0);
    },
    end() {
      waiting = [];
      wire.off('drain', drained);
      forget();
    },
  };
}
