import { WebSocket } from 'ws';
import type { EventEnvelope, Position } from '../../domain/events/event.js';
import { parseServerFrame, type ServerFrame } from '../../services/events/protocol/frames.js';
import { pause } from '../support/product.js';

const LONGEST_PAUSE_MS = 1_500;

/** What all clients together were told of each channel: the event at each offset. Two that were told different ones throw. */
export class Told {
  readonly channels = new Map<string, Map<number, EventEnvelope>>();

  add(event: EventEnvelope): void {
    const channel = this.channels.get(event.channel) ?? new Map<number, EventEnvelope>();
    this.channels.set(event.channel, channel);
    const before = channel.get(event.offset);
    if (!before) channel.set(event.offset, event);
    else if (before.id !== event.id) throw new Error(`two events at ${event.channel} ${event.offset}`);
  }
}

/**
 * A client as docs/PROTOCOL.md wants it, with a ledger: what it was told follows upon what it had, or a reset says what it
 * lost; anything else goes to `wrong`. Comes back after each loss, at any moment within 1.5 s.
 */
export class Listener {
  readonly wrong: string[] = [];
  /** Offsets that a reset said are gone, and events that came although it had them. */
  lost = 0;
  again = 0;
  resets = 0;
  applied = 0;
  /** It is subscribed now. */
  live = false;
  connections = 0;
  begun: number | undefined;
  position: Position | undefined;
  readonly #options: { url: string; key: string; channel: string; told: Told };
  #socket: WebSocket | undefined;
  #away = false;
  #ended = false;

  constructor(options: { url: string; key: string; channel: string; told: Told }) {
    this.#options = options;
    this.#open();
  }

  get channel(): string {
    return this.#options.channel;
  }

  /** Stays away until `comeBack`. */
  leave(): void {
    this.#away = true;
    this.#socket?.terminate();
  }

  comeBack(): void {
    this.#away = false;
    this.#open();
  }

  end(): void {
    this.#ended = true;
    this.#socket?.terminate();
  }

  #open(): void {
    const { url, key } = this.#options;
    const socket = new WebSocket(url, 'docugenie.v1', { headers: { authorization: `Bearer ${key}` } });
    this.#socket = socket;
    socket.on('error', () => undefined); // 'close' follows
    socket.on('message', (data: Buffer) => {
      const frame = parseServerFrame(data.toString());
      if (frame && socket === this.#socket) this.#hear(frame);
    });
    socket.on('close', () => {
      if (socket === this.#socket) this.live = false;
      void this.#again(socket);
    });
  }

  async #again(socket: WebSocket): Promise<void> {
    await pause(Math.random() * LONGEST_PAUSE_MS);
    if (!this.#ended && !this.#away && socket === this.#socket) this.#open();
  }

  #hear(frame: ServerFrame): void {
    const { channel } = this.#options;
    if (frame.type === 'welcome') {
      const from = this.position;
      this.connections++;
      this.#socket?.send(JSON.stringify({ type: 'subscribe', id: 's', channel, ...(from ? { from } : {}) }));
    } else if (frame.type === 'ping') this.#socket?.send('{"type":"pong"}');
    else if (frame.type === 'error') this.wrong.push(`refused: ${frame.code}`);
    else if (frame.type === 'subscribed') this.#subscribed(frame);
    else if (frame.type === 'reset') this.#reset(frame);
    else if (frame.type === 'events') for (const event of frame.items) this.#apply(event);
  }

  #subscribed({ epoch, offset, recovered }: ServerFrame & { type: 'subscribed' }): void {
    this.live = true;
    if (!this.position) {
      this.position = { epoch, offset };
      this.begun = offset;
    } else if (recovered && offset !== this.position.offset)
      this.wrong.push(`was at ${this.position.offset}, goes on at ${offset}`);
  }

  #reset({ epoch, offset }: ServerFrame & { type: 'reset' }): void {
    this.resets++;
    this.lost += offset - (this.position?.offset ?? 0);
    this.position = { epoch, offset };
  }

  #apply(event: EventEnvelope): void {
    const { position } = this;
    if (!position) {
      this.wrong.push('an event before the subscription');
      return;
    }
    if (event.offset <= position.offset) {
      this.again++;
      return;
    }
    if (event.offset !== position.offset + 1) this.wrong.push(`${event.offset} after ${position.offset}`);
    position.offset = event.offset;
    this.applied++;
    this.#options.told.add(event);
  }
}
