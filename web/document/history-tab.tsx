import { Icon } from '../ui/icon.js';
import { exact } from '../ui/time.js';
import { Age } from '../documents/age.js';
import { eventWords } from './event-words.js';
import type { History } from './history.js';

/** What happened to the document, newest first. */
export function HistoryTab({ history: { events, problem, loading } }: { history: History }) {
  if (events.length === 0) {
    if (loading) return <p class="muted pane-text">Loading the history</p>;
    return (
      <p class="muted pane-text">
        {problem ? `The history could not be loaded. ${problem.message}` : 'Nothing has happened yet.'}
      </p>
    );
  }
  return (
    <ol class="history" reversed>
      {events.toReversed().map((event) => {
        const { icon, tone, what, detail } = eventWords(event);
        return (
          <li key={event.offset}>
            <span class={`tone-${tone}`}>
              <Icon name={icon} />
            </span>
            <span class="history-what">{what}</span>
            <span class="history-detail muted">{detail}</span>
            <span class="history-time muted" title={exact(event.time)}>
              <Age at={event.time} what="At" />
            </span>
          </li>
        );
      })}
    </ol>
  );
}
