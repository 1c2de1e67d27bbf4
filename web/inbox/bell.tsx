import { useApp } from '../app-context.js';
import { Link } from '../navigation/link.js';
import type { Route } from '../navigation/route.js';
import { Icon } from '../ui/icon.js';
import { useSelected } from '../ui/store.js';

/** Nobody has to tell 1,203 from 1,204 in a badge. */
const MOST = 999;

export const badge = (unread: number): string => (unread > MOST ? `${MOST}+` : String(unread));

/** The way to the inbox, with how many are unread, on every page. */
export function Bell({ route }: { route: Route }) {
  const unread = useUnread();
  const words = unread === null || unread === 0 ? 'Inbox, nothing unread' : `Inbox, ${unread} unread`;
  return (
    <Link
      to={{ page: 'inbox', view: 'inbox' }}
      class="bell button quiet icon-only wide-only"
      title={words}
      aria-label={words}
      aria-current={route.page === 'inbox' ? 'page' : undefined}
    >
      <Icon name="bell" />
      <Badge unread={unread} />
    </Link>
  );
}

/** The same in the side bar, which is below when it is narrow. */
export function InboxLink({ route }: { route: Route }) {
  const unread = useUnread();
  return (
    <Link
      to={{ page: 'inbox', view: 'inbox' }}
      class="side-link side-inbox"
      aria-current={route.page === 'inbox' ? 'page' : undefined}
    >
      <Icon name="bell" />
      <span>Inbox</span>
      <span class={unread ? 'count count-unread' : 'count'}>
        {unread === null ? '' : badge(unread)}
        {unread !== null && <span class="hidden"> unread</span>}
      </span>
    </Link>
  );
}

function Badge({ unread }: { unread: number | null }) {
  if (unread === null || unread === 0) return null;
  return <span class="badge">{badge(unread)}</span>;
}

function useUnread(): number | null {
  const { inbox } = useApp();
  return useSelected(inbox.state, ({ unread }) => unread);
}
