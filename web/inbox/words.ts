import type { Notification } from '../../domain/notifications/notification.js';
import type { Tone } from '../documents/words.js';
import { documentRoute, type Route } from '../navigation/route.js';
import type { IconName } from '../ui/icon.js';
import { documentOf } from '../wire/event.js';
import type { Explained } from '../wire/notification.js';
import type { InboxView } from './lines.js';

export const SEVERITY_LOOKS: Readonly<Record<Notification['severity'], { icon: IconName; tone: Tone; word: string }>> =
  {
    info: { icon: 'info', tone: 'neutral', word: 'Info' },
    warning: { icon: 'warning', tone: 'waiting', word: 'Warning' },
    critical: { icon: 'failed', tone: 'failed', word: 'Critical' },
  };

export const VIEW_NAMES: Readonly<Record<InboxView, string>> = {
  inbox: 'Inbox',
  unread: 'Unread',
  archived: 'Archived',
};

/** Where what it is about is shown; null: it is about nothing that has a page. */
export function placeOf(subject: string): Route | null {
  const document = documentOf(subject);
  if (document !== null) return documentRoute(document);
  return subject.startsWith('queue:') ? { page: 'system' } : null;
}

const WAYS: Readonly<Record<string, string>> = { inbox: 'inbox', email: 'e-mail' };

/** "inbox", "e-mail". */
export const wayName = (channel: string): string => WAYS[channel] ?? channel;

/** What was decided, for one way. */
export function outcomeWords({ channel, outcome }: Pick<Explained, 'channel' | 'outcome'>): string {
  if (channel === 'inbox') return outcome === 'skip' ? 'Not in your inbox' : 'In your inbox';
  if (outcome === 'skip') return 'Not by e-mail';
  return outcome === 'gather' ? 'By e-mail, with the next digest' : 'By e-mail';
}

/** "3 new". */
export const heldWords = (count: number): string => `${count.toLocaleString('en')} new`;
