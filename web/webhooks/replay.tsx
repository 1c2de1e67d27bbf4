import { useState } from 'preact/hooks';
import { useApp } from '../app-context.js';
import { asProblem } from '../http/problem.js';
import { Dialog } from '../ui/dialog.js';
import { Icon } from '../ui/icon.js';
import { members, number } from '../wire/shape.js';
import { localTime, replayWords } from './words.js';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Asks from when to when, and says how many that were. */
export function ReplayDialog({ id, onClose, onSent }: { id: string; onClose: () => void; onSent: () => void }) {
  const { http, newKey } = useApp();
  const [from, setFrom] = useState(() => localTime(Date.now() - DAY_MS));
  const [to, setTo] = useState(() => localTime(Date.now() + MINUTE_MS)); // the minute that runs is in it
  const [said, setSaid] = useState<{ words: string; failed: boolean } | null>(null);
  const send = async () => {
    setSaid({ words: 'Asking', failed: false });
    try {
      const body = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
      const answer = await http.json(`/v1/webhooks/${id}/replay`, { method: 'POST', body, key: newKey() });
      setSaid({ words: replayWords(number(members(answer)['accepted'])), failed: false });
      onSent();
    } catch (thrown) {
      setSaid({ words: `Nothing is sent again. ${asProblem(thrown).message}`, failed: true });
    }
  };
  const field = (name: string, value: string, set: (to: string) => void) => (
    <label class="form-field">
      {name}
      <input type="datetime-local" required value={value} onInput={({ currentTarget }) => set(currentTarget.value)} />
    </label>
  );
  return (
    <Dialog title="Send again what happened" onClose={onClose}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <p>
          Every event of that time that it asks for is sent once more; its id tells the receiver that it is the same.
        </p>
        {field('From', from, setFrom)}
        {field('To', to, setTo)}
        <p class={said?.failed ? 'tone-failed' : undefined} role="status">
          {said?.words}
        </p>
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            Close
          </button>
          <button type="submit" class="button primary">
            <Icon name="retry" /> Send again
          </button>
        </div>
      </form>
    </Dialog>
  );
}
