import { useState } from 'preact/hooks';
import { useApp } from '../app-context.js';
import { asProblem } from '../http/problem.js';
import { Dialog } from '../ui/dialog.js';
import { Icon } from '../ui/icon.js';
import { parseWebhook, type Webhook } from '../wire/webhook.js';
import { EVENT_GROUPS, EVERYTHING, isChosen, toggled } from './events.js';

interface AddProps {
  onClose: () => void;
  onAdded: (webhook: Webhook) => void;
}

/** Asks where to, which events, and in what form. */
export function AddDialog({ onClose, onAdded }: AddProps) {
  const { http, newKey } = useApp();
  const [url, setUrl] = useState('');
  const [kind, setKind] = useState<Webhook['kind']>('standard');
  const [events, setEvents] = useState<readonly string[]>(['document.*']);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const add = async () => {
    setBusy(true);
    setRefusal(null);
    try {
      const body = { url: url.trim(), events, kind };
      const added = parseWebhook(await http.json('/v1/webhooks', { method: 'POST', body, key: newKey() }));
      if (added) onAdded(added);
    } catch (thrown) {
      setRefusal(`Nothing was added. ${asProblem(thrown).message}`);
      setBusy(false);
    }
  };
  const box = (value: string, words: string, checked: boolean) => (
    <label key={value} class="check">
      <input
        type="checkbox"
        aria-label={value.includes('*') ? words : value}
        checked={checked}
        onChange={() => setEvents(toggled(events, value))}
      />{' '}
      {words}
    </label>
  );
  return (
    <Dialog title="Add a webhook" onClose={onClose}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <label class="form-field">
          Address
          <input
            type="url"
            required
            maxLength={2_000}
            placeholder="https://example.org/hooks/documents"
            value={url}
            autofocus
            onInput={({ currentTarget }) => setUrl(currentTarget.value)}
          />
        </label>
        <fieldset class="checks">
          <legend>Form</legend>
          {(['standard', 'slack'] as const).map((each) => (
            <label key={each} class="check">
              <input type="radio" name="kind" checked={kind === each} onChange={() => setKind(each)} />{' '}
              {each === 'standard' ? 'Standard Webhooks, signed' : 'Slack, as a message'}
            </label>
          ))}
        </fieldset>
        <fieldset class="checks">
          <legend>Events</legend>
          {box(EVERYTHING, 'All, also those to come', events.includes(EVERYTHING))}
          {EVENT_GROUPS.map(({ all, types }) => (
            <div key={all} class="check-group">
              {box(all, `All of ${all.slice(0, -2)}`, isChosen(events, all))}
              {types.map((type) => box(type, wordOf(type), isChosen(events, type)))}
            </div>
          ))}
        </fieldset>
        <p class="tone-failed" role="alert">
          {refusal}
        </p>
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            Add nothing
          </button>
          <button type="submit" class="button primary" disabled={busy || events.length === 0}>
            <Icon name="plus" /> Add
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** "step completed": its group stands above it. */
const wordOf = (type: string): string => type.replace(/^\w+\./, '').replaceAll('_', ' ');

/** What signs, once. */
export function SecretDialog({ webhook: { url, secret }, onClose }: { webhook: Webhook; onClose: () => void }) {
  const { announcer } = useApp();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(secret ?? '');
      setCopied(true);
      announcer.say('Copied');
    } catch {
      setCopied(false); // not allowed here: it can be selected
    }
  };
  return (
    <Dialog title="The secret of this webhook" onClose={onClose}>
      <p>
        It signs what is sent to <code>{url}</code>. It is not shown again: keep it where the receiver finds it.
      </p>
      <code class="command secret">{secret}</code>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={() => void copy()}>
          <Icon name={copied ? 'check' : 'copy'} /> {copied ? 'Copied' : 'Copy'}
        </button>
        <button type="button" class="button primary" onClick={onClose}>
          I have kept it
        </button>
      </div>
    </Dialog>
  );
}
