/** Keys of one place in the app: key as in `KeyboardEvent.key`. */
export type KeyMap = Readonly<Record<string, () => void>>;

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
    if (!action) return;
    event.preventDefault();
    action();
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
