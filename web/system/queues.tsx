import { useState } from 'preact/hooks';
import { queueWork, type Queue } from '../../domain/operation/waits.js';
import { useApp } from '../app-context.js';
import { Age } from '../documents/age.js';
import { asProblem } from '../http/problem.js';
import { Dialog } from '../ui/dialog.js';
import { Icon } from '../ui/icon.js';

/** Every queue: whether something is taken from it, and the button for the other. */
export function Queues({ queues }: { queues: readonly Queue[] }) {
  return (
    <ul class="lines" aria-label="Queues">
      {queues.map((queue) => (
        <QueueLine key={queue.name} queue={queue} />
      ))}
    </ul>
  );
}

function QueueLine({ queue: { name, drained_at, reason } }: { queue: Queue }) {
  const { http, system, announcer } = useApp();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const drained = drained_at !== null;
  const change = async (verb: 'drain' | 'undrain', body?: { reason?: string }) => {
    setAsking(false);
    setBusy(true);
    setRefusal(null);
    try {
      await http.json(`/v1/queues/${encodeURIComponent(name)}/${verb}`, {
        method: 'POST',
        ...(body === undefined ? {} : { body }),
      });
      announcer.say(`The queue ${name} was ${verb}ed`);
    } catch (thrown) {
      setRefusal(asProblem(thrown).message);
    }
    system.note(); // as it is now, also when it was refused
    setBusy(false);
  };
  return (
    <li class="line">
      <span class="line-name">
        <strong>{queueWork(name)}</strong> <code class="muted">{name}</code>
      </span>
      <span class={`line-state tone-${drained ? 'waiting' : 'done'}`}>
        <Icon name={drained ? 'paused' : 'done'} /> {drained ? 'drained' : 'open'}
      </span>
      <span class="line-text muted">
        {refusal !== null ? (
          <span class="tone-failed" role="alert">
            {refusal}
          </span>
        ) : drained ? (
          <>
            {reason !== null && reason !== '' && `${reason}, `}
            <Age at={drained_at} what="Drained" />
          </>
        ) : (
          'Work is taken from it as it comes.'
        )}
      </span>
      {drained ? (
        <button type="button" class="button small" disabled={busy} onClick={() => void change('undrain')}>
          <Icon name="play" size={14} /> Undrain<span class="hidden"> {name}</span>
        </button>
      ) : (
        <button type="button" class="button small" disabled={busy} onClick={() => setAsking(true)}>
          <Icon name="pause" size={14} /> Drain…<span class="hidden"> {name}</span>
        </button>
      )}
      {asking && (
        <DrainDialog
          name={name}
          onClose={() => setAsking(false)}
          onDrain={(why) => void change('drain', why === '' ? {} : { reason: why })}
        />
      )}
    </li>
  );
}

/** Asks why: whoever meets waiting documents reads it. */
function DrainDialog({
  name,
  onClose,
  onDrain,
}: {
  name: string;
  onClose: () => void;
  onDrain: (reason: string) => void;
}) {
  const [reason, setReason] = useState('');
  return (
    <Dialog title={`Drain the queue ${name}?`} onClose={onClose}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          onDrain(reason.trim());
        }}
      >
        <p>
          What is in hand is finished, and nothing new is taken until it is undrained. Documents wait meanwhile; nothing
          is lost.
        </p>
        <label class="form-field">
          Reason, for everybody to read
          <input
            type="text"
            maxLength={500}
            placeholder="moving to a larger disk"
            value={reason}
            autofocus
            onInput={({ currentTarget }) => setReason(currentTarget.value)}
          />
        </label>
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            Leave it open
          </button>
          <button type="submit" class="button primary">
            <Icon name="pause" /> Drain
          </button>
        </div>
      </form>
    </Dialog>
  );
}
