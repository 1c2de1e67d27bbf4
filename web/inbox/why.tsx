import { useApp } from '../app-context.js';
import { Until } from '../documents/age.js';
import { Icon } from '../ui/icon.js';
import { useLoaded } from '../ui/loaded.js';
import { parseExplained } from '../wire/notification.js';
import { outcomeWords } from './words.js';

/** Why one got something: every step of the decision as a sentence, the one that decided last. */
export function Why({ event }: { event: string }) {
  const { http } = useApp();
  const { value, problem } = useLoaded(event, async (signal) =>
    parseExplained(await http.json('/v1/me/preferences/explain', { method: 'POST', body: { event }, signal })),
  );
  if (problem)
    return (
      <p class="why" role="status">
        {problem.status === 404
          ? 'Nothing was decided about it: somebody asked for it, or it is too long ago.'
          : `The reasons could not be loaded. ${problem.message}`}
      </p>
    );
  if (!value) return <p class="why muted">Asking why</p>;
  return (
    <div class="why" role="status">
      {value.map(({ channel, outcome, notBefore, reasons }) => (
        <section key={channel}>
          <p class={`why-outcome tone-${outcome === 'skip' ? 'neutral' : 'done'}`}>
            <Icon name={outcome === 'skip' ? 'skipped' : 'done'} size={14} /> {outcomeWords({ channel, outcome })}
            {outcome === 'gather' && notBefore !== null && <Until at={notBefore} what="Sent" />}
          </p>
          <ol>
            {reasons.map((reason, index) => (
              <li key={index}>{reason}</li>
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}
