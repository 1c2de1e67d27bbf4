import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStore } from '../ui/store.js';
import { NO_FILTER } from './filter.js';
import type { LibraryState } from './library.js';
import {
  createSelection,
  extended,
  isChosen,
  isNothing,
  kept,
  NOTHING_CHOSEN,
  toggled,
  type Chosen,
} from './selection.js';

const ROWS = ['a', 'b', 'c', 'd', 'e', 'f'];
const inRows = (chosen: Chosen) => ROWS.filter((id) => isChosen(chosen, id));
const row = fc.constantFrom(...ROWS);
/** What some presses lead to. */
const chosens = fc
  .array(fc.tuple(fc.boolean(), row))
  .map((presses) =>
    presses.reduce((chosen, [shift, id]) => (shift ? extended : toggled)(chosen, id, ROWS), NOTHING_CHOSEN),
  );

describe('choosing rows', () => {
  it('turns one round and leaves the others; twice is as before', () => {
    fc.assert(
      fc.property(chosens, row, (chosen, id) => {
        const once = toggled(chosen, id, ROWS);
        expect(isChosen(once, id)).toBe(!isChosen(chosen, id));
        for (const other of ROWS) if (other !== id) expect(isChosen(once, other)).toBe(isChosen(chosen, other));
        expect(inRows(toggled(once, id, ROWS))).toEqual(inRows(chosen));
      }),
    );
  });

  it('with Shift adds everything from the last one to this, in either direction, and takes nothing away', () => {
    fc.assert(
      fc.property(chosens, row, row, (before, from, to) => {
        const chosen = extended(toggled(before, from, ROWS), to, ROWS);
        const [first, last] = [ROWS.indexOf(from), ROWS.indexOf(to)].sort((a, b) => a - b);
        const wanted = ROWS.filter(
          (id, at) => (at >= (first ?? 0) && at <= (last ?? 0)) || isChosen(toggled(before, from, ROWS), id),
        );
        expect(inRows(chosen)).toEqual(wanted);
      }),
    );
  });

  it('of all, and then one not, is the rows that are here without that one', () => {
    const all: Chosen = { ids: new Set(), anchor: null, all: true };
    expect(inRows(all)).toEqual(ROWS);
    expect(inRows(toggled(all, 'c', ROWS))).toEqual(['a', 'b', 'd', 'e', 'f']);
    expect(extended(all, 'c', ROWS)).toBe(all);
  });

  it('drops what is gone from the list, and keeps the rest', () => {
    fc.assert(
      fc.property(chosens, fc.subarray(ROWS), (chosen, rows) => {
        const left = kept(chosen, rows);
        expect(inRows(left)).toEqual(inRows(chosen).filter((id) => rows.includes(id)));
        if (left.anchor !== null && left !== chosen) expect(rows).toContain(left.anchor);
      }),
    );
  });
});

describe('what is chosen in the library', () => {
  const state: LibraryState = {
    filter: NO_FILTER,
    rows: ROWS,
    next: null,
    phase: 'ready',
    more: 'idle',
    problem: null,
  };

  it('stays while the list is loaded anew, and is nothing in the list of another filter', () => {
    const library = createStore(state);
    const selection = createSelection({ state: library });
    selection.toggle('b');
    selection.extend('d');
    library.set({ ...state, rows: [], phase: 'loading' });
    library.set({ ...state, rows: ['a', 'b', 'd'] });
    expect([...selection.chosen.get().ids]).toEqual(['b', 'd']);
    library.set({ ...state, filter: { ...NO_FILTER, status: 'failed' } });
    expect(isNothing(selection.chosen.get())).toBe(true);
  });

  it('can be all that match, whatever rows come and go', () => {
    const library = createStore(state);
    const selection = createSelection({ state: library });
    selection.chooseRows();
    expect(selection.chosen.get().ids.size).toBe(ROWS.length);
    selection.chooseAll();
    library.set({ ...state, rows: ['z'] });
    expect(isChosen(selection.chosen.get(), 'z')).toBe(true);
    selection.clear();
    expect(isNothing(selection.chosen.get())).toBe(true);
  });
});
