import { useState } from 'preact/hooks';
import type { NotifiableType } from '../../domain/notifications/notifiable.js';
import { useApp } from '../app-context.js';
import { Dialog } from '../ui/dialog.js';
import { useLoaded } from '../ui/loaded.js';
import { NotLoaded } from '../ui/notice.js';
import { Select } from '../ui/select.js';
import type { MatrixRow } from '../wire/preferences.js';
import { members, text } from '../wire/shape.js';

/** What would be mailed of a type of event, in both forms: of an example, and nothing is sent. */
export function Preview({ matrix, onClose }: { matrix: readonly MatrixRow[]; onClose: () => void }) {
  const { http } = useApp();
  const [type, setType] = useState<NotifiableType>('document.failed');
  const [round, setRound] = useState(0);
  const { value, problem } = useLoaded(
    type,
    async (signal) => {
      const body = { channel: 'email', event: { type } };
      return members(await http.json('/v1/me/preview', { method: 'POST', body, signal }));
    },
    round,
  );
  return (
    <Dialog title="What an e-mail looks like" onClose={onClose}>
      <Select label="Event" value={type} options={matrix.map((row) => [row.type, row.title])} onChoose={setType} />
      {problem ? (
        <NotLoaded
          what="The preview"
          problem={problem}
          kept="Nothing was sent."
          onAgain={() => setRound((n) => n + 1)}
        />
      ) : (
        <>
          <p role="status">
            <span class="muted">Subject:</span> {value ? text(value['subject']) : 'loading'}
          </p>
          <Frame key={type} type={type} />
          <details>
            <summary class="muted">As plain text</summary>
            <pre class="mail-text">{text(value?.['text'])}</pre>
          </details>
        </>
      )}
    </Dialog>
  );
}

/** The mail on the ground it has by day. A link of an example leads nowhere: after it was followed, the mail comes back. */
function Frame({ type }: { type: NotifiableType }) {
  const [loads, setLoads] = useState(0);
  return (
    <iframe
      key={loads >> 1}
      class="mail-frame"
      title="The e-mail"
      sandbox=""
      src={`/v1/me/preview/mail?event=${type}`}
      onLoad={() => setLoads((n) => n + 1)}
    />
  );
}
