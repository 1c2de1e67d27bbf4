import { createStore, type Readable } from '../../client/store.js'; // not ./store.js: /docs has the theme, and no Preact

export const THEMES = ['system', 'light', 'dark'] as const;
export type ThemeName = (typeof THEMES)[number];

export interface Theme {
  readonly name: Readable<ThemeName>;
  choose(name: ThemeName): void;
}

const KEY = 'docugenie.theme';

/** The chosen theme, kept in this browser; `system` follows the operating system. Applied as `data-theme` on the root. */
export function createTheme(root: HTMLElement, storage: Storage): Theme {
  const name = createStore<ThemeName>(THEMES.find((theme) => theme === read(storage)) ?? 'system');
  const apply = () => {
    if (name.get() === 'system') root.removeAttribute('data-theme');
    else root.setAttribute('data-theme', name.get());
  };
  apply();
  return {
    name,
    choose(theme) {
      name.set(theme);
      apply();
      try {
        storage.setItem(KEY, theme);
      } catch {
        // storage can be forbidden; the choice then holds for this page only
      }
    },
  };
}

function read(storage: Storage): string | null {
  try {
    return storage.getItem(KEY);
  } catch {
    return null;
  }
}
