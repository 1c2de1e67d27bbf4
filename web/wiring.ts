import { createLive } from '../client/connection.js';
import { openPolling, openStream } from '../client/http-link.js';
import { openSocket } from '../client/socket.js';
import type { App } from './app-context.js';
import { createTextWidth } from './document/text-width.js';
import { createDocuments } from './documents/documents.js';
import { announceChanges } from './documents/announce.js';
import { createHttp, type Http } from './http/client.js';
import { createInbox } from './inbox/inbox.js';
import { createLibrary } from './library/library.js';
import { createSelection } from './library/selection.js';
import { createRouter } from './navigation/router.js';
import { createSearch } from './search/search.js';
import { createSession, signinToken } from './session/session.js';
import { createAnnouncer } from './ui/announcer.js';
import { createClock } from './ui/clock.js';
import { createSystem } from './system/system.js';
import { createTasks } from './system/tasks.js';
import { createTheme } from './ui/theme.js';
import { createUploads } from './uploads/queue.js';
import { createSend } from './uploads/send.js';

/** How long the list waits for the live connection, so that it is read after the position from which events count. */
const POSITION_MS = 1500;

export interface RunningApp extends App {
  /** Signs in (or finds out that one is) and begins to listen. */
  start(token: string | null): void;
  stop(): void;
}

/** Makes everything the pages work with, out of one browser window. */
export function createApp(window: Window & typeof globalThis): RunningApp {
  const now = () => Date.now();
  const random = () => Math.random();
  const after = (ms: number, run: () => void) => {
    const timer = window.setTimeout(run, ms);
    return () => window.clearTimeout(timer);
  };
  const http: Http = createHttp({ fetch: window.fetch.bind(window), now, unauthenticated: () => session.lost() });
  const session = createSession(() => http);
  // Not randomUUID, which browsers keep from pages that came over plain HTTP.
  const newKey = () =>
    [...window.crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16)).join('-');
  const clock = createClock(window.document, now);
  const router = createRouter(window);
  const theme = createTheme(window.document.documentElement, window.localStorage);
  const announcer = createAnnouncer(after);
  const documents = createDocuments(http, { now, random, after });
  const library = createLibrary(http, documents, now);
  const selection = createSelection(library);
  const search = createSearch({ http, after });
  const system = createSystem({ http, now, after });
  const tasks = createTasks({ http, now, after });
  const uploads = createUploads({
    send: createSend(now),
    added: ({ document }) => documents.put(document),
    now,
    random,
    after,
  });
  const link = { fetch: window.fetch.bind(window), after };
  const live = createLive({
    ways: [
      { open: (listener) => openSocket({ WebSocket: window.WebSocket, server: window.location.origin }, listener) },
      { over: 'a stream (WebSocket is blocked)', open: (listener) => openStream(link, listener) },
      { over: 'repeated requests (WebSocket is blocked)', open: (listener) => openPolling(link, listener) },
    ],
    now,
    random,
    after,
    checkSession: () => session.check(),
  });
  const inbox = createInbox({ http, newKey, live: () => live.status.get().phase === 'live' });
  announceChanges(documents, announcer);

  // Position first: subscribe, then read the list over HTTP, then apply what happened since (docs/PROTOCOL.md).
  live.subscribe('tenant', {
    load() {
      documents.distrust();
      library.reload();
      system.note();
    },
    apply(events) {
      documents.apply(events);
      system.note();
    },
    progress: (subject, data) => documents.progress(subject, data),
  });
  live.subscribe('me', { load: inbox.reload, apply: inbox.apply });
  // Without a live connection the lists are still shown, as they are.
  const begin = () => {
    library.begin();
    inbox.begin();
  };
  live.status.subscribe(() => {
    const { phase } = live.status.get();
    if (phase === 'lost') begin();
    if (phase === 'live') uploads.retryUnreachable();
  });

  let cancelBegin = () => {};
  // Signed out in one tab is signed out in all: the cookie is one.
  const tabs = new BroadcastChannel('docugenie.session');
  tabs.onmessage = () => {
    void session.check(); // a 401 ends the session here as well
  };
  session.state.subscribe(() => {
    cancelBegin();
    const now = session.state.get();
    if (now.kind === 'signed_out' && now.why === 'left') tabs.postMessage('left');
    if (now.kind === 'signed_in') {
      live.start();
      system.note();
      cancelBegin = after(POSITION_MS, begin);
    } else {
      live.stop();
      system.stop();
    }
  });

  const online = () => live.retryNow();
  const visible = () => {
    if (window.document.visibilityState === 'visible') live.retryNow();
  };
  const leaving = (event: BeforeUnloadEvent) => {
    const { waiting, sending } = uploads.totals.get();
    if (waiting + sending > 0) event.preventDefault(); // the browser asks whether to leave
  };

  // A sign-in link opened in this very tab only changes the fragment. Somebody else may come in: begin from nothing.
  const signin = () => {
    const token = signinToken(window.location.hash);
    if (token === null) return;
    window.history.replaceState(null, '', window.location.pathname + window.location.search);
    void session.begin(token).then(() => window.location.reload());
  };

  return {
    ...{
      http,
      session,
      live,
      clock,
      router,
      documents,
      library,
      selection,
      search,
      inbox,
      system,
      tasks,
      uploads,
      announcer,
      theme,
    },
    textWidth: createTextWidth(window.document),
    newKey,
    start(token) {
      router.start();
      clock.start();
      window.addEventListener('online', online);
      window.addEventListener('hashchange', signin);
      window.document.addEventListener('visibilitychange', visible);
      window.addEventListener('beforeunload', leaving);
      void session.begin(token);
    },
    stop() {
      cancelBegin();
      tabs.close();
      live.stop();
      system.stop();
      uploads.stop();
      documents.stop();
      clock.stop();
      router.stop();
      window.removeEventListener('online', online);
      window.removeEventListener('hashchange', signin);
      window.document.removeEventListener('visibilitychange', visible);
      window.removeEventListener('beforeunload', leaving);
    },
  };
}
