import type { DeliveryStatus } from '../../domain/notifications/delivery.js';
import type { Tone } from '../documents/words.js';
import type { IconName } from '../ui/icon.js';

export const DELIVERY_LOOKS: Readonly<Record<DeliveryStatus, { icon: IconName; tone: Tone; word: string }>> = {
  waiting: { icon: 'waiting', tone: 'waiting', word: 'waiting' },
  sent: { icon: 'done', tone: 'done', word: 'sent' },
  failed: { icon: 'failed', tone: 'failed', word: 'failed' },
  cancelled: { icon: 'cancelled', tone: 'neutral', word: 'not sent' },
};
