/** Keys of one place in the app: key as in `KeyboardEvent.key`. An action that answers false leaves the key to the browser. */
export type KeyMap = Readonly<Record<string, (event: KeyboardEvent) => unknown>>;

const EDITABLE = 'input, textarea, select, [contenteditable]';

/**
 * Listens for single keys. Not while somebody types, not with a modifier (those belong to the browser and to screen
 * readers), not behind an open dialog or popover. Answers what ends it.
 */
export function listenForKeys(page: globalThis.Document, keys: KeyMap): () => void {
  const listener = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.matches(EDITABLE)) return;
    if (page.querySelector('dialog[open], :popover-open')) return;
    const action = keys[event.key];
    if (!action || action(event) === false) return;
    event.preventDefault();
  };
  page.addEventListener('keydown', listener);
  return () => page.removeEventListener('keydown', listener);
}

/** Moves the focus by `step` among the rows of the page (`[data-row]`), from the first or last when it is elsewhere. */
export function moveRow(page: globalThis.Document, step: 1 | -1): void {
  const rows = [...page.querySelectorAll<HTMLElement>('[data-row]')];
  const at = rows.findIndex((row) => row === page.activeElement);
  const row = at === -1 ? rows.at(step === 1 ? 0 : -1) : rows[at + step];
  row?.focus();
  row?.scrollIntoView({ block: 'nearest' });
}
