import { useState } from 'preact/hooks';
import type { Delivery, DeliveryAttempt } from '../../domain/notifications/delivery.js';
import { Age, Until } from '../documents/age.js';
import { placeOf } from '../inbox/words.js';
import { Link } from '../navigation/link.js';
import { Icon } from '../ui/icon.js';
import { usePolled } from '../ui/polled.js';
import { duration } from '../ui/time.js';
import { deliveriesEvery, parseDelivery } from '../wire/delivery.js';
import { parsePage } from '../wire/page.js';
import { DELIVERY_LOOKS } from './words.js';

const FIRST = 20;
/** The most that the API lists at once. */
const MOST = 200;
/** What was sent to a webhook, newest first, with every attempt; up to date while one looks. `round`: something was asked for. */
export function Log({ id, round }: { id: string; round: number }) {
  const [limit, setLimit] = useState(FIRST);
  const { value, problem } = usePolled(
    `/v1/webhooks/${encodeURIComponent(id)}/deliveries?limit=${limit}`,
    (answer) => parsePage(answer, parseDelivery),
    (page) => deliveriesEvery(page?.items),
    round,
  );
  if (value === null)
    return <p class="muted">{problem ? `The log could not be loaded. ${problem.message}` : 'Loading the log'}</p>;
  if (value.items.length === 0)
    return <p class="muted">Nothing was sent to it yet. A test shows whether it answers.</p>;
  return (
    <>
      <ul class="lines" aria-label="Deliveries">
        {value.items.map((delivery) => (
          <LogLine key={delivery.id} delivery={delivery} />
        ))}
      </ul>
      {value.next !== null && limit < MOST && (
        <button type="button" class="button small quiet" onClick={() => setLimit(MOST)}>
          Show more
        </button>
      )}
    </>
  );
}

function LogLine({ delivery: { status, events, created_at, not_before, attempts, reason } }: { delivery: Delivery }) {
  const look = DELIVERY_LOOKS[status];
  const [event] = events;
  const to = placeOf(event?.subject ?? '');
  return (
    <li class="line delivery">
      <span class={`line-state tone-${look.tone}`}>
        <Icon name={look.icon} /> {look.word}
      </span>
      <span class="line-name">
        {to ? <Link to={to}>{event?.type}</Link> : event?.type}{' '}
        <span class="muted">
          <Age at={created_at} what="Made" />
        </span>
      </span>
      <ol class="attempts muted">
        {attempts.map((attempt) => (
          <Attempt key={attempt.attempt} attempt={attempt} />
        ))}
        {status === 'waiting' && (
          <li>
            {attempts.length > 0 ? 'again' : 'goes out'} <Until at={not_before} what="Due" />
          </li>
        )}
        {status === 'cancelled' && reason !== null && <li>{reason}</li>}
      </ol>
    </li>
  );
}

function Attempt({ attempt: { attempt, at, status, duration_ms, outcome, detail } }: { attempt: DeliveryAttempt }) {
  const took = duration_ms === null ? '' : ` in ${duration(duration_ms)}`;
  const answer = status === null ? (outcome === null ? 'under way' : 'no answer') : String(status);
  return (
    <li>
      {attempt}. <Age at={at} what="Attempted" />:{' '}
      <span class={outcome === 'sent' ? '' : 'tone-waiting'}>{answer}</span>
      {took}
      {detail !== null && detail !== '' && <span class="attempt-detail">{detail}</span>}
    </li>
  );
}
