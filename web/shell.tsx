import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useApp } from './app-context.js';
import { Bell, InboxLink } from './inbox/bell.js';
import { NO_FILTER } from './library/filter.js';
import { LiveDot } from './live/status.js';
import { Link } from './navigation/link.js';
import type { Route } from './navigation/route.js';
import { SEARCH_BOX, SearchBox } from './search/box.js';
import { Banner } from './system/banner.js';
import { LibraryLinks, SystemLink } from './system/side.js';
import { Dialog } from './ui/dialog.js';
import { Icon, type IconName } from './ui/icon.js';
import { listenForKeys, moveRow } from './ui/keyboard.js';
import { Popover } from './ui/popover.js';
import { useSelected, useStore } from './ui/store.js';
import { THEMES, type ThemeName } from './ui/theme.js';
import { AddButton } from './uploads/add.js';
import { DropZone } from './uploads/drop-zone.js';
import { Tray } from './uploads/tray.js';

const THEME: Record<ThemeName, { icon: IconName; name: string }> = {
  system: { icon: 'system', name: 'Theme of the system' },
  light: { icon: 'sun', name: 'Light theme' },
  dark: { icon: 'moon', name: 'Dark theme' },
};

const KEYS: readonly (readonly [keys: string, what: string])[] = [
  ['/', 'Search'],
  ['j', 'Next row'],
  ['k', 'Previous row'],
  ['Enter', 'Open the row'],
  ['x', 'Select the row; with Shift, all rows from the last one'],
  ['e', 'Archive the notification'],
  ['u', 'Mark the notification as unread'],
  ['← →', 'Previous or next page of a document'],
  ['Esc', 'Close, clear the selection, or back to the library'],
  ['?', 'Show these shortcuts'],
];

/** The frame around every page: side bar (a bottom bar when narrow), header, uploads, shortcuts. */
export function Shell({ children }: { children: ComponentChildren }) {
  const { router, announcer, live } = useApp();
  const route = useStore(router.route);
  const said = useStore(announcer.text);
  // Without a connection nobody knows whether what was running still is: it must not look as if.
  const stale = useSelected(live.status, ({ phase }) => phase === 'lost');
  const [help, setHelp] = useState(false);
  useEffect(
    () =>
      listenForKeys(document, {
        '/': () => document.getElementById(SEARCH_BOX)?.focus(),
        '?': () => setHelp(true),
        j: () => moveRow(document, 1),
        k: () => moveRow(document, -1),
        Escape: () => {
          const { page } = router.route.get();
          if (page === 'document') router.back();
          else if (page === 'search') router.go({ page: 'library', filter: NO_FILTER });
        },
      }),
    [],
  );
  return (
    <div class={stale ? 'shell stale' : 'shell'}>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <nav class="side" aria-label="Main">
        <span class="brand">
          <img src="/favicon.svg" alt="" width="20" height="20" /> <span>DocuGenie</span>
        </span>
        <LibraryLinks route={route} />
        <InboxLink route={route} />
        <Link
          to={{ page: 'search', q: '', label: null }}
          class="side-link"
          aria-current={route.page === 'search' ? 'page' : undefined}
        >
          <Icon name="search" /> <span>Search</span>
        </Link>
        <span class="side-space" />
        <SystemLink route={route} />
        <div class="wide-only">
          <Rest route={route} onHelp={() => setHelp(true)} />
        </div>
        <div class="narrow-only">
          <Popover
            class="side-link"
            title="More"
            face={
              <>
                <Icon name="more" /> <span>More</span>
              </>
            }
          >
            <Rest route={route} onHelp={() => setHelp(true)} />
          </Popover>
        </div>
      </nav>
      <header class="top">
        <SearchBox />
        <LiveDot />
        <Bell route={route} />
        <AddButton />
      </header>
      <Banner here={route.page === 'system'} />
      <main id="main" tabIndex={-1}>
        {children}
      </main>
      <Tray />
      <DropZone />
      <div class="hidden" aria-live="polite">
        {said}
      </div>
      {help && (
        <Dialog title="Shortcuts" onClose={() => setHelp(false)}>
          <dl class="keys">
            {KEYS.map(([keys, what]) => (
              <div key={keys}>
                <dt>
                  <kbd>{keys}</kbd>
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </Dialog>
      )}
    </div>
  );
}

/** What is needed now and then. */
function Rest({ route, onHelp }: { route: Route; onHelp: () => void }) {
  return (
    <>
      <Link
        to={{ page: 'preferences' }}
        class="side-link"
        aria-current={route.page === 'preferences' ? 'page' : undefined}
      >
        <Icon name="preferences" /> <span>Preferences</span>
      </Link>
      <Link
        to={{ page: 'webhooks', open: null }}
        class="side-link"
        aria-current={route.page === 'webhooks' ? 'page' : undefined}
      >
        <Icon name="webhook" /> <span>Webhooks</span>
      </Link>
      <a href="/docs" class="side-link" title="The reference of the API">
        <Icon name="book" /> <span>API</span>
      </a>
      <ThemeButton />
      <button type="button" class="side-link with-keys" onClick={onHelp}>
        <Icon name="keyboard" /> <span>Shortcuts</span>
      </button>
      <SignOut />
    </>
  );
}

function ThemeButton() {
  const { theme } = useApp();
  const name = useStore(theme.name);
  const next = THEMES[(THEMES.indexOf(name) + 1) % THEMES.length] ?? 'system';
  return (
    <button
      type="button"
      class="side-link"
      title={`${THEME[name].name}. Press for: ${THEME[next].name.toLowerCase()}`}
      aria-label={`${THEME[name].name}, change`}
      onClick={() => theme.choose(next)}
    >
      <Icon name={THEME[name].icon} /> <span>Theme</span>
    </button>
  );
}

function SignOut() {
  const { session, announcer } = useApp();
  return (
    <button
      type="button"
      class="side-link"
      onClick={() => void session.leave().catch(() => announcer.say('Signing out did not succeed. Try again'))}
    >
      <Icon name="signOut" /> <span>Sign out</span>
    </button>
  );
}
