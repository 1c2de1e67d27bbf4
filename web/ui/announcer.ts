import { createStore, type Readable } from './store.js';

/** Says things to people who do not see the page, politely: never in the middle of something else. */
export interface Announcer {
  readonly text: Readable<string>;
  say(text: string): void;
}

const GATHER_MS = 700;
const MOST = 3;

/** What comes close together is said together; more than three things are only counted. */
export function createAnnouncer(after: (ms: number, run: () => void) => () => void): Announcer {
  const text = createStore('');
  let waiting: string[] = [];
  return {
    text,
    say(sentence) {
      waiting.push(sentence);
      if (waiting.length > 1) return;
      after(GATHER_MS, () => {
        const said = waiting;
        waiting = [];
        text.set(said.length > MOST ? `${said.length} changes. ${said.at(-1) ?? ''}` : said.join('. '));
      });
    },
  };
}
