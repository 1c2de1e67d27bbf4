import type { DeliveryStatus } from '../../domain/notifications/delivery.js';
import type { Tone } from '../documents/words.js';
import type { IconName } from '../ui/icon.js';

export const DELIVERY_LOOKS: Readonly<Record<DeliveryStatus, { icon: IconName; tone: Tone; word: string }>> = {
  waiting: { icon: 'waiting', tone: 'waiting', word: 'waiting' },
  sent: { icon: 'done', tone: 'done', word: 'sent' },
  failed: { icon: 'failed', tone: 'failed', word: 'failed' },
  cancelled: { icon: 'cancelled', tone: 'neutral', word: 'not sent' },
};

/** "12:00:03 on 2 Nov" is too long for a log: local time for a field, "2026-11-02T10:42". */
export function localTime(at: number): string {
  const offset = new Date(at).getTimezoneOffset() * 60_000;
  return new Date(at - offset).toISOString().slice(0, 16);
}

/** What a replay has done. */
export const replayWords = (accepted: number): string =>
  accepted === 0
    ? 'Nothing that it asked for happened in that time.'
    : `${accepted.toLocaleString('en')} ${accepted === 1 ? 'event is' : 'events are'} sent once more, with the ids they had.`;
