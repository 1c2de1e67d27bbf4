import { useEffect, useLayoutEffect } from 'preact/hooks';
import { useApp } from './app-context.js';
import { DocumentPage } from './document/page.js';
import { InboxPage } from './inbox/page.js';
import { NO_FILTER } from './library/filter.js';
import { LibraryPage } from './library/page.js';
import { Link } from './navigation/link.js';
import type { Route } from './navigation/route.js';
import { SearchPage } from './search/page.js';
import { SignInPage } from './session/page.js';
import { Shell } from './shell.js';
import { SystemPage } from './system/page.js';
import { later } from './ui/later.js';
import { useStore } from './ui/store.js';

const PreferencesPage = later(async () => (await import('./later.js')).PreferencesPage);
const WebhooksPage = later(async () => (await import('./later.js')).WebhooksPage);

/** The app: the page of the address, inside the frame, for somebody who is signed in. */
export function Root() {
  const { session, router } = useApp();
  const state = useStore(session.state);
  const route = useStore(router.route);
  if (state.kind !== 'signed_in') return <SignInPage state={state} />;
  return (
    <Shell>
      <Page route={route} />
    </Shell>
  );
}

const TITLES = {
  library: 'Library',
  search: 'Search',
  system: 'System',
  inbox: 'Inbox',
  preferences: 'Preferences',
  webhooks: 'Webhooks',
  missing: 'No such page',
} as const;

function Page({ route }: { route: Route }) {
  useLayoutEffect(() => {
    if (route.page === 'library') return; // it goes back to where one was
    window.scrollTo(0, 0);
    // What was pressed is gone with its page; without this, the next Tab would begin at the top of everything.
    if (document.activeElement === document.body) document.getElementById('main')?.focus({ preventScroll: true });
  }, [route.page]);
  useEffect(() => {
    if (route.page === 'document') return; // it names itself by the file
    document.title = `${TITLES[route.page]} · DocuGenie`;
  }, [route.page]);
  switch (route.page) {
    case 'library':
      return <LibraryPage filter={route.filter} />;
    case 'search':
      return <SearchPage q={route.q} label={route.label} />;
    case 'document':
      return <DocumentPage key={route.id} route={route} />;
    case 'system':
      return <SystemPage />;
    case 'inbox':
      return <InboxPage view={route.view} />;
    case 'preferences':
      return <PreferencesPage />;
    case 'webhooks':
      return <WebhooksPage open={route.open} />;
    case 'missing':
      return (
        <div class="page empty">
          <h1>There is no such page</h1>
          <p>
            The address <code>{route.path}</code> leads nowhere.
          </p>
          <Link to={{ page: 'library', filter: NO_FILTER }} class="button">
            To the library
          </Link>
        </div>
      );
  }
}
