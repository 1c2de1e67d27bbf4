import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { useApp } from '../app-context.js';
import { Icon } from '../ui/icon.js';
import { listenForKeys, type KeyMap } from '../ui/keyboard.js';
import { NotLoaded } from '../ui/notice.js';
import { useStore } from '../ui/store.js';
import { AddButton } from '../uploads/add.js';
import { isFiltered, NO_FILTER, type Filter } from './filter.js';
import { Filters } from './filters.js';
import type { LibraryState, Place } from './library.js';
import { Row } from './row.js';
import { isNothing, type Selection } from './selection.js';
import { SelectionBar } from './selection-bar.js';

export function LibraryPage({ filter }: { filter: Filter }) {
  const { library, selection } = useApp();
  const state = useStore(library.state);
  useEffect(() => library.show(filter), [filter]);
  useEffect(() => listenForKeys(document, selectionKeys(selection)), []);
  useLayoutEffect(() => comeBack(library.place), []);
  return (
    <section class="page" aria-labelledby="library-title">
      <header class="page-head">
        <h1 id="library-title">Library</h1>
        <Filters filter={filter} />
        <span class="page-count">{countWords(state)}</span>
      </header>
      <SelectionBar state={state} />
      <Rows state={state} />
    </section>
  );
}

/** `x` and Space choose the row that has the focus, with Shift all from the last one; elsewhere they are the browser's. */
function selectionKeys(selection: Selection): KeyMap {
  const choose = ({ shiftKey }: KeyboardEvent) => {
    const row = document.activeElement instanceof HTMLElement ? document.activeElement.dataset['row'] : undefined;
    if (row === undefined) return false;
    if (shiftKey) selection.extend(row);
    else selection.toggle(row);
    return true;
  };
  const clear = () => {
    if (isNothing(selection.chosen.get())) return false;
    selection.clear();
    return true;
  };
  return { x: choose, X: choose, ' ': choose, Escape: clear };
}

/** Goes where the person was when they left, and remembers from then on. Answers what ends the remembering. */
function comeBack(place: Place): () => void {
  window.scrollTo(0, place.scroll);
  if (place.row !== null) {
    document.querySelector<HTMLElement>(`[data-row="${CSS.escape(place.row)}"]`)?.focus({ preventScroll: true });
  }
  const scrolled = () => (place.scroll = window.scrollY);
  const focused = ({ target }: FocusEvent) => {
    if (target instanceof HTMLElement) place.row = target.dataset['row'] ?? place.row;
  };
  window.addEventListener('scroll', scrolled, { passive: true });
  document.addEventListener('focusin', focused);
  return () => {
    window.removeEventListener('scroll', scrolled);
    document.removeEventListener('focusin', focused);
  };
}

function Rows({ state }: { state: LibraryState }) {
  const { library, router } = useApp();
  const { phase, rows, problem, filter } = state;
  if (rows.length === 0) {
    if (phase === 'loading') return <Skeleton />;
    if (problem) {
      return (
        <NotLoaded
          what="The list of documents"
          problem={problem}
          kept="Your documents are safe; only this list is missing."
          onAgain={library.reload}
        />
      );
    }
    if (!isFiltered(filter)) return <FirstDocument />;
    return (
      <div class="empty">
        <h2>Nothing matches</h2>
        <p>No document has this type, status and date together.</p>
        <button type="button" class="button" onClick={() => router.go({ page: 'library', filter: NO_FILTER })}>
          Show all documents
        </button>
      </div>
    );
  }
  return (
    <>
      <ul class="rows" aria-label="Documents" aria-busy={phase === 'loading'}>
        {rows.map((id) => (
          <Row key={id} id={id} />
        ))}
      </ul>
      <More state={state} />
    </>
  );
}

/** Loads the next page when its place comes into sight; the button is for those who do not scroll. */
function More({ state: { next, more } }: { state: LibraryState }) {
  const { library } = useApp();
  const end = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = end.current;
    if (!element || next === null || more !== 'idle') return;
    const seen = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) library.more();
      },
      { rootMargin: '600px' },
    );
    seen.observe(element);
    return () => seen.disconnect();
  }, [next, more]);
  return (
    <div class="rows-end" ref={end}>
      {next === null ? (
        <span class="muted">Drop files or folders anywhere to add them.</span>
      ) : (
        <button type="button" class="button" disabled={more === 'loading'} onClick={() => library.more()}>
          {more === 'loading' ? 'Loading more' : more === 'failed' ? 'Could not load more. Try again' : 'Load more'}
        </button>
      )}
    </div>
  );
}

function Skeleton() {
  return (
    <ul class="rows" aria-label="Documents" aria-busy="true">
      {Array.from({ length: 8 }, (_, index) => (
        <li key={index} class="row skeleton" aria-hidden="true">
          <span />
          <span class="bone bone-icon" />
          <span class="bone bone-name" />
          <span class="bone bone-label" />
          <span />
          <span class="bone bone-state" />
          <span class="bone bone-age" />
        </li>
      ))}
    </ul>
  );
}

function FirstDocument() {
  return (
    <div class="empty">
      <Icon name="library" size={28} />
      <h2>Your documents belong here</h2>
      <p>
        DocuGenie reads them, says what each one is, finds dates, amounts and names in it, and makes every page
        searchable. You see each step as it happens.
      </p>
      <AddButton />
      <p class="muted">
        or drop files and whole folders anywhere on this page. It reads PDF, scans and photos, Word, Excel, PowerPoint,
        OpenDocument, e-mail (EML, MSG), web pages, EPUB, Markdown, CSV and plain text.
      </p>
    </div>
  );
}

function countWords({ rows, next, phase }: LibraryState): string {
  if (phase === 'loading' && rows.length === 0) return '';
  if (next !== null) return `${rows.length}+ documents`;
  return rows.length === 1 ? '1 document' : `${rows.length} documents`;
}
