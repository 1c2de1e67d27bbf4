import { createStore, type Readable } from '../ui/store.js';
import { sameFilter } from './filter.js';
import type { Library } from './library.js';

/** Which documents of the list are chosen. */
export interface Chosen {
  ids: ReadonlySet<string>;
  /** The row that a range begins with: the last one that was chosen or left out. */
  anchor: string | null;
  /** All that match the filter, also those whose rows are not here; then `ids` says nothing. */
  all: boolean;
}

export const NOTHING_CHOSEN: Chosen = { ids: new Set(), anchor: null, all: false };

export const isChosen = ({ ids, all }: Chosen, id: string): boolean => all || ids.has(id);
export const isNothing = ({ ids, all }: Chosen): boolean => !all && ids.size === 0;

/** With this row the other way round. Of all, that leaves the other rows that are here. */
export function toggled(chosen: Chosen, id: string, rows: readonly string[]): Chosen {
  const ids = new Set(chosen.all ? rows : chosen.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ids, anchor: id, all: false };
}

/** With all rows from the anchor to this one; without an anchor, with this one. */
export function extended(chosen: Chosen, id: string, rows: readonly string[]): Chosen {
  if (chosen.all) return chosen;
  const to = rows.indexOf(id);
  const from = chosen.anchor === null ? to : rows.indexOf(chosen.anchor);
  if (to === -1) return chosen;
  const range = from === -1 ? [id] : rows.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { ids: new Set([...chosen.ids, ...range]), anchor: id, all: false };
}

/** Without what is no longer in the list. */
export function kept(chosen: Chosen, rows: readonly string[]): Chosen {
  if (chosen.all || chosen.ids.size === 0) return chosen;
  const here = new Set(rows);
  const ids = new Set([...chosen.ids].filter((id) => here.has(id)));
  if (ids.size === chosen.ids.size) return chosen;
  return { ids, anchor: chosen.anchor !== null && here.has(chosen.anchor) ? chosen.anchor : null, all: false };
}

export interface Selection {
  readonly chosen: Readable<Chosen>;
  toggle(id: string): void;
  /** Chooses all from the last one to this. */
  extend(id: string): void;
  /** Chooses all rows that are here. */
  chooseRows(): void;
  /** Chooses all that match the filter. */
  chooseAll(): void;
  clear(): void;
}

/** What is chosen in the library; another filter is another list, of which nothing is chosen. */
export function createSelection(library: Pick<Library, 'state'>): Selection {
  const chosen = createStore<Chosen>(NOTHING_CHOSEN);
  let { filter } = library.state.get();
  const rows = () => library.state.get().rows;
  library.state.subscribe(() => {
    const { filter: now, phase } = library.state.get();
    if (!sameFilter(now, filter)) {
      filter = now;
      chosen.set(NOTHING_CHOSEN);
    } else if (phase === 'ready') chosen.set(kept(chosen.get(), rows()));
  });
  return {
    chosen,
    toggle: (id) => chosen.set(toggled(chosen.get(), id, rows())),
    extend: (id) => chosen.set(extended(chosen.get(), id, rows())),
    chooseRows: () => chosen.set({ ids: new Set(rows()), anchor: null, all: false }),
    chooseAll: () => chosen.set({ ids: new Set(), anchor: null, all: true }),
    clear: () => chosen.set(NOTHING_CHOSEN),
  };
}
