import type { Notifiable, NotifiableType } from './notifiable.js';

export const NOTIFICATION_STATES = ['unread', 'read', 'archived'] as const;
export type NotificationState = (typeof NOTIFICATION_STATES)[number];

/** One line of an inbox, as the API answers it and as its event carries it. */
export interface Notification {
  id: string;
  /** Of the event that it tells of. */
  event_id: string;
  type: NotifiableType | 'test' | 'address.refused';
  subject: string;
  severity: Notifiable['severity'];
  title: string;
  body: string;
  state: NotificationState;
  created_at: string;
}
