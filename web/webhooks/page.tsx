import { useState } from 'preact/hooks';
import { Icon } from '../ui/icon.js';
import { NotLoaded } from '../ui/notice.js';
import { usePolled } from '../ui/polled.js';
import { parsePage } from '../wire/page.js';
import { parseWebhook, type Webhook } from '../wire/webhook.js';
import { AddDialog, SecretDialog } from './add.js';
import { WebhookLine } from './line.js';

/** Whether one of them was switched off is nobody's event. */
const EVERY_MS = 15_000;

/** Addresses that events are posted to, what was sent to them and what they answered. */
export function WebhooksPage({ open }: { open: string | null }) {
  const { value, problem, again } = usePolled(
    '/v1/webhooks',
    (answer) => parsePage(answer, parseWebhook).items,
    () => EVERY_MS,
  );
  const [adding, setAdding] = useState(false);
  const [secret, setSecret] = useState<Webhook | null>(null);
  const add = (
    <button type="button" class="button" onClick={() => setAdding(true)}>
      <Icon name="plus" /> Add a webhook
    </button>
  );
  return (
    <section class="page system webhooks" aria-labelledby="webhooks-title">
      <header class="page-head">
        <h1 id="webhooks-title">Webhooks</h1>
        {value !== null && value.length > 0 && <span class="page-count">{add}</span>}
      </header>
      {problem &&
        value === null &&
        (problem.status === 403 ? (
          <p>
            Webhooks are for the administrators of your team: they are sent what happens to all its documents. Ask one.
          </p>
        ) : (
          <NotLoaded
            what="The webhooks"
            problem={problem}
            kept="What is to be sent is sent all the same."
            onAgain={again}
          />
        ))}
      {value === null && !problem && <p class="muted">Loading the webhooks</p>}
      {value?.length === 0 && (
        <div class="empty">
          <Icon name="webhook" size={28} />
          <h2>Tell another system what happens here</h2>
          <p>
            A webhook is an address of yours that events are posted to as they happen: a document is done, has failed, a
            queue is drained. What is sent is signed, tried again for as long as it is not taken, and logged.
          </p>
          {add}
        </div>
      )}
      {value !== null && value.length > 0 && (
        <ul class="lines" aria-label="Webhooks">
          {value.map((webhook) => (
            <WebhookLine
              key={webhook.id}
              webhook={webhook}
              open={webhook.id === open}
              onChange={again}
              onSecret={setSecret}
            />
          ))}
        </ul>
      )}
      {adding && (
        <AddDialog
          onClose={() => setAdding(false)}
          onAdded={(webhook) => {
            setAdding(false);
            setSecret(webhook);
            again();
          }}
        />
      )}
      {secret && <SecretDialog webhook={secret} onClose={() => setSecret(null)} />}
    </section>
  );
}
