import { useState } from 'preact/hooks';
import { useApp } from '../app-context.js';
import { asProblem } from '../http/problem.js';
import { Link } from '../navigation/link.js';
import { Icon } from '../ui/icon.js';
import { Sure } from '../ui/sure.js';
import { clockTime } from '../ui/time.js';
import { parseWebhook, type Webhook } from '../wire/webhook.js';
import { eventsWords } from './events.js';
import { Log } from './log.js';
import { ReplayDialog } from './replay.js';

interface WebhookProps {
  webhook: Webhook;
  open: boolean;
  /** It is another one now, or gone. */
  onChange: () => void;
  onSecret: (webhook: Webhook) => void;
}

/** One webhook: what can be done to it, and its log below when it is open. */
export function WebhookLine({ webhook, open, onChange, onSecret }: WebhookProps) {
  const { http, newKey, announcer } = useApp();
  const [asking, setAsking] = useState<'remove' | 'rotate' | 'replay' | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [round, setRound] = useState(0);
  const { id, url, kind, events, disabled_at, disabled_reason } = webhook;
  const act = async (path: string, words: string, method: 'POST' | 'DELETE' = 'POST') => {
    setAsking(null);
    setRefusal(null);
    try {
      const answer = await http.json(`/v1/webhooks/${id}${path}`, { method, key: newKey() });
      announcer.say(words);
      setRound((n) => n + 1);
      return answer;
    } catch (thrown) {
      setRefusal(`Nothing was changed. ${asProblem(thrown).message}`);
      return undefined;
    } finally {
      onChange();
    }
  };
  const rotate = async () => {
    const rotated = parseWebhook(await act('/rotate', 'It has a new secret'));
    if (rotated) onSecret(rotated);
  };
  return (
    <li class="webhook">
      <div class="webhook-head">
        <Link
          to={{ page: 'webhooks', open: open ? null : id }}
          class="webhook-url"
          data-row={id}
          aria-expanded={open}
          title={open ? 'Hide its deliveries' : 'Show its deliveries'}
        >
          <Icon name={open ? 'down' : 'next'} size={14} /> {url}
        </Link>
        <span class={`line-state tone-${disabled_at === null ? 'done' : 'failed'}`}>
          <Icon name={disabled_at === null ? 'done' : 'failed'} /> {disabled_at === null ? 'on' : 'switched off'}
        </span>
      </div>
      <p class="muted">
        {kind === 'slack' ? 'Slack' : 'Standard Webhooks'}; {eventsWords(events)}
      </p>
      {disabled_at !== null && (
        <p class="tone-failed">
          Nothing is sent to it since {clockTime(Date.parse(disabled_at))}. {disabled_reason}
        </p>
      )}
      <p class="actions">
        {disabled_at !== null && (
          <button type="button" class="button small primary" onClick={() => void act('/enable', 'It is on again')}>
            <Icon name="play" size={14} /> Switch on again
          </button>
        )}
        <button type="button" class="button small" onClick={() => void act('/test', 'A test is sent')}>
          <Icon name="webhook" size={14} /> Send a test
        </button>
        <button type="button" class="button small" onClick={() => setAsking('replay')}>
          <Icon name="retry" size={14} /> Send again…
        </button>
        <button type="button" class="button small" onClick={() => setAsking('rotate')}>
          <Icon name="key" size={14} /> New secret…
        </button>
        <button type="button" class="button small" onClick={() => setAsking('remove')}>
          <Icon name="delete" size={14} /> Remove…
        </button>
        <span class="tone-failed" role="alert">
          {refusal}
        </span>
      </p>
      {open && <Log id={id} round={round} />}
      {asking === 'replay' && (
        <ReplayDialog id={id} onClose={() => setAsking(null)} onSent={() => setRound((n) => n + 1)} />
      )}
      {asking === 'rotate' && (
        <Sure
          title="Give it a new secret?"
          verb="New secret"
          no="Keep the one it has"
          onClose={() => setAsking(null)}
          onDo={() => void rotate()}
        >
          The one before signs as well for 24 hours, so that the receiver can be changed meanwhile.
        </Sure>
      )}
      {asking === 'remove' && (
        <Sure
          title="Remove this webhook?"
          verb="Remove"
          no="Keep it"
          danger
          onClose={() => setAsking(null)}
          onDo={() => void act('', 'It was removed', 'DELETE')}
        >
          Nothing is sent to {url} any more, and its log goes.
        </Sure>
      )}
    </li>
  );
}
