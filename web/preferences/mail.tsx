import { useState } from 'preact/hooks';
import type { Delivery } from '../../domain/notifications/delivery.js';
import { useApp } from '../app-context.js';
import { Age, Until } from '../documents/age.js';
import { asProblem } from '../http/problem.js';
import { placeOf } from '../inbox/words.js';
import { Link } from '../navigation/link.js';
import { Icon } from '../ui/icon.js';
import type { Polled } from '../ui/polled.js';
import type { MatrixRow } from '../wire/preferences.js';
import { DELIVERY_LOOKS } from '../webhooks/words.js';

const SHOWN = 20;
export const MAIL_PATH = `/v1/me/deliveries?limit=${SHOWN}`;

interface MailProps {
  mails: Polled<readonly Delivery[]>;
  matrix: readonly MatrixRow[];
}

/** E-mail that waits, until when, and what was sent last or why it was not. */
export function Mail({ mails: { value, problem, again }, matrix }: MailProps) {
  if (value === null)
    return <p class="muted">{problem ? `It could not be loaded. ${problem.message}` : 'Loading what is on its way'}</p>;
  if (value.length === 0) return <p class="muted">No e-mail was sent to you, and none waits.</p>;
  return (
    <ul class="lines" aria-label="E-mail to you">
      {value.map((mail) => (
        <MailLine key={mail.id} mail={mail} matrix={matrix} onChange={again} />
      ))}
    </ul>
  );
}

function MailLine({ mail, matrix, onChange }: { mail: Delivery; matrix: readonly MatrixRow[]; onChange: () => void }) {
  const { http, newKey } = useApp();
  const [refusal, setRefusal] = useState<string | null>(null);
  const look = DELIVERY_LOOKS[mail.status];
  const waits = mail.status === 'waiting';
  const change = (verb: 'release' | 'cancel') => {
    setRefusal(null);
    http
      .json(`/v1/me/deliveries/${mail.id}/${verb}`, { method: 'POST', key: newKey() })
      .catch((thrown: unknown) => setRefusal(asProblem(thrown).message))
      .finally(onChange);
  };
  return (
    <li class="line mail">
      <span class="line-name">{contentWords(mail, matrix)}</span>
      <span class={`line-state tone-${look.tone}`}>
        <Icon name={look.icon} /> {mail.gathering ? 'gathering' : look.word}
      </span>
      <span class="line-text muted">
        {waits ? (
          <>
            goes out <Until at={mail.not_before} what="Goes out" />
          </>
        ) : (
          <Age at={mail.sent_at ?? mail.created_at} what={mail.sent_at ? 'Sent' : 'Made'} />
        )}
        {mail.reason !== null && `. ${mail.reason}`}
        {mail.events.length === 1 && !mail.direct && <Opens subject={mail.events[0]?.subject ?? ''} />}
        {refusal !== null && (
          <span class="tone-failed" role="alert">
            {' '}
            {refusal}
          </span>
        )}
      </span>
      {waits && (
        <span class="actions">
          <button type="button" class="button small" onClick={() => change('release')}>
            Send now
          </button>
          <button type="button" class="button small" onClick={() => change('cancel')}>
            Do not send
          </button>
        </span>
      )}
    </li>
  );
}

function Opens({ subject }: { subject: string }) {
  const to = placeOf(subject);
  return to && <Link to={to}> Open</Link>;
}

const DIRECT: Readonly<Record<string, string>> = {
  test: 'A test',
  'address.confirmation': 'The link that confirms your address',
};

/** "A document has failed", "3 events: A document has failed". */
function contentWords({ events }: Delivery, matrix: readonly MatrixRow[]): string {
  const titles = events.map(({ type }) => DIRECT[type] ?? matrix.find((row) => row.type === type)?.title ?? type);
  const kinds = [...new Set(titles)].join('; ');
  return events.length > 1 ? `${events.length} events: ${kinds}` : kinds;
}
