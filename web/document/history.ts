import { useEffect, useState } from 'preact/hooks';
import { parseEventPage } from '../../client/event-page.js';
import { useApp } from '../app-context.js';
import type { EventEnvelope } from '../../domain/events/event.js';
import { asProblem, type Problem } from '../http/problem.js';
import type { Http } from '../http/client.js';
import { merged } from './event-words.js';

export interface History {
  /** Oldest first. */
  events: readonly EventEnvelope[];
  problem: Problem | null;
  loading: boolean;
}

/** Everything that happened to a document, live: subscribe, read what was, append what comes. */
export function useHistory(id: string): History {
  const { live, http, documents } = useApp();
  const [history, setHistory] = useState<History>({ events: [], problem: null, loading: true });
  useEffect(() => {
    let ended = false;
    const load = async () => {
      try {
        const events = await readChannel(http, `document:${id}`);
        if (!ended) setHistory((now) => ({ events: merged(events, now.events), problem: null, loading: false }));
      } catch (thrown) {
        if (!ended) setHistory((now) => ({ ...now, problem: asProblem(thrown), loading: false }));
      }
    };
    const end = live.subscribe(`document:${id}`, {
      load() {
        void documents.load(id);
        void load();
      },
      apply: (events) => setHistory((now) => ({ ...now, events: merged(now.events, events) })),
      progress: (subject, data) => documents.progress(subject, data),
    });
    // Without a live connection, what happened until now is still shown.
    if (live.status.get().phase !== 'live') void load();
    return () => {
      ended = true;
      end();
    };
  }, [id]);
  return history;
}

/** All events of a channel, a page at a time. */
async function readChannel(http: Http, channel: string): Promise<EventEnvelope[]> {
  const events: EventEnvelope[] = [];
  for (;;) {
    const after = events.at(-1)?.offset ?? 0;
    const page = parseEventPage(await http.json(`/v1/channels/${encodeURIComponent(channel)}/events?after=${after}`));
    events.push(...page.items);
    if (page.items.length === 0 || (events.at(-1)?.offset ?? 0) >= page.last) return events;
  }
}
