import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../app-context.js';
import { Notice, NotLoaded } from '../ui/notice.js';
import { usePolled } from '../ui/polled.js';
import { useStore } from '../ui/store.js';
import { deliveriesEvery, parseDelivery } from '../wire/delivery.js';
import { parsePage } from '../wire/page.js';
import { Email } from './email.js';
import { Mutes, Overrides } from './exceptions.js';
import { Mail, MAIL_PATH } from './mail.js';
import { Matrix } from './matrix.js';
import { Pace } from './pace.js';
import { QuietHours } from './quiet-hours.js';
import { createPreferences } from './store.js';

/** What reaches the person, where and when, and what is on its way. */
export function PreferencesPage() {
  const { http, newKey } = useApp();
  const [store] = useState(() => createPreferences({ http, newKey }));
  const { shown, problem, saving, refusal } = useStore(store.state);
  const mails = usePolled(
    MAIL_PATH,
    (answer) => parsePage(answer, parseDelivery).items,
    (all) => deliveriesEvery(all ?? []),
  );
  useEffect(() => {
    const seen = () => {
      if (document.visibilityState === 'visible') store.reload(); // it may have been set in another tab
    };
    seen();
    document.addEventListener('visibilitychange', seen);
    return () => document.removeEventListener('visibilitychange', seen);
  }, []);
  return (
    <section class="page system preferences" aria-labelledby="preferences-title">
      <header class="page-head">
        <h1 id="preferences-title">Preferences</h1>
        <span class="page-count" role="status">
          {saving ? 'saving' : shown && refusal === null ? 'saved' : ''}
        </span>
      </header>
      {refusal !== null && (
        <div class="said">
          <Notice
            tone="failed"
            icon="failed"
            title={refusal}
            actions={
              <button type="button" class="button small" onClick={() => store.dismiss()}>
                Dismiss
              </button>
            }
          />
        </div>
      )}
      {shown === null && problem && (
        <NotLoaded what="Your preferences" problem={problem} kept="They hold as they are." onAgain={store.reload} />
      )}
      {shown === null && !problem && <Skeleton />}
      {shown && (
        <>
          {!shown.enabled && (
            <Notice tone="waiting" icon="paused" title="Your team has switched notifications off">
              <p>Nobody is told anything meanwhile. What you set here is kept.</p>
            </Notice>
          )}
          <h2>What reaches you</h2>
          <Matrix shown={shown} onEdit={store.edit} />
          <h2>E-mail</h2>
          <Email email={shown.email} matrix={shown.matrix} onSet={store.setEmail} onSent={mails.again} />
          <h2>Quiet hours</h2>
          <p class="muted">E-mail waits until they end. What is critical does not, and the inbox makes no noise.</p>
          <QuietHours shown={shown} onEdit={store.edit} />
          <h2>How many at once</h2>
          <Pace shown={shown} onEdit={store.edit} />
          <h2>For one type of document</h2>
          <p class="muted">Counts more than the table above: failed invoices by e-mail, say, and nothing else.</p>
          <Overrides shown={shown} onEdit={store.edit} />
          <h2>Muted</h2>
          <p class="muted">Does not reach you for a while, whatever else is set.</p>
          <Mutes shown={shown} onEdit={store.edit} />
          <h2>E-mail on its way, and sent last</h2>
          <Mail mails={mails} matrix={shown.matrix} />
        </>
      )}
    </section>
  );
}

function Skeleton() {
  return (
    <div class="bones" role="status">
      <span class="hidden">Loading your preferences</span>
      {Array.from({ length: 6 }, (_, index) => (
        <span key={index} class="bone bone-line" />
      ))}
    </div>
  );
}
