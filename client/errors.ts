import type { Position } from '../domain/events/event.js';
import type { ResetReason } from '../services/events/protocol/frames.js';

const WORDS: Readonly<Record<ResetReason, (at: string) => string>> = {
  expired: (at) => `events before ${at} are no longer kept`,
  epoch: (at) => `that is no position of this channel, or it was restored since; it is at ${at}`,
  future: (at) => `the channel is not that far; it is at ${at}`,
};

/** Events before `position` are gone and were not handed out; the channel goes on behind it. */
export class PositionLost extends Error {
  override readonly name = 'PositionLost';
  /** `expired`: removed by retention; `epoch`: restored or imported; `future`: the channel never was that far. */
  readonly reason: ResetReason;
  readonly position: Position;

  constructor(reason: ResetReason, position: Position) {
    super(WORDS[reason](`${position.epoch}:${position.offset}`));
    this.reason = reason;
    this.position = position;
  }
}

/** There is no such channel for us, or no longer: its document was deleted. */
export class ChannelRefused extends Error {
  override readonly name = 'ChannelRefused';
  /** Of the protocol: `not_found`, `too_many` … */
  readonly code: string;

  constructor(code: string, detail: string) {
    super(detail);
    this.code = code;
  }
}

/** The server does not know our credential (any more), nor a new one where that could be asked for. */
export class SignedOut extends Error {
  override readonly name = 'SignedOut';

  constructor() {
    super('the server does not know this credential');
  }
}
