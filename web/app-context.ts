import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Live } from '../client/live.js';
import type { WidthOf } from './document/marks.js';
import type { Documents } from './documents/documents.js';
import type { Http } from './http/client.js';
import type { Inbox } from './inbox/inbox.js';
import type { Library } from './library/library.js';
import type { Selection } from './library/selection.js';
import type { Router } from './navigation/router.js';
import type { Search } from './search/search.js';
import type { Session } from './session/session.js';
import type { System } from './system/system.js';
import type { Tasks } from './system/tasks.js';
import type { Announcer } from './ui/announcer.js';
import type { Clock } from './ui/clock.js';
import type { Theme } from './ui/theme.js';
import type { Uploads } from './uploads/queue.js';

/** What the pages work with; made once in `main.tsx`. */
export interface App {
  http: Http;
  session: Session;
  live: Live;
  clock: Clock;
  router: Router;
  documents: Documents;
  library: Library;
  selection: Selection;
  search: Search;
  inbox: Inbox;
  system: System;
  tasks: Tasks;
  uploads: Uploads;
  announcer: Announcer;
  theme: Theme;
  textWidth: WidthOf;
  /** A name for a request that may be sent twice; no two are the same. */
  newKey: () => string;
}

export const AppContext = createContext<App | null>(null);

/** For components below `AppContext`; throws elsewhere. */
export function useApp(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error('A component stands outside of AppContext.');
  return app;
}
