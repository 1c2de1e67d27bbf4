import { useEffect, useState } from 'preact/hooks';
import type { Channel } from '../../domain/notifications/preferences.js';
import { useApp } from '../app-context.js';
import { asProblem } from '../http/problem.js';
import { wayName } from '../inbox/words.js';
import { Icon } from '../ui/icon.js';
import type { MatrixRow, PreferencesShown } from '../wire/preferences.js';
import { WAYS } from './matrix.js';
import { Preview } from './preview.js';

interface EmailProps {
  email: PreferencesShown['email'];
  matrix: readonly MatrixRow[];
  onSet: (address: string | null) => void;
  /** An e-mail was asked for. */
  onSent: () => void;
}

/** Where e-mail goes, whether it arrives there, a test for each way, and what an e-mail looks like. */
export function Email({ email: { address, state, text }, matrix, onSet, onSent }: EmailProps) {
  const [typed, setTyped] = useState(address ?? '');
  useEffect(() => setTyped(address ?? ''), [address]);
  const [previewing, setPreviewing] = useState(false);
  const [icon, tone] = state === 'ready' ? (['done', 'done'] as const) : (['warning', 'waiting'] as const);
  return (
    <>
      <form
        class="inline-form"
        onSubmit={(event) => {
          event.preventDefault();
          onSet(typed.trim() === '' ? null : typed.trim());
          onSent(); // the link that confirms it
        }}
      >
        <label class="form-field">
          Your address
          <input
            type="email"
            maxLength={254}
            autocomplete="email"
            placeholder="you@example.org"
            value={typed}
            onInput={({ currentTarget }) => setTyped(currentTarget.value)}
          />
        </label>
        <button type="submit" class="button" disabled={typed.trim() === (address ?? '')}>
          {typed.trim() === '' && address !== null ? 'Remove' : 'Save and confirm'}
        </button>
      </form>
      <p class={`line-state tone-${state === 'none' ? 'neutral' : tone}`} role="status">
        <Icon name={state === 'none' ? 'info' : icon} /> {text}
      </p>
      <p class="actions">
        {WAYS.map((way) => (
          <TestButton key={way} way={way} disabled={way === 'email' && state !== 'ready'} onSent={onSent} />
        ))}
        <button type="button" class="button small quiet" onClick={() => setPreviewing(true)}>
          Preview: {wayName('email')}
        </button>
      </p>
      {previewing && <Preview matrix={matrix} onClose={() => setPreviewing(false)} />}
    </>
  );
}

function TestButton({ way, disabled, onSent }: { way: Channel; disabled: boolean; onSent: () => void }) {
  const { http, newKey } = useApp();
  const [said, setSaid] = useState<{ words: string; failed: boolean } | null>(null);
  const send = async () => {
    setSaid({ words: 'Asking', failed: false });
    try {
      await http.json('/v1/me/test', { method: 'POST', body: { channel: way }, key: newKey() });
      setSaid({ words: way === 'inbox' ? 'It is in your inbox.' : 'It is on its way.', failed: false });
    } catch (thrown) {
      setSaid({ words: `No test was sent. ${asProblem(thrown).message}`, failed: true });
    }
    onSent();
  };
  return (
    <>
      <button type="button" class="button small" disabled={disabled} onClick={() => void send()}>
        Send me a test: {wayName(way)}
      </button>
      <span class={said?.failed ? 'tone-failed' : 'muted'} role="status">
        {said?.words}
      </span>
    </>
  );
}
