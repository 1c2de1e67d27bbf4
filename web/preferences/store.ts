import type { Http } from '../http/client.js';
import { asProblem, type Problem } from '../http/problem.js';
import { createStore, type Readable } from '../ui/store.js';
import { parsePreferences, type PreferencesShown } from '../wire/preferences.js';
import type { Edit } from './edits.js';

export interface PreferencesState {
  /** With what is being saved; null until it is known. */
  shown: PreferencesShown | null;
  /** Why it could not be loaded. */
  problem: Problem | null;
  saving: boolean;
  /** Why the last change was not taken, and what holds now. */
  refusal: string | null;
}

export interface PreferencesStore {
  readonly state: Readable<PreferencesState>;
  /** Asks for what is set now; what is being saved stays on top of it. */
  reload(): void;
  /** Shows a change at once and saves it. */
  edit(edit: Edit): void;
  /** Sets the address that mail goes to; null: none. */
  setEmail(address: string | null): void;
  dismiss(): void;
}

const PATH = '/v1/me/preferences';

/**
 * The person's preferences. They are saved as a whole, so a change is applied to what the server has at that moment: what was
 * set in another tab, or by a link in an e-mail, stays.
 */
export function createPreferences({ http, newKey }: { http: Http; newKey: () => string }): PreferencesStore {
  const state = createStore<PreferencesState>({ shown: null, problem: null, saving: false, refusal: null });
  /** As the server answered last. */
  let known: PreferencesShown | null = null;
  /** Not saved yet, in the order in which they were made. */
  let edits: Edit[] = [];
  let questions = 0;

  const applied = (shown: PreferencesShown): PreferencesShown => ({
    ...shown,
    preferences: edits.reduce((preferences, edit) => edit(preferences), shown.preferences),
  });
  const publish = (to: Partial<PreferencesState> = {}) =>
    state.set({ ...state.get(), ...to, shown: known && applied(known) });

  async function load() {
    questions += 1;
    const mine = questions;
    try {
      const answer = parsePreferences(await http.json(PATH));
      if (mine !== questions) return; // something later was asked for, or saved
      known = answer;
      publish({ problem: null });
    } catch (thrown) {
      if (mine === questions) publish({ problem: asProblem(thrown) });
    }
  }

  async function save() {
    publish({ saving: true, refusal: null });
    while (edits.length > 0) {
      const mine = edits.length;
      try {
        const { preferences } = parsePreferences(await http.json(PATH));
        const body = edits.slice(0, mine).reduce((before, edit) => edit(before), preferences);
        known = parsePreferences(await http.json(PATH, { method: 'PUT', body, key: newKey() }));
        questions += 1;
        edits = edits.slice(mine);
        publish();
      } catch (thrown) {
        edits = [];
        publish({ refusal: `It was not saved: all is as it was before. ${asProblem(thrown).message}` });
        await load();
      }
    }
    publish({ saving: false });
  }

  return {
    state,
    reload: () => void load(),
    edit(edit) {
      edits = [...edits, edit];
      publish();
      if (!state.get().saving) void save();
    },
    setEmail(address) {
      publish({ saving: true, refusal: null });
      http
        .json('/v1/me/email', { method: 'PUT', body: { address }, key: newKey() })
        .then(
          (answer) => {
            questions += 1;
            known = parsePreferences(answer);
          },
          (thrown: unknown) =>
            publish({ refusal: `The address was not changed: mail goes where it went. ${asProblem(thrown).message}` }),
        )
        .finally(() => publish({ saving: false }));
    },
    dismiss: () => publish({ refusal: null }),
  };
}
