import { EventEmitter } from 'node:events';
import type { WebSocket } from 'ws';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createOutbox, HARD_MARK, SOFT_MARK } from './outbox.js';
import { createWheel, type Wheel } from './wheel.js';

describe('the outbox of a connection', () => {
  let wheel: Wheel;
  beforeEach(() => {
    vi.useFakeTimers();
    wheel = createWheel();
    wheel.start();
  });
  afterEach(() => {
    wheel.stop();
    vi.useRealTimers();
  });

  function outboxOf() {
    const socket = {
      OPEN: 1,
      readyState: 1,
      bufferedAmount: 0,
    };
    const wire = Object.assign(new EventEmitter(), {
      write: (frame: Buffer) => void (socket.bufferedAmount += frame.length),
    });
    const slow = vi.fn();
    const outbox = createOutbox({
      socket: socket as unknown as WebSocket, // what of it is used stands above
      wire,
      wheel,
      onSent: () => undefined,
      onTooSlow: slow,
    });
    return { socket, wire, slow, outbox };
  }

  it('lets everyone who waits go on when the client has taken everything, and asks nothing of the socket meanwhile', () => {
    const { socket, wire, slow, outbox } = outboxOf();
    outbox.send(Buffer.alloc(SOFT_MARK));
    expect(outbox.full()).toBe(false);
    outbox.send(Buffer.alloc(1));
    expect(outbox.full()).toBe(true);
    const gone: string[] = [];
    outbox.whenEmpty(() => gone.push('first'));
    outbox.whenEmpty(() => gone.push('second'));
    expect(wire.listenerCount('drain')).toBe(1);
    vi.advanceTimersByTime(20_000);
    expect([gone, outbox.behind()]).toEqual([[], true]);
    socket.bufferedAmount = 0;
    wire.emit('drain');
    expect(gone).toEqual(['first', 'second']);
    vi.advanceTimersByTime(120_000);
    expect([slow.mock.calls.length, outbox.behind(), wire.listenerCount('drain')]).toEqual([0, false, 0]);
  });

  it('gives up a client that takes nothing for 30 s, and not one that takes a little', () => {
    const { socket, slow, outbox } = outboxOf();
    outbox.send(Buffer.alloc(SOFT_MARK + 1));
    outbox.whenEmpty(() => undefined);
    for (let n = 0; n < 10; n++) {
      vi.advanceTimersByTime(20_000);
      socket.bufferedAmount--;
    }
    expect(slow).not.toHaveBeenCalled();
    vi.advanceTimersByTime(40_000);
    expect(slow).toHaveBeenCalledOnce();
  });

  it('gives up a client for which more than the hard mark waits, whatever it is that waits', () => {
    const { slow, outbox } = outboxOf();
    for (let n = 0; n < HARD_MARK / 1_024; n++) outbox.send(Buffer.alloc(1_024));
    expect(slow).not.toHaveBeenCalled();
    outbox.send(Buffer.alloc(1));
    expect(slow).toHaveBeenCalledOnce();
  });

  it('watches nothing any more when it has ended', () => {
    const { wire, slow, outbox } = outboxOf();
    outbox.send(Buffer.alloc(SOFT_MARK + 1));
    outbox.whenEmpty(() => undefined);
    outbox.end();
    vi.advanceTimersByTime(120_000);
    expect([slow.mock.calls.length, wire.listenerCount('drain')]).toEqual([0, 0]);
  });
});
