import { useEffect, useRef } from 'preact/hooks';
import { useApp } from '../app-context.js';
import { NO_FILTER } from '../library/filter.js';
import type { Route } from '../navigation/route.js';
import { Icon } from '../ui/icon.js';
import { useStore } from '../ui/store.js';

export const SEARCH_BOX = 'search-box';

const wordsOf = (route: Route): string => (route.page === 'search' ? route.q : '');

/** The search of the header: typing shows the search page, Esc leaves it. What is typed stands in the address. */
export function SearchBox() {
  const { router, search } = useApp();
  const route = useStore(router.route);
  const input = useRef<HTMLInputElement>(null);
  const shown = wordsOf(route);
  useEffect(() => {
    // The address changes by other ways than typing: back, a link. It is asked as it is now: an effect comes late, and
    // would put back what stood here before the last letters.
    const now = wordsOf(router.route.get());
    if (input.current && input.current.value !== now) input.current.value = now;
  }, [shown]);
  const type = (q: string) => {
    const now = router.route.get();
    if (now.page === 'search') router.go({ ...now, q }, true);
    else if (q !== '') router.go({ page: 'search', q, label: search.state.get().label });
  };
  const leave = () => {
    input.current?.blur();
    if (route.page === 'search') router.go({ page: 'library', filter: NO_FILTER });
  };
  return (
    <form
      class="search-box"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        document.querySelector<HTMLElement>('[data-row]')?.focus(); // Enter goes to the first result
      }}
    >
      <Icon name="search" />
      <input
        ref={input}
        id={SEARCH_BOX}
        type="search"
        defaultValue={shown}
        placeholder="Search in all documents"
        aria-label="Search in all documents"
        autocomplete="off"
        spellcheck={false}
        onInput={({ currentTarget }) => type(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') leave();
        }}
      />
      <kbd aria-hidden="true">/</kbd>
    </form>
  );
}
