import type { Notification, NotificationState } from '../../domain/notifications/notification.js';

/** What of the inbox is shown: all that is not archived, what is unread, or what was archived. */
export const INBOX_VIEWS = ['inbox', 'unread', 'archived'] as const;
export type InboxView = (typeof INBOX_VIEWS)[number];

/** Whether the server would list it. */
export const belongs = (view: InboxView, state: NotificationState): boolean =>
  view === 'inbox' ? state !== 'archived' : state === view;

/** From which states a mark leads away, as on the server. */
const BEFORE: Readonly<Record<NotificationState, readonly NotificationState[]>> = {
  unread: ['read', 'archived'],
  read: ['unread'],
  archived: ['unread', 'read'],
};

/**
 * The lines after a mark. One that was read keeps its place among the unread ones, since a line that vanishes under the
 * hand is worse; what goes into or out of the archive goes.
 */
export function changed(
  lines: readonly Notification[],
  view: InboxView,
  to: NotificationState,
  ids: readonly string[] | 'all',
): readonly Notification[] {
  const concerned = ({ id, state }: Notification) => BEFORE[to].includes(state) && (ids === 'all' || ids.includes(id));
  return lines
    .map((line) => (concerned(line) ? { ...line, state: to } : line))
    .filter(({ state }) => (view === 'archived') === (state === 'archived'));
}
