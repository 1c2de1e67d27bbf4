import { WebSocket } from 'ws';
import type { ServerFrame } from '../../services/events/protocol/frames.js';
import { eventually } from './product.js';

/** A WebSocket of docugenie.v1 that keeps every frame. */
export class LiveClient {
  readonly socket: WebSocket;
  readonly frames: ServerFrame[] = [];
  opened = false;
  closed: { code: number; reason: string } | undefined;

  constructor(url: string, options: { query?: string; headers?: Record<string, string> } = {}) {
    const address = `${url.replace(/^http/, 'ws')}/v1/ws${options.query ?? ''}`;
    this.socket = new WebSocket(address, 'docugenie.v1', { headers: options.headers ?? {} });
    this.socket.on('message', (data: Buffer) => this.frames.push(JSON.parse(data.toString()) as ServerFrame));
    this.socket.on('open', () => (this.opened = true)); // it may be closed again at once
    this.socket.on('close', (code, reason) => (this.closed = { code, reason: reason.toString() }));
    this.socket.on('error', () => undefined);
  }

  async open(): Promise<this> {
    await eventually('the socket opens', () => this.opened || undefined);
    return this;
  }

  send(frame: object | string): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  /** The first frame of a type that passes `test`, once it has come. */
  frame<T extends ServerFrame['type']>(
    type: T,
    test: (frame: Extract<ServerFrame, { type: T }>) => boolean = () => true,
  ): Promise<Extract<ServerFrame, { type: T }>> {
    return eventually(
      `a ${type} frame`,
      () =>
        this.frames.find(
          (frame): frame is Extract<ServerFrame, { type: T }> => frame.type === type && test(frame as never),
        ),
      15_000,
    );
  }

  closing(): Promise<{ code: number; reason: string }> {
    return eventually('the socket closes', () => this.closed, 15_000);
  }

  /** Offsets of all items of a channel, in the order they came. */
  offsets(channel: string): number[] {
    return this.frames.flatMap((frame) =>
      frame.type === 'events' && frame.channel === channel ? frame.items.map(({ offset }) => offset) : [],
    );
  }

  close(): void {
    this.socket.terminate();
  }
}
