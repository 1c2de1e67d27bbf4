import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import type { NotificationState } from '../../domain/notifications/notification.js';
import { useApp } from '../app-context.js';
import { asProblem } from '../http/problem.js';
import { Link } from '../navigation/link.js';
import { Icon } from '../ui/icon.js';
import { listenForKeys } from '../ui/keyboard.js';
import { NotLoaded } from '../ui/notice.js';
import { useStore } from '../ui/store.js';
import type { InboxState } from './inbox.js';
import { Line } from './line.js';
import { INBOX_VIEWS, type InboxView } from './lines.js';
import { heldWords, VIEW_NAMES } from './words.js';

/** How far down one has to be that what comes is held back. */
const SCROLLED_PX = 40;

/** What the person was told of, newest first. */
export function InboxPage({ view }: { view: InboxView }) {
  const { inbox, announcer } = useApp();
  const state = useStore(inbox.state);
  const [refusal, setRefusal] = useState<string | null>(null);
  useEffect(() => inbox.show(view), [view]);
  useLayoutEffect(() => {
    inbox.holding(() => window.scrollY > SCROLLED_PX);
    return () => {
      inbox.holding(() => false);
      inbox.release();
    };
  }, []);
  useEffect(() => {
    if (state.held.length > 0) announcer.say(heldWords(state.held.length));
  }, [state.held.length]);

  const refused = (thrown: unknown) => setRefusal(`Nothing was changed. ${asProblem(thrown).message}`);
  const mark = (to: NotificationState, ids: readonly string[] | 'all') => {
    setRefusal(null);
    if (to === 'archived' && ids !== 'all') focusBeside(ids[0]);
    inbox.mark(to, ids).catch(refused);
  };
  const archiveRead = () => {
    setRefusal(null);
    inbox.archiveRead().then((count) => announcer.say(`${count} archived`), refused);
  };
  useEffect(
    () =>
      listenForKeys(document, {
        e: () => onFocused((id) => mark('archived', [id])),
        u: () => onFocused((id) => mark('unread', [id])),
      }),
    [],
  );
  const hasRead = state.lines.some((line) => line.state === 'read');
  return (
    <section class="page inbox" aria-labelledby="inbox-title">
      <header class="page-head">
        <h1 id="inbox-title">Inbox</h1>
        <nav class="views" aria-label="Which notifications">
          {INBOX_VIEWS.map((each) => (
            <Link
              key={each}
              to={{ page: 'inbox', view: each }}
              class="button small quiet"
              aria-current={each === view ? 'page' : undefined}
            >
              {VIEW_NAMES[each]}
            </Link>
          ))}
        </nav>
        <span class="page-count">{state.unread === null ? '' : `${state.unread.toLocaleString('en')} unread`}</span>
      </header>
      <div class="inbox-bar">
        <button type="button" class="button small" disabled={!state.unread} onClick={() => mark('read', 'all')}>
          <Icon name="check" size={14} /> Mark all as read
        </button>
        <button type="button" class="button small" disabled={!hasRead || view === 'archived'} onClick={archiveRead}>
          <Icon name="archive" size={14} /> Archive all read
        </button>
        <Link to={{ page: 'preferences' }} class="button small quiet">
          <Icon name="preferences" size={14} /> What reaches me
        </Link>
        <span class="tone-failed refusal" role="alert">
          {refusal}
        </span>
      </div>
      {state.held.length > 0 && (
        <button
          type="button"
          class="button primary small inbox-held"
          onClick={() => {
            inbox.release();
            window.scrollTo(0, 0);
          }}
        >
          <Icon name="up" size={14} /> {heldWords(state.held.length)}
        </button>
      )}
      <Lines state={state} onMark={mark} />
    </section>
  );
}

interface LinesProps {
  state: InboxState;
  onMark: (to: NotificationState, ids: readonly string[]) => void;
}

function Lines({ state: { lines, phase, problem, view, next, more }, onMark }: LinesProps) {
  const { inbox } = useApp();
  if (lines.length === 0) {
    if (phase === 'loading') return <Skeleton />;
    if (problem)
      return <NotLoaded what="Your inbox" problem={problem} kept="Nothing of it is lost." onAgain={inbox.reload} />;
    return <Nothing view={view} />;
  }
  return (
    <>
      <ul class="notes" aria-label="Notifications" aria-busy={phase === 'loading'}>
        {lines.map((line) => (
          <Line key={line.id} line={line} onMark={(to) => onMark(to, [line.id])} />
        ))}
      </ul>
      {next !== null && (
        <div class="rows-end">
          <button type="button" class="button" disabled={more === 'loading'} onClick={() => inbox.more()}>
            {more === 'loading' ? 'Loading more' : more === 'failed' ? 'Could not load more. Try again' : 'Load more'}
          </button>
        </div>
      )}
    </>
  );
}

function Nothing({ view }: { view: InboxView }) {
  return (
    <div class="empty">
      <Icon name={view === 'archived' ? 'archive' : 'bell'} size={28} />
      <h2>{view === 'archived' ? 'Nothing is archived' : view === 'unread' ? 'All is read' : 'Nothing to tell'}</h2>
      <p>
        {view === 'archived'
          ? 'What you archive leaves the inbox and is kept here.'
          : 'You are told here when a document fails, or when a queue is drained and documents wait. You choose what else, and whether it also comes by e-mail.'}
      </p>
      <Link to={{ page: 'preferences' }} class="button">
        <Icon name="preferences" /> Choose what reaches you
      </Link>
    </div>
  );
}

function Skeleton() {
  return (
    <ul class="notes" aria-label="Notifications" aria-busy="true">
      {Array.from({ length: 6 }, (_, index) => (
        <li key={index} class="note skeleton" aria-hidden="true">
          <span />
          <span class="bone bone-icon" />
          <span class="bone bone-name" />
        </li>
      ))}
    </ul>
  );
}

/** The line that has the focus, or has something that has it; false leaves the key to the browser. */
function onFocused(act: (id: string) => void): boolean {
  const id = document.activeElement?.closest<HTMLElement>('[data-line]')?.dataset['line'];
  if (id === undefined) return false;
  act(id);
  return true;
}

/** Before a line goes: the focus, where it is in that line, goes to the next one, or the one before. */
function focusBeside(id: string | undefined): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const at = rows.findIndex((row) => row.dataset['row'] === id);
  if (!rows[at]?.closest('[data-line]')?.contains(document.activeElement)) return;
  (rows[at + 1] ?? rows[at - 1] ?? document.getElementById('main'))?.focus({ preventScroll: true });
}
