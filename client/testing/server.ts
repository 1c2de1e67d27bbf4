import type { EventEnvelope } from '../../domain/events/event.js';
import { parseClientFrame, type ServerFrame } from '../../services/events/protocol/frames.js';
import type { SocketListener } from '../live.js';
import type { Timeline } from './timeline.js';

/**
 * The other end of the wire, after the protocol: one channel, its log, its epoch, and what of the log is gone. Frames
 * take a millisecond and keep their order; a socket that is cut takes what is under way with it.
 */
export function createServer(time: Timeline) {
  let epoch = 1;
  let log: EventEnvelope[] = [];
  let floor = 0;
  let reachable = true;
  let mute = false;
  const sockets = new Set<{ listener: SocketListener; subscription: string | null }>();
  const attempts: number[] = [];
  let subscribes = 0;
  let delivered = 0;

  const deliver = (to: { listener: SocketListener }, frame: ServerFrame) => {
    time.after(1, () => {
      if (![...sockets].some((socket) => socket === to) || mute) return;
      if (frame.type === 'events') delivered += frame.items.length;
      to.listener.message(JSON.stringify(frame));
    });
  };
  const name = () => `epoch-${epoch}`;
  const eventsAfter = (offset: number): ServerFrame => ({
    type: 'events',
    channel: 'tenant',
    epoch: name(),
    items: log.filter((event) => event.offset > offset),
  });

  return {
    attempts,
    subscribes: () => subscribes,
    /** Where a client that has missed nothing is. */
    top: () => ({ epoch: name(), offset: log.length }),
    /** Events that were sent, repeated ones too. */
    delivered: () => delivered,
    /** Ids of everything that is there now: what a client must end up with. */
    truth: () => log.map(({ id }) => id),
    open(listener: SocketListener) {
      attempts.push(time.now());
      const socket: { listener: SocketListener; subscription: string | null } = { listener, subscription: null };
      if (reachable) {
        sockets.add(socket);
        deliver(socket, { type: 'welcome', session: 's', ping_ms: 25_000 });
      } else time.after(2, () => listener.closed(1006));
      return {
        send(text: string) {
          const frame = parseClientFrame(text);
          if (frame?.type === 'unsubscribe' && frame.id === socket.subscription) socket.subscription = null;
          if (frame?.type !== 'subscribe') return;
          subscribes += 1;
          const { id, channel, from } = frame;
          const recovered = !from || (from.epoch === name() && from.offset >= floor && from.offset <= log.length);
          socket.subscription = id;
          deliver(socket, { type: 'subscribed', id, channel, epoch: name(), offset: log.length, recovered });
          if (!recovered)
            deliver(socket, { type: 'reset', channel, epoch: name(), offset: log.length, reason: 'epoch' });
          else if (from && from.offset < log.length) deliver(socket, eventsAfter(from.offset));
        },
        close: () => void sockets.delete(socket),
      };
    },
    emit(count: number, how: 'well' | 'twice' | 'lost' = 'well') {
      for (let i = 0; i < count; i += 1) {
        const offset = log.length + 1;
        const id = `${name()}/${offset}`;
        log.push({
          channel: 'tenant',
          offset,
          id,
          type: 'document.created',
          subject: `document:${id}`,
          time: '',
          data: {},
        });
        for (const socket of sockets) {
          if (socket.subscription === null || how === 'lost') continue;
          deliver(socket, eventsAfter(offset - 1));
          if (how === 'twice') deliver(socket, eventsAfter(Math.max(0, offset - 3)));
        }
      }
    },
    say(frame: ServerFrame) {
      for (const socket of sockets) deliver(socket, frame);
    },
    cut(code = 1006) {
      for (const socket of [...sockets]) {
        sockets.delete(socket);
        socket.listener.closed(code);
      }
    },
    setReachable(value: boolean) {
      reachable = value;
      if (!value) this.cut();
    },
    /** Nothing arrives any more, and nobody closes: a cable pulled out. */
    setMute: (value: boolean) => void (mute = value),
    /** Old events are removed. */
    trim: () => void (floor = log.length),
    /** A backup is put back: a new epoch, the newest half of the events never happened. */
    restore() {
      epoch += 1;
      log = log.slice(0, Math.ceil(log.length / 2));
      floor = log.length;
      this.cut(1012);
    },
  };
}
